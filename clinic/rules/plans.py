"""When the steps of a plan come."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import TypeVar

Thing = TypeVar("Thing")

STEPS = 60
PLANS = 100
LONGEST_GAP = 365
USUAL_GAP = 7


def days_of(start: date, gaps: Iterable[int]) -> list[date]:
    """The day of each step: every gap counts from the step before it, the first from `start`. 0 is the same day."""
    return [start + timedelta(days=days) for days in accumulate(gaps)]


def moved(things: Sequence[Thing], place: int, by: int) -> list[Thing]:
    """The same things with one of them `by` places further on; at either end it stays where it is."""
    target = place + by
    if not 0 <= target < len(things):
        return list(things)
    rest = [thing for at, thing in enumerate(things) if at != place]
    return [*rest[:target], things[place], *rest[target:]]
