"""May a note go now? Named cases: nights, zones, calendars, and days on which nobody comes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reminders.rules.deciding import Reason, Send, Situation, Skip, Wait, decide
from reminders.rules.ladder import Rung
from tests.reminders.situations import DUE, D, H, at, check_in, local, pace, there

CASES = {
    # Quiet hours
    "due in quiet hours": (
        at(due_at=DUE + 4 * H),
        DUE + 4 * H,
        Wait(datetime(2026, 11, 25, 8, tzinfo=UTC)),
    ),
    "a minute before nine in the evening": (
        at(due_at=DUE + 3 * H - timedelta(minutes=1)),
        DUE + 3 * H - timedelta(minutes=1),
        Send(),
    ),
    "nine in the evening": (
        at(due_at=DUE + 3 * H),
        DUE + 3 * H,
        Wait(datetime(2026, 11, 25, 8, tzinfo=UTC)),
    ),
    "eight in the morning": (at(due_at=DUE - 10 * H), DUE - 10 * H, Send()),
    "a minute before eight": (
        at(due_at=DUE - 10 * H - timedelta(minutes=1)),
        DUE - 10 * H - timedelta(minutes=1),
        Wait(DUE - 10 * H),
    ),
    "the worker wakes at night": (at(), DUE + 8 * H, Wait(DUE + 14 * H)),
    # Zones and calendars
    "the learner moved to a zone where it is night": (
        at(zone=ZoneInfo("Asia/Tokyo")),
        DUE,
        Wait(datetime(2026, 11, 24, 23, tzinfo=UTC)),
    ),
    "the learner moved to a zone where it is still day": (at(zone=ZoneInfo("America/New_York")), DUE, Send()),
    "half-hour zone": (
        there("Asia/Kolkata", 2026, 11, 24, 7, 30),
        local("Asia/Kolkata", 2026, 11, 24, 7, 30),
        Wait(datetime(2026, 11, 24, 2, 30, tzinfo=UTC)),
    ),
    "forty-five-minute zone": (
        there("Asia/Kathmandu", 2026, 11, 24, 7, 59),
        local("Asia/Kathmandu", 2026, 11, 24, 7, 59),
        Wait(datetime(2026, 11, 24, 2, 15, tzinfo=UTC)),
    ),
    "forty-five-minute zone with summer time": (
        there("Pacific/Chatham", 2026, 1, 10, 21, 10),
        local("Pacific/Chatham", 2026, 1, 10, 21, 10),
        Wait(local("Pacific/Chatham", 2026, 1, 11, 8)),
    ),
    "across the date line it is tomorrow already": (
        there("Pacific/Kiritimati", 2026, 11, 24, 22),
        local("Pacific/Kiritimati", 2026, 11, 24, 22),
        Wait(datetime(2026, 11, 24, 18, tzinfo=UTC)),
    ),
    "the day that Samoa left out": (
        there("Pacific/Apia", 2011, 12, 29, 22),
        local("Pacific/Apia", 2011, 12, 29, 22),
        Wait(local("Pacific/Apia", 2011, 12, 31, 8)),
    ),
    "the night in which clocks go forward": (
        there("Europe/London", 2027, 3, 27, 22),
        local("Europe/London", 2027, 3, 27, 22),
        Wait(datetime(2027, 3, 28, 7, tzinfo=UTC)),
    ),
    "the night in which clocks go back": (
        there("Europe/London", 2026, 10, 24, 22),
        local("Europe/London", 2026, 10, 24, 22),
        Wait(datetime(2026, 10, 25, 8, tzinfo=UTC)),
    ),
    "48 hours across the clock going forward are 48 hours": (
        there("Europe/London", 2027, 3, 28, 18, sent=[local("Europe/London", 2027, 3, 26, 18)]),
        local("Europe/London", 2027, 3, 28, 18),
        Wait(local("Europe/London", 2027, 3, 28, 19)),
    ),
    "48 hours across the clock going back have passed": (
        there("Europe/London", 2026, 10, 25, 18, sent=[local("Europe/London", 2026, 10, 23, 18)]),
        local("Europe/London", 2026, 10, 25, 18),
        Send(),
    ),
    "a leap day in the evening": (
        there("Europe/London", 2028, 2, 28, 22),
        local("Europe/London", 2028, 2, 28, 22),
        Wait(datetime(2028, 2, 29, 8, tzinfo=UTC)),
    ),
    "the end of a month": (
        there("Europe/London", 2026, 11, 30, 22),
        local("Europe/London", 2026, 11, 30, 22),
        Wait(datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ),
    "the end of a year": (
        there("Europe/London", 2026, 12, 31, 22),
        local("Europe/London", 2026, 12, 31, 22),
        Wait(datetime(2027, 1, 1, 8, tzinfo=UTC)),
    ),
    # The ladder
    "six quiet days": (pace(quiet_days=6), DUE, Send()),
    "seven quiet days": (pace(quiet_days=7), DUE, Send(Rung.PREVIEW)),
    "nine quiet days, the first rung told": (pace(quiet_days=9, told=7), DUE, Skip(Reason.BETWEEN)),
    "fourteen quiet days": (pace(quiet_days=14, told=7), DUE, Send(Rung.SHORTER)),
    "twenty quiet days, and no rung told: the lower one is not made up for": (
        pace(quiet_days=20),
        DUE,
        Send(Rung.SHORTER),
    ),
    "twenty-seven quiet days": (pace(quiet_days=27, told=14), DUE, Skip(Reason.BETWEEN)),
    "twenty-eight quiet days": (pace(quiet_days=28, told=14), DUE, Send(Rung.LAST)),
    "twenty-nine quiet days: silence": (pace(quiet_days=29, told=28), DUE, Skip(Reason.SILENT)),
    "a year of quiet days: silence": (pace(quiet_days=365, told=None), DUE, Skip(Reason.SILENT)),
    "came back just now, before a rung left": (
        pace(quiet_days=0, planned_as=7),
        DUE,
        Skip(Reason.CAME_BACK),
    ),
    "a rung keeps quiet hours": (
        pace(quiet_days=7, due_at=DUE + 4 * H),
        DUE + 4 * H,
        Wait(datetime(2026, 11, 25, 8, tzinfo=UTC)),
    ),
    "a rung keeps the caps": (pace(quiet_days=7, sent=[DUE - 24 * H]), DUE, Wait(DUE + 24 * H)),
    "a note asked for is no rung": (pace(quiet_days=30, is_asked_for=True, told=28), DUE, Send()),
    "a day of coming back is told after a month of silence": (at(quiet_days=30, told=28), DUE, Send()),
    "a check-in after nine quiet days": (check_in(quiet_days=9), DUE, Send()),
    "a check-in after a month without them": (check_in(quiet_days=28), DUE, Skip(Reason.SILENT)),
    # Halving
    "one ignored": (check_in(ignored=1, sent=[DUE - 7 * D]), DUE, Send()),
    "two ignored in a row, a week later": (
        check_in(ignored=2, sent=[DUE - 14 * D, DUE - 7 * D]),
        DUE,
        Skip(Reason.HALVED),
    ),
    "two ignored in a row, two weeks later": (
        check_in(ignored=2, sent=[DUE - 21 * D, DUE - 14 * D]),
        DUE,
        Send(),
    ),
    "two ignored, two weeks later across a clock going forward": (
        check_in(ignored=2, sent=[DUE - 14 * D + H]),
        DUE,
        Send(),
    ),
    "two ignored at two notes a week, half a week later": (
        check_in(ignored=2, every=timedelta(days=3.5), sent=[DUE - 8 * D, DUE - 4 * D]),
        DUE,
        Skip(Reason.HALVED),
    ),
    "a pace is halved after a pause": (
        pace(ignored=2, quiet_days=2, sent=[DUE - 7 * D]),
        DUE,
        Skip(Reason.HALVED),
    ),
    "two ignored, but this is no regular note": (
        at(ignored=2, sent=[DUE - 7 * D]),
        DUE,
        Send(),
    ),
}


@pytest.mark.parametrize(("situation", "now", "expected"), CASES.values(), ids=CASES)
def test_decisions(situation: Situation, now: datetime, expected):
    assert decide(situation, now=now) == expected
