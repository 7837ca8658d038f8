"""The drawing of a place on the map: coordinates in a square of 400, worry to the right, distance upwards.

The ends of the scales lie a dot's breadth inside the square, so that a dot at an end is whole; the region around it is
cut off by the edge of the square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from library.grammar.trees import ScaleTree
from quizzes.rules.places import ELLIPSE_50, ELLIPSE_90, Error, likely_range, share_of

SIDE = 400.0
MARGIN = 14.0
PLOT = SIDE - 2 * MARGIN
BAR_MARGIN = 10.0
BAR = SIDE - 2 * BAR_MARGIN
CIRCLE = "M-11 0a11 11 0 1 0 22 0a11 11 0 1 0 -22 0Z"
OUTLINES = {
    "general": CIRCLE,
    "partner": "M0 -14L14 0L0 14L-14 0Z",
    "friend": "M-10.5 -10.5H10.5V10.5H-10.5Z",
    "parent": "M0 -13L13.5 10.5H-13.5Z",
    "other": "M-5 -12.5H5V-5H12.5V5H5V12.5H-5V5H-12.5V-5H-5Z",
}


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Ellipse:
    rx: float
    ry: float


@dataclass(frozen=True)
class Mark:
    """A bond on the map: its outline, drawn around its place, so that bonds differ by shape and not by colour."""

    at: Dot
    outline: str


@dataclass(frozen=True)
class Plane:
    """Today's dot with the area of repeats, and earlier dots, the latest first."""

    dot: Dot
    outer: Ellipse
    inner: Ellipse
    earlier: tuple[Dot, ...]

    @property
    def way(self) -> str:
        """A line through the dots in the order of time."""
        dots = [*reversed(self.earlier), self.dot]
        return "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots) if self.earlier else ""


@dataclass(frozen=True)
class Bar:
    """One scale as a line: the dot, and where nine of ten repeats would land."""

    dot: float
    start: float
    width: float


def plane_of(
    scale: ScaleTree,
    place: tuple[float, float],
    errors: tuple[Error, Error],
    earlier: Sequence[tuple[float, float]] = (),
) -> Plane:
    """`place` and `errors` are worry, then distance."""
    return Plane(
        dot=_dot(scale, place),
        outer=_ellipse(scale, errors, ELLIPSE_90),
        inner=_ellipse(scale, errors, ELLIPSE_50),
        earlier=tuple(_dot(scale, past) for past in earlier),
    )


def bar_of(scale: ScaleTree, value: float, error: Error) -> Bar:
    low, high = (_along(scale, end) for end in likely_range(scale, value, error))
    return Bar(dot=round(_along(scale, value), 1), start=round(low, 1), width=round(high - low, 1))


def mark_of(scale: ScaleTree, about: str, place: tuple[float, float]) -> Mark:
    """`place` is worry, then distance; a bond without an outline of its own is a circle."""
    return Mark(_dot(scale, place), OUTLINES.get(about, CIRCLE))


def _along(scale: ScaleTree, value: float) -> float:
    return BAR_MARGIN + share_of(scale, value) * BAR


def _dot(scale: ScaleTree, place: tuple[float, float]) -> Dot:
    worry, distance = (share_of(scale, value) * PLOT for value in place)
    return Dot(round(MARGIN + worry, 1), round(SIDE - MARGIN - distance, 1))


def _ellipse(scale: ScaleTree, errors: tuple[Error, Error], half_widths: float) -> Ellipse:
    rx, ry = (half_widths * error.of_a_repeat / (scale.max - scale.min) * PLOT for error in errors)
    return Ellipse(round(rx, 1), round(ry, 1))
