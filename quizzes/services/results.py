"""Reading one result: its sentences, the earlier ones about the same bond, the latest about others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from library.grammar.trees import ScaleTree
from quizzes.models import Result
from quizzes.rules import quality, reading, scoring
from quizzes.rules.plane import OUTLINES, Mark, mark_of

EARLIER_SHOWN = 3


@dataclass(frozen=True)
class Bond:
    """The latest result about one bond; `values` in the order of the subscales, None where not scored."""

    result: Result
    values: tuple[float | None, ...]
    mark: Mark | None
    is_this: bool

    @property
    def label(self) -> str:
        return str(self.result.sitting.get_about_display())

    @property
    def outline(self) -> str:
        return OUTLINES[self.result.sitting.about]


@dataclass(frozen=True)
class Shown:
    """A result with its sentences, what it is compared with, and what speaks against leaning on it."""

    result: Result
    scale: ScaleTree
    reading: reading.Reading
    earlier: Sequence[Result]  # about the same bond, the latest first
    bonds: Sequence[Bond]  # this one first; empty if there is no other
    is_straight_line: bool
    is_soon_after: bool

    @property
    def lowest(self) -> int:
        return self.scale.min

    @property
    def highest(self) -> int:
        return self.scale.max

    @property
    def is_own(self) -> bool:
        """Whether the words are ours."""
        return self.scale.licence.state == "own"

    @property
    def has_map_of_bonds(self) -> bool:
        return any(bond.mark for bond in self.bonds)


def show(*, result: Result) -> Shown:
    """Four queries, however many results there are."""
    scale = result.sitting.version.as_scale
    beside = list(Result.objects.beside(result).dated())
    earlier = [past for past in beside if _is_before(past, result)]
    others = latest_of_each(past for past in beside if past.sitting.about != result.sitting.about)
    scores = scores_of([*earlier[:EARLIER_SHOWN], *others])
    mine = scoring.from_data(result.scores)
    answers = {answer.question: answer.value for answer in result.sitting.answers.all()}
    return Shown(
        result=result,
        scale=scale,
        reading=reading.read(scale, mine, [scores[past.pk] for past in earlier[:EARLIER_SHOWN]]),
        earlier=earlier[:EARLIER_SHOWN],
        bonds=bonds_of(scale, [result, *others], scores | {result.pk: mine}, this=result) if others else (),
        is_straight_line=quality.is_straight_line(scoring.key_of(scale), answers),
        is_soon_after=bool(earlier) and quality.is_soon_after(_at(result), _at(earlier[0])),
    )


def latest_of_each(results: Iterable[Result]) -> list[Result]:
    """The first of each bond, of results that come with the newest first."""
    latest: dict[str, Result] = {}
    for result in results:
        latest.setdefault(result.sitting.about, result)
    return list(latest.values())


def scores_of(results: Sequence[Result]) -> dict[int, reading.Scores]:
    """The scores of these results by pk, in one query."""
    found = Result.objects.filter(pk__in=[result.pk for result in results])
    return {result.pk: scoring.from_data(result.scores) for result in found}


def bonds_of(
    scale: ScaleTree,
    results: Sequence[Result],
    scores: Mapping[int, reading.Scores],
    this: Result | None = None,
) -> tuple[Bond, ...]:
    return tuple(_bond(scale, result, scores[result.pk], is_this=result is this) for result in results)


def _bond(scale: ScaleTree, result: Result, scores: reading.Scores, *, is_this: bool) -> Bond:
    place = reading.place_of(scores) if reading.is_map(scale) else None
    return Bond(
        result=result,
        values=tuple(scores[part.key].value for part in scale.subscales),
        mark=mark_of(scale, result.sitting.about, place) if place else None,
        is_this=is_this,
    )


def _is_before(past: Result, result: Result) -> bool:
    is_of_the_same = past.sitting.about == result.sitting.about
    return is_of_the_same and (_at(past), past.pk) < (_at(result), result.pk)


def _at(result: Result) -> datetime:
    """When its answers were handed in; scoring them anew later changes nothing about that."""
    moment: datetime = result.sitting.submitted_at or result.scored_at
    return moment
