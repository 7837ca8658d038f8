"""What the pages of a scale show: its start, one page of statements, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from quizzes.models import Quiz, QuizVersion, Result, Sitting
from quizzes.rules import pages
from quizzes.rules.reading import is_map
from quizzes.rules.scoring import SKIP
from quizzes.rules.sheets import item_ids

RHYTHM = timedelta(weeks=4)


@dataclass(frozen=True)
class Start:
    quiz: Quiz
    n_items: int
    minutes: int
    summary: str
    is_map: bool  # worry and distance, so that it ends in a place
    is_own: bool  # our own words
    citation: str
    open_sittings: Sequence[Sitting]
    recent: Result | None  # answered less than four weeks ago


@dataclass(frozen=True)
class Statement:
    id: str
    number: int
    text: str
    value: int | str | None
    sequence: int
    page: int  # in the layout of the sitting


@dataclass(frozen=True)
class Page:
    number: int
    n_pages: int
    n_items: int
    title: str
    instructions: str
    points: tuple[tuple[int, str], ...]
    statements: tuple[Statement, ...]
    is_one_a_page: bool

    @property
    def has_layouts(self) -> bool:
        """Whether six to a page and one to a page differ."""
        return self.n_items > pages.SIX

    @property
    def first(self) -> int:
        return self.statements[0].number

    @property
    def last(self) -> int:
        return self.statements[-1].number

    @property
    def seen(self) -> str:
        """What this page was made with, for the form: `w1:2 d1:0`."""
        return " ".join(f"{statement.id}:{statement.sequence}" for statement in self.statements)


def start_of(*, quiz: Quiz, learner: User | None, now: datetime) -> Start:
    if quiz.current is None:
        raise QuizVersion.DoesNotExist
    scale = quiz.current.as_scale
    mine = Result.objects.visible_to(learner).of_quiz(quiz) if learner else Result.objects.none()
    return Start(
        quiz=quiz,
        n_items=quiz.statements,
        minutes=quiz.minutes,
        summary=scale.summary,
        is_map=is_map(scale),
        is_own=scale.licence.state == "own",
        citation=scale.licence.citation,
        open_sittings=list(Sitting.objects.visible_to(learner).in_progress().filter(quiz=quiz))
        if learner
        else [],
        recent=mine.since(now - RHYTHM).with_sheet().newest_first().first(),
    )


def page_of(*, sitting: Sitting, page: int, size: int) -> Page:
    definition = sitting.version.definition
    on_page = pages.items_on(definition, page, size)
    return Page(
        number=page,
        n_pages=pages.count(definition, size),
        n_items=len(definition["items"]),
        title=definition["title"],
        instructions=definition["instructions"],
        points=_points(definition),
        statements=tuple(s for s in statements(sitting) if s.id in on_page),
        is_one_a_page=size == pages.ONE,
    )


def _points(definition: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    """Every answer there is, with its words; a long scale may have words at its ends only."""
    words = {anchor["value"]: anchor["label"] for anchor in definition["anchors"]}
    return tuple((point, words.get(point, "")) for point in range(definition["min"], definition["max"] + 1))


def first_left_on(*, sitting: Sitting, items: Sequence[str]) -> str:
    """The first of these statements that is still open; the first of all if none is."""
    done = answered(sitting)
    return next((item for item in items if item not in done), items[0])


def lay_out(*, sitting: Sitting, is_one_a_page: bool) -> None:
    """From now on this sheet opens with six statements to a page, or with one. No answer moves."""
    sitting.is_one_a_page = is_one_a_page
    Sitting.objects.filter(pk=sitting.pk).update(is_one_a_page=is_one_a_page)


def usual_layout(*, learner: User) -> bool:
    """Whether this person chose one statement a page the last time."""
    newest = Sitting.objects.visible_to(learner).of_scales().order_by("-pk")
    return bool(newest.values_list("is_one_a_page", flat=True).first())


def statements(sitting: Sitting) -> list[Statement]:
    definition, size = sitting.version.definition, pages.size_of(sitting.is_one_a_page)
    answers = {answer.question: answer for answer in sitting.answers.all()}
    return [
        _statement(at, item, answers.get(item["id"]), pages.page_with(definition, item["id"], size))
        for at, item in enumerate(definition["items"])
    ]


def _statement(at: int, item: dict[str, Any], answer: Any, page: int) -> Statement:
    return Statement(
        id=item["id"],
        number=at + 1,
        text=item["text"],
        value=answer.value if answer else None,
        sequence=answer.sequence if answer else 0,
        page=page,
    )


def answered(sitting: Sitting) -> set[str]:
    """Statements with an answer; skipping is an answer."""
    return set(sitting.answers.values_list("question", flat=True)) & set(item_ids(sitting.version.definition))


@dataclass(frozen=True)
class Left:
    """Before handing in: what nobody has touched, and what was skipped."""

    untouched: tuple[Statement, ...]
    n_skipped: int
    n_items: int


def left_open(sitting: Sitting) -> Left:
    found = statements(sitting)
    return Left(
        untouched=tuple(s for s in found if s.value is None),
        n_skipped=sum(s.value == SKIP for s in found),
        n_items=len(found),
    )
