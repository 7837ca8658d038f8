"""How far notes keep apart, and the hours in which none leaves."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

APART = timedelta(hours=48)
CAPS = ((2, timedelta(days=7)), (9, timedelta(days=30)))
LONGEST_CAP = max(span for _, span in CAPS)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


def free_from(sent: Iterable[datetime], *, now: datetime) -> datetime:
    """The first moment from `now` at which one more note keeps within every cap.

    A moment further ahead than the longest cap is a clock's mistake, not a note that came.
    """
    return max([now, *_ends_of_caps([moment for moment in sent if moment <= now + LONGEST_CAP])])


def _ends_of_caps(sent: Iterable[datetime]) -> Iterable[datetime]:
    """For each cap, the moment from which one more note keeps within it."""
    newest_first = sorted(sent, reverse=True)
    if newest_first:
        yield newest_first[0] + APART
    for most, span in CAPS:
        if len(newest_first) >= most:
            yield newest_first[most - 1] + span


def after_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same moment, or eight in the morning local time when it falls into the quiet hours; UTC."""
    local = moment.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment.astimezone(UTC)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=zone).astimezone(UTC)
