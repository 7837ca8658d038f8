"""What becomes of regular notes when nobody comes: fewer, then three that ask less and less, then silence.

*Quiet* days are local days since the last day on which the person was signed in, or since a pause of theirs ended. A
note is *ignored* when no signed-in day follows before the next one.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

IGNORED = 2  # so many in a row halve the frequency
SLACK = timedelta(days=1)  # slots wander by minutes, and by hours when a clock is put forward
GONE = 42  # after so many quiet days nobody begins to climb: a machine that slept wakes nobody up


class Rung(IntEnum):
    """The notes that replace a pace, each named by the quiet days from which it may go."""

    PREVIEW = 7  # in plain mode it may name the next lesson
    SHORTER = 14  # a shorter step, or a pause
    LAST = 28  # pause or stop; nothing after it


class Quietness(IntEnum):
    """What a slot of a pace is, after so many quiet days."""

    NONE = 0  # as usual
    RUNG = 1  # the rung reached is due
    BETWEEN = 2  # the rung reached has been told, the next is not reached
    OVER = 3  # silence until they come back


def rung_reached(quiet_days: int) -> Rung | None:
    """The highest rung reached; a lower one that was missed is not made up for."""
    return max((rung for rung in Rung if rung <= quiet_days), default=None)


def quietness(quiet_days: int, told: int | None) -> Quietness:
    """`told` is the highest rung sent since they were last here."""
    reached = rung_reached(quiet_days)
    if reached is None:
        return Quietness.NONE
    if told == Rung.LAST or quiet_days > GONE:
        return Quietness.OVER
    return Quietness.BETWEEN if told is not None and told >= reached else Quietness.RUNG


def quiet_since(*, seen_on: date | None, joined_on: date, paused_until: date | None, today: date) -> date:
    """The local day from which quiet days are counted. A pause is not silence: it begins anew when it ends."""
    ended = paused_until if paused_until is not None and paused_until <= today else None
    return max(filter(None, (seen_on, ended, joined_on)))


def quiet_days(since: date, today: date) -> int:
    """Never negative: a day may come twice to somebody who travels."""
    return max(0, (today - since).days)


def ignored_in_a_row(sent: Iterable[datetime], *, seen_on: date, zone: ZoneInfo) -> int:
    """How many regular notes came since the last signed-in day, without one."""
    return sum(moment.astimezone(zone).date() > seen_on for moment in sent)


def is_left_out(*, ignored: int, every: timedelta, newest: datetime | None, now: datetime) -> bool:
    """Whether this slot falls to the halving: after two ignored notes the gap is twice the chosen one."""
    if ignored < IGNORED or newest is None:
        return False
    return newest <= now < newest + 2 * every - SLACK
