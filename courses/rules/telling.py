"""What may be told in public about reports: rounded down, never a small number, and only once a month.

A number that moves on the day somebody presses a button tells a watcher who it was; so does a small one.
"""

from datetime import datetime

STEP = 5


def at_least(times: int) -> int:
    """The count rounded down to a multiple of five; 0 means fewer than five, or none."""
    return times // STEP * STEP


def counted_until(now: datetime) -> datetime:
    """The beginning of the month of `now`, in its own time zone."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
