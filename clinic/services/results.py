"""Results as a clinician reads them: map, numbers and range, whether two differ by more than chance; never an answer.

No answer is fetched here, and nothing is shown from which one follows. So a subscale of a single statement has no
number (its score is that answer), and that somebody gave one answer throughout is not said (with the score it would
name them all).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from library.grammar.trees import ScaleTree
from quizzes.models import QuizVersion, Result
from quizzes.rules import quality, reading
from quizzes.rules.dots import DotPlot, dot_plot
from quizzes.rules.plane import Plane
from quizzes.rules.reading import DISTANCE, WORRY, Dimension, is_map
from quizzes.services.results import EARLIER_SHOWN, scores_of

A_PAGE = 20


@dataclass(frozen=True)
class Score:
    """One subscale. `value` None: not scored, or resting on one statement (`is_single`), and then nothing is drawn."""

    key: str
    title: str
    n_answered: int
    n_items: int
    is_single: bool
    is_assumed: bool
    sem: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    dots: DotPlot | None = None
    earlier: tuple[float | None, ...] = ()
    is_change: bool | None = None  # None: nothing to compare, or comparing is not agreed
    index: float | None = None  # the reliable change index, without its sign

    @property
    def was(self) -> float | None:
        return self.earlier[0] if self.earlier else None


@dataclass(frozen=True)
class ResultShown:
    """One result; `earlier` are those about the same bond on the same words, the latest first."""

    key: UUID
    title: str
    about: str
    at: datetime
    lowest: int
    highest: int
    scores: tuple[Score, ...]
    plane: Plane | None
    earlier: tuple[Result, ...]
    is_soon_after: bool

    @property
    def worry(self) -> Score:
        return next(one for one in self.scores if one.key == WORRY)

    @property
    def distance(self) -> Score:
        return next(one for one in self.scores if one.key == DISTANCE)

    @property
    def is_assumed(self) -> bool:
        return any(one.is_assumed for one in self.scores)

    @property
    def has_change(self) -> bool:
        return any(one.is_change is not None for one in self.scores)

    @property
    def has_real_change(self) -> bool:
        return any(one.is_change for one in self.scores)

    @property
    def since(self) -> datetime | None:
        return _at(self.earlier[0]) if self.earlier else None


def latest_results(*, client_id: int, lets_change: bool) -> tuple[ResultShown, ...]:
    """The latest result about each bond, a quiz at a time, the newest first. Three queries."""
    lines = _lines(client_id)
    latest: dict[tuple[int, str], _Line] = {}
    for line in lines:
        latest.setdefault((line.result.sitting.quiz_id, line.result.sitting.about), line)
    return _shown(list(latest.values()), lets_change=lets_change)


def results_page(
    *, client_id: int, number: int | str, lets_change: bool
) -> tuple[Page[_Line], tuple[ResultShown, ...]]:
    """Twenty at a time, the newest first. Three queries."""
    page = Paginator(_lines(client_id), A_PAGE).get_page(number)
    return page, _shown(list(page.object_list), lets_change=lets_change)


def result_of(*, client_id: int, key: UUID, lets_change: bool) -> ResultShown | None:
    """One result of this client; None where there is no such one."""
    line = next((one for one in _lines(client_id) if one.result.key == key), None)
    return _shown([line], lets_change=lets_change)[0] if line else None


def result_days(*, client_id: int) -> list[Result]:
    """When there were results, and of what; no score is fetched. One query."""
    return list(Result.objects.filter(sitting__learner=client_id).dated())


@dataclass(frozen=True)
class _Line:
    """A result before its scores are opened, with those it can be compared with."""

    result: Result
    version: QuizVersion
    earlier: tuple[Result, ...]


def _lines(client_id: int) -> list[_Line]:
    """Every result, the newest first. Two queries."""
    dated = result_days(client_id=client_id)
    versions = QuizVersion.objects.in_bulk({result.sitting.version_id for result in dated})
    groups: dict[object, list[Result]] = {}
    for result in dated:
        groups.setdefault(_comparable(result, versions), []).append(result)
    return [_line(result, versions, groups[_comparable(result, versions)]) for result in dated]


def _line(result: Result, versions: Mapping[int, QuizVersion], group: Sequence[Result]) -> _Line:
    before = [past for past in group if (_at(past), past.pk) < (_at(result), result.pk)]
    return _Line(result, versions[result.sitting.version_id], tuple(before[:EARLIER_SHOWN]))


def _comparable(result: Result, versions: Mapping[int, QuizVersion]) -> object:
    """What two results must share to be compared: the bond, the words, the key and how they were scored."""
    sitting = result.sitting
    number = versions[sitting.version_id].definition["version"]
    return sitting.quiz_id, number, sitting.about, result.text_hash, result.scorer_version


def _shown(lines: Sequence[_Line], *, lets_change: bool) -> tuple[ResultShown, ...]:
    wanted = {result.pk: result for line in lines for result in (line.result, *line.earlier)}
    scores = scores_of(list(wanted.values()))
    scales = {line.version.pk: line.version.as_scale for line in lines}
    return tuple(_read(line, scales[line.version.pk], scores, lets_change=lets_change) for line in lines)


def _read(
    line: _Line, scale: ScaleTree, scores: Mapping[int, reading.Scores], *, lets_change: bool
) -> ResultShown:
    sitting = line.result.sitting
    found = reading.read(scale, scores[line.result.pk], [scores[past.pk] for past in line.earlier])
    titles = _titles(scale)
    parts = tuple(_score(scale, one, titles[one.key], lets_change=lets_change) for one in found.dimensions)
    return ResultShown(
        key=line.result.key,
        title=sitting.quiz.title,
        about=sitting.get_about_display() if scale.per_relationship else "",
        at=_at(line.result),
        lowest=scale.min,
        highest=scale.max,
        scores=parts,
        plane=None if any(one.is_single for one in parts) else found.plane,
        earlier=line.earlier,
        is_soon_after=any(quality.is_soon_after(_at(line.result), _at(past)) for past in line.earlier[:1]),
    )


def _titles(scale: ScaleTree) -> dict[str, str]:
    """Clinicians' pages use the terms of research; a scale that is no such map keeps its own."""
    terms = {WORRY: _("Attachment anxiety"), DISTANCE: _("Attachment avoidance")}
    return {part.key: terms[part.key] if is_map(scale) else part.title for part in scale.subscales}


def _score(scale: ScaleTree, one: Dimension, title: str, *, lets_change: bool) -> Score:
    plain = Score(
        key=one.key,
        title=title,
        n_answered=one.score.n_answered,
        n_items=one.score.n_items,
        is_single=one.score.n_items == 1,
        is_assumed=one.error.is_assumed,
        sem=one.error.sem,
    )
    if plain.is_single or one.value is None:
        return plain
    compared = one.is_change if lets_change else None
    return Score(
        key=one.key,
        title=title,
        n_answered=plain.n_answered,
        n_items=plain.n_items,
        is_single=False,
        is_assumed=plain.is_assumed,
        sem=plain.sem,
        value=one.value,
        low=one.low,
        high=one.high,
        dots=dot_plot(scale, one.value, one.error),
        earlier=one.earlier,
        is_change=compared,
        index=_index(one) if compared is not None else None,
    )


def _index(one: Dimension) -> float | None:
    """Jacobson and Truax 1991: the difference over the standard error of a difference."""
    before = one.earlier[0]
    return None if before is None or one.value is None else abs(one.value - before) / one.error.of_a_repeat


def _at(result: Result) -> datetime:
    moment: datetime = result.sitting.submitted_at or result.scored_at
    return moment
