"""When the next note at somebody's pace is due.

A slot is the first minute of a chosen local day whose clock shows the chosen hour or later, if that is before the
quiet hours begin. So a clock that jumps forward moves the note to the end of the jump, a clock that goes back gives
the first of the two moments, and a day that a zone left out has no slot. Every slot carries a fixed offset of up to
five minutes, made from the key, so that one hour of the day is not one spike.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

WEEKLY = ("gentle", "steady", "brisk")
OWN = "own"
NONE = "none"
EARLIEST_HOUR, LATEST_HOUR = 8, 20
QUIET_FROM = time(21)
MOST_DAYS = 2
LARGEST_OFFSET = 300
# A slot recurs every seven days; three weeks bridge a day that a zone left out.
HORIZON_DAYS = 22
MINUTE = timedelta(minutes=1)


class Fault(StrEnum):
    """Why a choice of days and hour cannot be kept."""

    NO_DAY = "no day"
    TOO_MANY_DAYS = "too many days"
    NOT_A_DAY = "not a day"
    TOO_CLOSE = "too close"
    HOUR = "hour"


def fault_in(*, pace: str, days: Sequence[int], hour: int) -> Fault | None:
    """The first thing wrong with a choice, or None. Days are ISO weekdays, 1 Monday to 7 Sunday."""
    if not EARLIEST_HOUR <= hour <= LATEST_HOUR:
        return Fault.HOUR
    if pace != OWN:
        return None
    if not set(days) <= set(range(1, 8)):
        return Fault.NOT_A_DAY
    if not days:
        return Fault.NO_DAY
    if len(set(days)) > MOST_DAYS:
        return Fault.TOO_MANY_DAYS
    apart = (max(days) - min(days)) % 7
    return Fault.TOO_CLOSE if len(set(days)) == MOST_DAYS and min(apart, 7 - apart) < MOST_DAYS else None


def first_due(
    *, pace: str, days: Sequence[int], hour: int, zone: str, now: datetime, key: str
) -> datetime | None:
    """The first note after a pace was chosen: own days at the next of them, weekly paces a week from today."""
    after = now if pace == OWN else now + timedelta(days=1)
    return next_due(pace=pace, days=days, hour=hour, zone=zone, after=after, key=key)


def next_due(
    *, pace: str, days: Sequence[int], hour: int, zone: str, after: datetime, key: str
) -> datetime | None:
    """The UTC moment of the first slot later than `after`; None at the pace that sends nothing.

    Gentle, steady and brisk mean one note a week (they differ in how much the note suggests), on the weekday in
    `days`, or on the local weekday of `after` if that is empty. Own days mean each of `days`.
    """
    if pace == NONE:
        return None
    place = ZoneInfo(zone)
    today = after.astimezone(place).date()
    chosen = set(days) if days else {today.isoweekday()}
    offset = timedelta(seconds=offset_of(key))
    for ahead in range(-1, HORIZON_DAYS):
        day = today + timedelta(days=ahead)
        moment = slot(day=day, hour=hour, zone=place) if day.isoweekday() in chosen else None
        if moment is not None and moment + offset > after:
            return moment + offset
    return None


def offset_of(key: str) -> int:
    """Seconds, 0 to 300, always the same for the same key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % (LARGEST_OFFSET + 1)


def slot(*, day: date, hour: int, zone: ZoneInfo) -> datetime | None:
    """The UTC minute at which this local day's note is due, before its offset; None if the day has none."""
    wished = datetime.combine(day, time(hour), zone)
    moment = wished.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wished.replace(tzinfo=None):
        moment = _end_of_jump(wished)
    local = moment.astimezone(zone)
    return moment if local.date() == day and local.time() < QUIET_FROM else None


def _end_of_jump(wished: datetime) -> datetime:
    """The first UTC minute after the jump that left this wall-clock time out."""
    before, after = wished.replace(fold=1).astimezone(UTC), wished.astimezone(UTC)
    shift = after.astimezone(wished.tzinfo).utcoffset()
    while after - before > MINUTE:
        middle = before + (after - before) // 2
        if middle.astimezone(wished.tzinfo).utcoffset() == shift:
            after = middle
        else:
            before = middle
    return after.replace(second=0, microsecond=0)
