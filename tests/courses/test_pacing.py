"""When the next note is due: against a minute-by-minute search, over many zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import moments as clock
from courses.rules import pacing
from courses.services import about_when

ZONES = [
    "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Apia",
    "Pacific/Chatham", "Pacific/Kiritimati", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll", "Asia/Pyongyang",
]  # fmt: skip
MINUTE = timedelta(minutes=1)
EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2037, 12, 1)
moments = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
hours = st.integers(pacing.EARLIEST_HOUR, pacing.LATEST_HOUR)
days_of_week = st.lists(st.integers(1, 7), min_size=1, max_size=2, unique=True)


def searched(day: date, hour: int, zone: ZoneInfo) -> datetime | None:
    """The definition, walked minute by minute."""
    minute = datetime.combine(day, time(), UTC) - timedelta(hours=15)
    for _ in range(54 * 60):
        local = minute.astimezone(zone)
        if local.date() == day and local.time() >= time(hour):
            return minute if local.time() < clock.QUIET_FROM else None
        minute += MINUTE
    return None


@settings(max_examples=150, deadline=None)
@given(day=st.dates(date(2000, 1, 2), date(2037, 12, 30)), hour=hours, zone=st.sampled_from(ZONES))
def test_a_slot_is_what_a_minute_by_minute_search_finds(day, hour, zone):
    assert clock.slot(day=day, hour=hour, zone=ZoneInfo(zone)) == searched(day, hour, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Pacific/Apia", date(2011, 12, 30), 18),  # a day the zone left out
        ("Pacific/Apia", date(2011, 12, 31), 8),
        ("Europe/London", date(2026, 3, 29), 8),  # clocks went forward in the night
        ("Europe/London", date(2026, 10, 25), 8),
        ("Australia/Lord_Howe", date(2026, 10, 4), 9),  # half an hour
        ("Asia/Kathmandu", date(2028, 2, 29), 20),
    ],
)
def test_named_odd_days(zone, day, hour):
    assert clock.slot(day=day, hour=hour, zone=ZoneInfo(zone)) == searched(day, hour, ZoneInfo(zone))


def test_a_clock_that_jumps_over_the_hour_moves_the_slot_to_the_end_of_the_jump():
    # The rule is general; this jump lies outside our hours and shows it.
    zone = ZoneInfo("Europe/London")
    assert clock.slot(day=date(2026, 3, 29), hour=1, zone=zone) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_clock_that_goes_back_gives_the_first_of_the_two_moments():
    zone = ZoneInfo("Europe/London")
    assert clock.slot(day=date(2026, 10, 25), hour=1, zone=zone) == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_has_no_slot():
    assert clock.slot(day=date(2011, 12, 30), hour=18, zone=ZoneInfo("Pacific/Apia")) is None


@settings(max_examples=300, deadline=None)
@given(after=moments, days=days_of_week, hour=hours, zone=st.sampled_from(ZONES), key=st.text(max_size=20))
def test_the_next_note_is_later_on_a_chosen_day_and_never_in_quiet_hours(after, days, hour, zone, key):
    due = pacing.next_due(pace="own", days=days, hour=hour, zone=zone, after=after, key=key)
    assert due is not None
    assert due > after
    local = due.astimezone(ZoneInfo(zone))
    assert local.isoweekday() in days
    assert time(8) <= local.time() <= time(21, 5)
    assert due - after <= timedelta(days=15)


@settings(max_examples=100, deadline=None)
@given(after=moments, days=days_of_week, hour=hours, zone=st.sampled_from(ZONES))
def test_no_chosen_day_is_left_out_or_given_two(after, days, hour, zone):
    """Following the chain for five weeks meets each chosen local day that has a slot exactly once."""
    place, met, moment = ZoneInfo(zone), [], after
    end = after + timedelta(days=35)
    while (due := pacing.next_due(pace="own", days=days, hour=hour, zone=zone, after=moment, key="k")) < end:
        met.append(due.astimezone(place).date())
        moment = due
    offset = timedelta(seconds=clock.offset_of("k"))
    first = after.astimezone(place).date()
    expected = []
    for ahead in range(-2, 38):
        day = first + timedelta(days=ahead)
        slot = clock.slot(day=day, hour=hour, zone=place) if day.isoweekday() in days else None
        if slot is not None and after < slot + offset < end:
            expected.append(day)
    assert met == expected


@given(now=moments, zone=st.sampled_from(ZONES), hour=hours, pace=st.sampled_from(pacing.WEEKLY))
def test_a_weekly_pace_begins_about_a_week_after_it_was_chosen_on_the_same_weekday(now, zone, hour, pace):
    weekday = now.astimezone(ZoneInfo(zone)).isoweekday()
    due = pacing.first_due(pace=pace, days=[weekday], hour=hour, zone=zone, now=now, key="k")
    assert due is not None
    assert timedelta(days=6) < due - now < timedelta(days=15)
    assert due.astimezone(ZoneInfo(zone)).isoweekday() == weekday


def test_no_pace_means_no_note():
    assert (
        pacing.next_due(
            pace="none", days=[], hour=18, zone="UTC", after=datetime(2026, 1, 1, tzinfo=UTC), key=""
        )
        is None
    )


@given(key=st.text())
def test_the_offset_is_fixed_and_at_most_five_minutes(key):
    assert 0 <= clock.offset_of(key) <= 300
    assert clock.offset_of(key) == clock.offset_of(key)


@pytest.mark.parametrize(
    ("days", "hour", "fault"),
    [
        ([1, 4], 18, None),
        ([1], 8, None),
        ([1, 3], 20, None),
        ([], 18, pacing.Fault.NO_DAY),
        ([1, 2], 18, pacing.Fault.TOO_CLOSE),
        ([7, 1], 18, pacing.Fault.TOO_CLOSE),
        ([1, 3, 5], 18, pacing.Fault.TOO_MANY_DAYS),
        ([0], 18, pacing.Fault.NOT_A_DAY),
        ([8], 18, pacing.Fault.NOT_A_DAY),
        ([1], 7, pacing.Fault.HOUR),
        ([1], 21, pacing.Fault.HOUR),
    ],
)
def test_own_days_are_one_or_two_and_48_hours_apart(days, hour, fault):
    assert pacing.fault_in(pace="own", days=days, hour=hour) == fault


@given(st.integers(0, clock.LARGEST_OFFSET))
def test_the_offset_is_never_told(seconds):
    moment = datetime(2026, 11, 24, 18) + timedelta(seconds=seconds)
    assert about_when(moment) == "Tuesday 24 November, about 18:00"


def test_just_before_midnight_the_day_told_is_the_next():
    assert about_when(datetime(2026, 11, 24, 23, 58)) == "Wednesday 25 November, about 00:00"
