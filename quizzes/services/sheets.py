"""What the pages of a scale show: its start, one page of statements, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from quizzes.models import Quiz, Result, Sitting
from quizzes.rules import pages
from quizzes.rules.scoring import SKIP
from quizzes.rules.sheets import item_ids

RHYTHM = timedelta(weeks=4)


@dataclass(frozen=True)
class Start:
    quiz: Quiz
    n_items: int
    minutes: int
    summary: str
    open_sittings: Sequence[Sitting]
    recent: Result | None  # answered less than four weeks ago


@dataclass(frozen=True)
class Statement:
    id: str
    number: int
    text: str
    value: int | str | None
    sequence: int
    page: int


@dataclass(frozen=True)
class Page:
    number: int
    n_pages: int
    n_items: int
    title: str
    instructions: str
    points: tuple[tuple[int, str], ...]
    statements: tuple[Statement, ...]

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
    definition = quiz.current.definition if quiz.current else {}
    mine = Result.objects.visible_to(learner).of_quiz(quiz) if learner else Result.objects.none()
    return Start(
        quiz=quiz,
        n_items=quiz.statements,
        minutes=quiz.minutes,
        summary=definition.get("summary", ""),
        open_sittings=list(Sitting.objects.visible_to(learner).in_progress().filter(quiz=quiz))
        if learner
        else [],
        recent=mine.since(now - RHYTHM).with_sheet().newest_first().first(),
    )


def page_of(*, sitting: Sitting, page: int) -> Page:
    definition = sitting.version.definition
    on_page = pages.items_on(definition, page)
    return Page(
        number=page,
        n_pages=pages.count(definition),
        n_items=len(definition["items"]),
        title=definition["title"],
        instructions=definition["instructions"],
        points=tuple((anchor["value"], anchor["label"]) for anchor in definition["anchors"]),
        statements=tuple(s for s in statements(sitting) if s.id in on_page),
    )


def statements(sitting: Sitting) -> list[Statement]:
    definition = sitting.version.definition
    answers = {answer.question: answer for answer in sitting.answers.all()}
    return [
        _statement(definition, at, item, answers.get(item["id"]))
        for at, item in enumerate(definition["items"])
    ]


def _statement(definition: dict[str, Any], at: int, item: dict[str, Any], answer: Any) -> Statement:
    return Statement(
        id=item["id"],
        number=at + 1,
        text=item["text"],
        value=answer.value if answer else None,
        sequence=answer.sequence if answer else 0,
        page=pages.page_with(definition, item["id"]),
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
