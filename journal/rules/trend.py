"""Two weeks of check-ins as a drawing: where the dots stand, which are joined, where the line is dotted.

Levels are 0 (Stormy) to 4 (Clear). There is no average and no direction: a dot is a day, and nothing is made of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

WORDS = ("Stormy", "Heavy", "Mixed", "Lighter", "Clear")
DAYS = 14
WIDTH, HEIGHT, MARGIN = 340, 150, 10
ROUGH_WORD, ROUGH_COUNT, ROUGH_DAYS = WORDS[0], 3, 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dot:
    """One check-in; `x` runs from the oldest day to today, `y` from Clear at the top to Stormy."""

    day: date
    word: str
    x: float
    y: float


@dataclass(frozen=True)
class Trend:
    """`runs` are dots on days that follow each other, `gaps` the two dots on either side of days without one."""

    first: date
    last: date
    dots: tuple[Dot, ...]
    runs: tuple[tuple[Dot, ...], ...]
    gaps: tuple[tuple[Dot, Dot], ...]


def trend_of(words: Mapping[date, str], *, today: date) -> Trend:
    """The two weeks up to and with today; days outside, and words that are none of the five, have no dot."""
    first = today - timedelta(days=DAYS - 1)
    shown = {day: word for day, word in sorted(words.items()) if first <= day <= today and word in WORDS}
    dots = tuple(_dot(day, word, first) for day, word in shown.items())
    gaps = tuple((one, two) for one, two in pairwise(dots) if two.day - one.day > ONE_DAY)
    return Trend(first, today, dots, _runs(dots), gaps)


def days_between(one: date, two: date) -> tuple[date, date]:
    """The first and the last of the days that lie between two check-ins."""
    return one + ONE_DAY, two - ONE_DAY


def is_rough(words: Mapping[date, str], *, today: date) -> bool:
    """Whether the last three check-ins all say Stormy, none of them older than a week.

    Not reviewed: a clinician has still to approve this rule and the line that pages show for it. It alerts nobody.
    """
    last = sorted((day, word) for day, word in words.items() if day <= today)[-ROUGH_COUNT:]
    recent = [word for day, word in last if today - day < timedelta(days=ROUGH_DAYS)]
    return recent == [ROUGH_WORD] * ROUGH_COUNT


def _dot(day: date, word: str, first: date) -> Dot:
    across, down = (day - first).days / (DAYS - 1), 1 - WORDS.index(word) / (len(WORDS) - 1)
    x, y = MARGIN + across * (WIDTH - 2 * MARGIN), MARGIN + down * (HEIGHT - 2 * MARGIN)
    return Dot(day, word, round(x, 1), round(y, 1))


def _runs(dots: tuple[Dot, ...]) -> tuple[tuple[Dot, ...], ...]:
    runs: list[list[Dot]] = []
    for dot in dots:
        if runs and dot.day - runs[-1][-1].day == ONE_DAY:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return tuple(tuple(run) for run in runs)
