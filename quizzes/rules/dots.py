"""A score with its error as twenty dots: each stands for 1 chance in 20 of where the score lies.

A quantile dot plot (Kay, Kola, Hullman and Munson 2016, CHI, doi 10.1145/2858036.2858558); shown to clinicians because
error bars are often misread and twenty dots can be counted (Assessment 2023, doi 10.1177/10731911221147042). Dot i of n
lies at the quantile (i - 1/2) / n of a normal distribution around the score as it was answered, not moved towards
anybody's average, with the standard error of one score, SEM = SD * sqrt(1 - reliability).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import floor
from statistics import NormalDist

from library.grammar.trees import ScaleTree
from quizzes.rules.places import Error, share_of
from quizzes.rules.plane import BAR, BAR_MARGIN, Dot

DOTS = 20
WITHIN = 18  # of them lie between the second and the last but one: one is left on either side
RADIUS = 8.0
STEP = 2 * RADIUS + 1
MIDDLE = BAR_MARGIN + BAR / 2


@dataclass(frozen=True)
class DotPlot:
    """The drawing: 400 wide, `height` high, dots piled on a line at `base`; and what can be counted in it."""

    dots: tuple[Dot, ...]
    height: float
    base: float
    low: float  # WITHIN of the dots lie between these two, in answer units
    high: float
    n_above: int  # dots above the middle of the scale
    n_below: int

    @property
    def radius(self) -> float:
        return RADIUS

    @property
    def within(self) -> int:
        return WITHIN


def dot_plot(scale: ScaleTree, value: float, error: Error) -> DotPlot:
    """What would lie beyond an end of the scale lies at that end."""
    values = [min(scale.max, max(scale.min, one)) for one in quantiles(value, error.sem)]
    columns = [floor((_along(scale, one) - MIDDLE) / STEP) for one in values]
    tallest = max(Counter(columns).values())
    base = round(tallest * STEP + 2, 1)
    middle = (scale.min + scale.max) / 2
    return DotPlot(
        dots=_piled(columns, base),
        height=base + 2,
        base=base,
        low=values[(DOTS - WITHIN) // 2],
        high=values[-1 - (DOTS - WITHIN) // 2],
        n_above=sum(one > middle for one in values),
        n_below=sum(one < middle for one in values),
    )


def quantiles(value: float, sem: float, count: int = DOTS) -> tuple[float, ...]:
    """Equally likely places for a score, from low to high; all at the score where there is no error."""
    spread = NormalDist()
    return tuple(value + sem * spread.inv_cdf((place + 0.5) / count) for place in range(count))


def _piled(columns: list[int], base: float) -> tuple[Dot, ...]:
    """Columns stand on either side of the middle, so that no dot lies on the line that it is counted against."""
    seen: Counter[int] = Counter()
    dots = []
    for column in columns:
        x, y = MIDDLE + (column + 0.5) * STEP, base - RADIUS - seen[column] * STEP
        dots.append(Dot(round(x, 1), round(y, 1)))
        seen[column] += 1
    return tuple(dots)


def _along(scale: ScaleTree, value: float) -> float:
    return BAR_MARGIN + share_of(scale, value) * BAR
