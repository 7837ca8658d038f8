"""All of a person's results: by quiz, by bond, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from quizzes.models import Quiz, Result, Sitting
from quizzes.rules import reading, scoring
from quizzes.services.results import Bond, bonds_of, latest_of_each

SHOWN_OPEN = 3  # more earlier results than this are folded away


@dataclass(frozen=True)
class Line:
    """One bond: its latest result, read, and the dates before it."""

    bond: Bond
    read: reading.Reading
    earlier: Sequence[Result]

    @property
    def is_long(self) -> bool:
        return len(self.earlier) > SHOWN_OPEN


@dataclass(frozen=True)
class Group:
    """One quiz. Only results on the same words share a map: those of the newest one."""

    quiz: Quiz
    lines: Sequence[Line]
    marked: Sequence[Bond]
    right: str = ""  # what runs from left to right on that map, and from bottom to top
    up: str = ""

    @property
    def map(self) -> str:
        """The id of its drawing on a page with several."""
        return f"map-{self.quiz.number}"


@dataclass(frozen=True)
class Overview:
    """A person's results, the sheets they have not finished, and what there is to answer."""

    groups: Sequence[Group]
    open_sittings: Sequence[Sitting]
    quizzes: Sequence[Quiz]


def overview(*, learner: User) -> Overview:
    """Four queries, however much there is."""
    dated = list(Result.objects.visible_to(learner).dated())
    by_quiz: dict[int, list[Result]] = {}
    for result in dated:
        by_quiz.setdefault(result.sitting.quiz_id, []).append(result)
    latest = [result for results in by_quiz.values() for result in latest_of_each(results)]
    whole = {r.pk: r for r in Result.objects.filter(pk__in=[r.pk for r in latest]).with_sheet()}
    return Overview(
        groups=[_group(results, whole) for results in by_quiz.values()],
        open_sittings=_begun(learner),
        quizzes=list(Quiz.objects.published().scales().with_words().order_by("number")),
    )


def _begun(learner: User) -> list[Sitting]:
    begun = Sitting.objects.visible_to(learner).in_progress().of_scales().with_questions()
    return list(begun.order_by("-started_at"))


def _group(results: Sequence[Result], whole: Mapping[int, Result]) -> Group:
    lines = [_line(whole[latest.pk], results) for latest in latest_of_each(results)]
    words = _words(lines[0])
    marked = [line.bond for line in lines if line.bond.mark and _words(line) == words]
    quiz, read = lines[0].bond.result.sitting.quiz, lines[0].read
    if not marked:
        return Group(quiz, lines, marked)
    return Group(quiz, lines, marked, right=read.worry.title, up=read.distance.title)


def _line(latest: Result, results: Sequence[Result]) -> Line:
    scale, scores = latest.sitting.version.as_scale, scoring.from_data(latest.scores)
    about = [result for result in results if result.sitting.about == latest.sitting.about]
    bond = bonds_of(scale, [latest], {latest.pk: scores})[0]
    return Line(bond, reading.read(scale, scores), earlier=about[1:])


def _words(line: Line) -> tuple[str, int, str]:
    """What two results must share to stand on one map."""
    result = line.bond.result
    return result.text_hash, result.sitting.version.definition["version"], result.scorer_version
