"""Where a score lies, and how sure that is: error figures, bands, ranges, change.

The error of a score is SEM = SD * sqrt(1 - reliability). Where a scale has no figures of its own, they are assumed:
reliability .80, SD 1.1 on a 1-7 scale, which makes a 90 % repeat range of about 1.1 either side. A repeat on another
ordinary day differs from a score by SEM * sqrt(2); errors of two subscales count as independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from library.grammar.trees import ScaleTree

ASSUMED_RELIABILITY = 0.80
ASSUMED_SD = 1.1
ASSUMED_RANGE = 6  # the width of the 1-7 scale the assumed SD belongs to
NINETY_PERCENT = 1.645  # of one score
ELLIPSE_90, ELLIPSE_50 = 2.146, 1.177  # half-widths in standard errors, for two scores at once
RELIABLE = 1.96

WELL_BELOW, BELOW, AROUND, LITTLE_ABOVE, ABOVE = range(5)
EDGES = (0.25, 5 / 12, 7 / 12, 0.75)  # of the width: 2.5, 3.5, 4.5 and 5.5 on a 1-7 scale


@dataclass(frozen=True)
class Error:
    """How far a score may be off, in answer units."""

    sd: float
    reliability: float
    is_assumed: bool
    source: str = ""

    @property
    def sem(self) -> float:
        """The standard error of one score."""
        return self.sd * sqrt(1 - self.reliability)

    @property
    def of_a_repeat(self) -> float:
        """The standard error of the difference between two sittings."""
        return self.sem * sqrt(2)

    @property
    def likely(self) -> float:
        """Half the range in which nine of ten repeats of one score lie."""
        return NINETY_PERCENT * self.of_a_repeat

    @property
    def needed(self) -> float:
        """The smallest difference between two scores that is more than chance would often make."""
        return RELIABLE * self.of_a_repeat


def error_of(scale: ScaleTree, subscale: str) -> Error:
    """From the figures named in the scale's file, else from the assumption above."""
    for figure in scale.reliability or ():
        sd = figure.spread(scale.min, scale.max)
        if figure.subscale == subscale and sd is not None:
            return Error(sd, figure.alpha, is_assumed=False, source=figure.source)
    assumed = ASSUMED_SD * (scale.max - scale.min) / ASSUMED_RANGE
    return Error(assumed, ASSUMED_RELIABILITY, is_assumed=True)


def share_of(scale: ScaleTree, value: float) -> float:
    """How far along the scale a score is, from 0 to 1."""
    return (value - scale.min) / (scale.max - scale.min)


def band_of(scale: ScaleTree, value: float, error: Error) -> int:
    """One of five bands. A score the middle of which could be the true one is around the middle."""
    if abs(value - (scale.min + scale.max) / 2) <= RELIABLE * error.sem:
        return AROUND
    return sum(share_of(scale, value) > edge for edge in EDGES)


def likely_range(scale: ScaleTree, value: float, error: Error) -> tuple[float, float]:
    """Where nine of ten repeats would land, within the ends of the scale."""
    return max(scale.min, value - error.likely), min(scale.max, value + error.likely)


def is_reliable_change(before: float, after: float, error: Error) -> bool:
    """Whether a change is larger than chance would often make it (reliable change index of 1.96)."""
    return abs(after - before) / error.of_a_repeat >= RELIABLE
