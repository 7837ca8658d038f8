"""Local days and hours as moments in UTC: what comes at an hour of somebody's day is worked out here, once for all.

The slot of a day is the first minute whose clock shows the hour or later, if that is before the quiet hours begin. So a
clock that jumps forward moves it to the end of the jump, a clock that goes back gives the first of the two moments, and
a day that a zone left out has none. A fixed offset of up to five minutes, made from a key, keeps one hour of the day
from being one spike.
"""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(21)
LARGEST_OFFSET = 300
MINUTE = timedelta(minutes=1)


def offset_of(key: str) -> int:
    """Seconds, 0 to 300, always the same for the same key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % (LARGEST_OFFSET + 1)


def spread(moment: datetime, key: str) -> datetime:
    """A few minutes later, always the same for the same key, so that everybody's notes do not leave at once."""
    return moment + timedelta(seconds=offset_of(key))


def morning(*, day: date, zone: str, hour: int = 8) -> datetime:
    """The UTC moment of this hour on this local day; of the next one where a zone left the day out."""
    days = (day + timedelta(days=ahead) for ahead in range(3))
    slots = (slot(day=one, hour=hour, zone=ZoneInfo(zone)) for one in days)
    return next(filter(None, slots))


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
