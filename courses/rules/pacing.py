"""When the next note at somebody's pace is due: at the slots of the chosen local days (common.moments)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from common.moments import morning, offset_of, slot, spread

WEEKLY = ("gentle", "steady", "brisk")
OWN = "own"
NONE = "none"
EARLIEST_HOUR, LATEST_HOUR = 8, 20
MOST_DAYS = 2
# A slot recurs every seven days; three weeks bridge a day that a zone left out.
HORIZON_DAYS = 22


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


def return_due(*, day: date | None, pace: str, hour: int, zone: str, key: str) -> datetime | None:
    """When the note for the local day of coming back is due: at the hour of the pace, or at eight if there is none."""
    if day is None:
        return None
    return spread(morning(day=day, zone=zone, hour=EARLIEST_HOUR if pace == NONE else hour), key)
