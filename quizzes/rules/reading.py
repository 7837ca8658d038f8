"""A result, read: which sentences, which drawing, which numbers. Made anew each time it is shown; never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from library.grammar.trees import ScaleTree, SubscaleTree
from quizzes.rules import wording
from quizzes.rules.places import (
    AROUND,
    BELOW,
    LITTLE_ABOVE,
    Error,
    band_of,
    error_of,
    is_reliable_change,
    likely_range,
)
from quizzes.rules.plane import Bar, Plane, bar_of, plane_of
from quizzes.rules.scoring import ROUNDING, Score

WORRY, DISTANCE = "anxiety", "avoidance"
MAP = {WORRY, DISTANCE}
WORDS = {WORRY: wording.WORRY, DISTANCE: wording.DISTANCE}
Scores = Mapping[str, Score]


@dataclass(frozen=True)
class Dimension:
    """One subscale for the page; `value` None means not scored, and then there is no band, bar or range."""

    key: str
    title: str
    score: Score
    error: Error
    n_needed: int  # answers a score takes
    band: int | None = None
    band_words: str = ""
    words: str = ""
    low: float | None = None
    high: float | None = None
    bar: Bar | None = None
    earlier: tuple[float | None, ...] = ()
    is_change: bool | None = None  # None: nothing to compare

    @property
    def value(self) -> float | None:
        return self.score.value


@dataclass(frozen=True)
class Reading:
    """What a page says. Only a scale of worry and distance is a map, with a sentence, lists and a next step; any
    other has its bars and numbers, and `sentence` is empty unless too little was answered."""

    is_map: bool
    sentence: str
    dimensions: tuple[Dimension, ...]
    plane: Plane | None
    notices: tuple[str, ...]
    strengths: tuple[str, ...]
    next_step: wording.NextStep | None
    is_human_first: bool  # both scales high: a person to talk to comes before the next lesson

    @property
    def worry(self) -> Dimension:
        return next(one for one in self.dimensions if one.key == WORRY)

    @property
    def distance(self) -> Dimension:
        return next(one for one in self.dimensions if one.key == DISTANCE)

    @property
    def is_scored(self) -> bool:
        return any(one.value is not None for one in self.dimensions)

    @property
    def is_whole(self) -> bool:
        return all(one.value is not None for one in self.dimensions)

    @property
    def is_assumed(self) -> bool:
        """Whether any of the ranges shown is only assumed."""
        return self.assumed is not None

    @property
    def assumed(self) -> Error | None:
        """The assumption behind ranges without figures; one scale has only one."""
        return next((one.error for one in self.dimensions if one.error.is_assumed), None)

    @property
    def n_answered(self) -> int:
        return sum(one.score.n_answered for one in self.dimensions)

    @property
    def n_items(self) -> int:
        return sum(one.score.n_items for one in self.dimensions)

    @property
    def has_earlier(self) -> bool:
        return any(one.is_change is not None for one in self.dimensions)


def read(scale: ScaleTree, scores: Scores, earlier: Sequence[Scores] = ()) -> Reading:
    """`earlier` are comparable results, the latest first."""
    dimensions = tuple(_dimension(scale, part, scores, earlier) for part in scale.subscales)
    if not is_map(scale):
        return _plain(dimensions)
    bands = {one.key: one.band for one in dimensions}
    worry, distance = bands[WORRY], bands[DISTANCE]
    kind = _kind(worry, distance)
    return Reading(
        is_map=True,
        sentence=_sentence(worry, distance),
        dimensions=dimensions,
        plane=_plane(scale, scores, earlier),
        notices=wording.NOTICES[kind] if kind else (),
        strengths=wording.STRENGTHS[kind] if kind else (),
        next_step=wording.NEXT_STEPS[kind] if kind else None,
        is_human_first=kind == "both",
    )


def is_map(scale: ScaleTree) -> bool:
    """Whether a scale asks for worry and distance and for nothing else. RAAS, say, has a subscale of worry too, and
    two of ease: no place on this map follows from them."""
    return {part.key for part in scale.subscales} == MAP


def place_of(scores: Scores) -> tuple[float, float] | None:
    """Worry, then distance; None where one of them is not scored."""
    worry, distance = scores[WORRY].value, scores[DISTANCE].value
    return None if worry is None or distance is None else (worry, distance)


def _plain(dimensions: tuple[Dimension, ...]) -> Reading:
    is_scored = any(one.value is not None for one in dimensions)
    return Reading(
        is_map=False,
        sentence="" if is_scored else wording.TOO_FEW,
        dimensions=dimensions,
        plane=None,
        notices=(),
        strengths=(),
        next_step=None,
        is_human_first=False,
    )


def _dimension(scale: ScaleTree, part: SubscaleTree, scores: Scores, earlier: Sequence[Scores]) -> Dimension:
    score, error = scores[part.key], error_of(scale, part.key)
    past = tuple(sheet[part.key].value for sheet in earlier)
    needed = ceil(scale.answered_at_least * score.n_items - ROUNDING)
    if score.value is None:
        return Dimension(part.key, part.title, score, error, needed, earlier=past)
    band = band_of(scale, score.value, error)
    low, high = likely_range(scale, score.value, error)
    return Dimension(
        key=part.key,
        title=part.title,
        score=score,
        error=error,
        n_needed=needed,
        band=band,
        band_words=wording.BANDS[band],
        words=WORDS[part.key][band] if is_map(scale) else "",
        low=low,
        high=high,
        bar=bar_of(scale, score.value, error),
        earlier=past,
        is_change=_is_change(score.value, past, error),
    )


def _is_change(value: float, past: Sequence[float | None], error: Error) -> bool | None:
    if not past or past[0] is None:
        return None
    return is_reliable_change(past[0], value, error)


def _sentence(worry: int | None, distance: int | None) -> str:
    if worry is None and distance is None:
        return wording.TOO_FEW
    if distance is None:
        return wording.ONLY_WORRY[worry or 0]
    if worry is None:
        return wording.ONLY_DISTANCE[distance]
    return wording.SENTENCES[worry][distance]


def _kind(worry: int | None, distance: int | None) -> str:
    """Which list of things to notice and strengths fits."""
    if worry is None and distance is None:
        return ""
    is_worried, is_distant = (band is not None and band >= LITTLE_ABOVE for band in (worry, distance))
    if is_worried and is_distant:
        return "both"
    if is_worried or is_distant:
        return "worry" if is_worried else "distance"
    is_at_ease = all(band is None or band <= BELOW for band in (worry, distance))
    return "ease" if is_at_ease and AROUND not in (worry, distance) else "middle"


def _plane(scale: ScaleTree, scores: Scores, earlier: Sequence[Scores]) -> Plane | None:
    place = place_of(scores)
    if place is None:
        return None
    errors = error_of(scale, WORRY), error_of(scale, DISTANCE)
    past = [found for found in map(place_of, earlier) if found is not None]
    return plane_of(scale, place, errors, past)
