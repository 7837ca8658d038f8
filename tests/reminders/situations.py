"""Situations to decide about, told by what is different in them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.rules.deciding import Situation

H, D = timedelta(hours=1), timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
DUE = datetime(2026, 11, 24, 18, tzinfo=UTC)  # a Tuesday evening
ZONES = [
    "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Apia",
    "Australia/Lord_Howe", "Antarctica/Troll", "America/St_Johns", "Pacific/Kiritimati", "UTC",
]  # fmt: skip


def at(**changes) -> Situation:
    return Situation(**{"due_at": DUE, "zone": LONDON, **changes})


def local(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc, arg-type]


def there(zone: str, *moment: int, **changes) -> Situation:
    """Due at this local moment of this zone."""
    return at(due_at=local(zone, *moment), zone=ZoneInfo(zone), **changes)


def pace(**changes) -> Situation:
    """A note at a weekly pace, which the ladder may replace."""
    return at(**{"has_ladder": True, "every": timedelta(days=7), **changes})


def check_in(**changes) -> Situation:
    """A weekly check-in: it is halved, and has no ladder."""
    return at(**{"every": timedelta(days=7), **changes})
