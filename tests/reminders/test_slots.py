"""Slots: one for each chosen local day in every zone of the world, and days of the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.moments import morning, spread
from reminders.rules.slots import Plan, months_later
from tests.reminders.situations import ZONES

SUNDAY = 7
# Names of the tz database that stand for no place somebody lives in.
PLACES = sorted(zone for zone in available_timezones() if zone not in {"Factory", "localtime"})


def plan(zone: str, *, hour: int = 8, days=(SUNDAY,)) -> Plan:
    return Plan("own", list(days), hour, zone, "some key")


@pytest.mark.parametrize("hour", [8, 20])
def test_every_sunday_of_a_year_has_exactly_one_slot_in_every_zone(hour: int):
    """Clocks change on Sundays nearly everywhere."""
    first = date(2026, 11, 1)
    sundays = [first + timedelta(days=7 * week) for week in range(53)]
    for zone in PLACES:
        start = datetime(2026, 10, 31, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        slots = list(plan(zone, hour=hour).from_moment(start, most=54))[1:]
        here = [slot.astimezone(ZoneInfo(zone)) for slot in slots]
        assert [slot.date() for slot in here] == sundays, zone
        assert {slot.hour for slot in here} == {hour}, zone


def test_two_days_a_week_halve_the_gap():
    assert plan("UTC", days=(2, 5)).every == timedelta(days=3.5)
    assert plan("UTC").every == timedelta(days=7)


@pytest.mark.parametrize(
    ("zone", "here"),
    [
        ("America/New_York", "2026-11-22T23"),  # moved west: later the same day
        ("Asia/Tokyo", "2026-11-22T09"),  # moved east: earlier the same day
        ("Pacific/Kiritimati", "2026-11-22T04"),
        ("Pacific/Pago_Pago", "2026-11-23T05"),
        ("Europe/London", "2026-11-22T18"),
    ],
)
def test_a_slot_follows_somebody_who_moved(zone: str, here: str):
    due_at = spread(datetime(2026, 11, 22, 18, tzinfo=UTC), "some key")
    moved = plan(zone, hour=18).nearest(due_at, after=due_at - timedelta(days=3))
    assert moved == spread(datetime.fromisoformat(f"{here}:00+00:00"), "some key")


def test_a_slot_that_was_over_there_already_comes_the_week_after():
    due_at = spread(datetime(2026, 11, 22, 18, tzinfo=UTC), "some key")
    moved = plan("Asia/Tokyo", hour=18).nearest(due_at, after=due_at - timedelta(hours=2))
    assert moved == spread(datetime(2026, 11, 29, 9, tzinfo=UTC), "some key")


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(8, 20),
    days=st.sampled_from([(7,), (2, 4), (1, 6), (3, 5)]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
)
def test_a_moment_that_is_right_stays_as_it_is(zone: str, hour: int, days: tuple[int, ...], now: datetime):
    slots = plan(zone, hour=hour, days=days)
    due_at = slots.after(now)
    assert due_at is not None
    assert slots.nearest(due_at, after=now) == due_at


@given(gone=st.timedeltas(timedelta(0), timedelta(days=900)))
def test_of_all_missed_slots_the_newest_is_less_than_a_week_old(gone: timedelta):
    due_at = spread(datetime(2026, 11, 22, 8, tzinfo=UTC), "some key")
    now = due_at + gone
    newest = plan("Europe/London").newest(due_at, now=now)
    assert due_at <= newest <= now
    assert now - newest < timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2028-02-29", "2028-05-29"),
        ("2026-12-31", "2027-03-31"),
        ("2026-08-31", "2026-11-30"),
        ("2026-01-15", "2026-04-15"),
    ],
)
def test_three_months_end_with_the_month_at_the_latest(day: str, later: str):
    assert months_later(date.fromisoformat(day), 3) == date.fromisoformat(later)


def test_the_morning_of_a_day_that_was_left_out_is_the_next_one():
    assert morning(day=date(2011, 12, 30), zone="Pacific/Apia") == datetime(2011, 12, 30, 18, tzinfo=UTC)
