"""Knowledge checks: what to show of them, answering them, trying again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.autosave import Saved
from common.errors import RuleBroken
from library.grammar.trees import CheckTree
from quizzes.models import Answer, Quiz, QuizVersion, Sitting
from quizzes.rules.marking import open_questions
from quizzes.rules.states import CheckState, Sheet
from quizzes.rules.states import check_state as state_of
from quizzes.services.answers import accepted, save_answer, save_page, write_first
from quizzes.services.sittings import begin, find_open, start_sitting, submit


@dataclass(frozen=True)
class Offered:
    """A check in the words of today; the same for everybody."""

    quiz: int
    version: int
    number: int
    check: CheckTree


def offered_checks(keys: Collection[str]) -> tuple[Offered, ...]:
    """The checks with these keys that are offered now; one query."""
    quizzes = Quiz.objects.published().checks().with_words().filter(key__in=keys) if keys else ()
    return tuple(_offered(quiz) for quiz in quizzes)


def check_states(*, learner: User | None, keys: Collection[str]) -> dict[str, CheckState]:
    """The checks of a page by key, as this person sees them: two queries, or one for somebody not signed in."""
    return states_of(learner=learner, offered=offered_checks(keys))


def states_of(*, learner: User | None, offered: Collection[Offered]) -> dict[str, CheckState]:
    """As check_states, for a page that has its checks at hand: one query, or none for somebody not signed in."""
    sheets = _newest_sheets(learner, offered) if learner is not None and offered else {}
    states = {}
    for one in offered:
        sheet, check = sheets.get(one.quiz, (Sheet(), one.check))
        states[check.id] = state_of(check, number=one.number, sheet=sheet, is_kept=learner is not None)
    return states


def check_state(*, learner: User | None, quiz: Quiz, missing: Collection[str] = ()) -> CheckState:
    """One check as this person sees it; `missing` are questions to point out as not answered yet."""
    offered = _offered(quiz)
    sheets = _newest_sheets(learner, [offered]) if learner is not None else {}
    sheet, check = sheets.get(quiz.pk, (Sheet(), offered.check))
    return state_of(check, number=quiz.number, sheet=sheet, is_kept=learner is not None, missing=missing)


def look_at_check(*, quiz: Quiz, chosen: Mapping[str, Sequence[str]]) -> CheckState:
    """What somebody without an account is told about their answers. Nothing is stored."""
    check = _version(quiz).as_check
    kept = {q: accepted(quiz, _version(quiz), q, values) for q, values in chosen.items() if values}
    answers = {question: value for question, value in kept.items() if isinstance(value, list)}
    missing = open_questions(check, answers)
    sheet = Sheet(answers=answers, is_submitted=not missing)
    return state_of(check, number=quiz.number, sheet=sheet, is_kept=False, missing=missing)


def save_check_answer(*, learner: User, quiz: Quiz, question: str, value: Sequence[str], seen: int) -> Saved:
    """Keep one answer to a check; the first one opens the sitting."""
    sitting = find_open(learner=learner, quiz=quiz)
    if sitting is not None:
        return save_answer(sitting=sitting, question=question, value=value, seen=seen)
    kept = accepted(quiz, _version(quiz), question, value)
    return write_first(sitting=begin(learner=learner, quiz=quiz), question=question, kept=kept)


@transaction.atomic
def hand_in_check(
    *, learner: User, quiz: Quiz, chosen: Mapping[str, Sequence[str]], after: str
) -> tuple[str, ...]:
    """Keep all answers and hand them in; says which questions are still open, and then hands in nothing.

    `after` is the attempt the page showed: the same answers sent twice from one page are one attempt.
    """
    User.objects.select_for_update().get(pk=learner.pk)  # pressed twice at once: one after the other
    if _is_repeated(learner, quiz, chosen, after):
        return ()
    sitting = start_sitting(learner=learner, quiz=quiz)
    save_page(sitting=sitting, values=chosen)
    missing = open_questions(sitting.version.as_check, _answers_of(sitting))
    if not missing:
        submit(sitting=sitting)
    return missing


def _is_repeated(learner: User, quiz: Quiz, chosen: Mapping[str, Sequence[str]], after: str) -> bool:
    newest = Sitting.objects.of(learner, [quiz.pk]).order_by("pk").last()
    if newest is None or newest.submitted_at is None or str(newest.key) == after:
        return False
    given = {question: set(values) for question, values in chosen.items() if values}
    return {question: set(values) for question, values in _answers_of(newest).items()} == given


def _answers_of(sitting: Sitting) -> dict[str, list[str]]:
    return {answer.question: answer.value for answer in sitting.answers.all() if answer.value}


def _offered(quiz: Quiz) -> Offered:
    version = _version(quiz)
    return Offered(quiz=quiz.pk, version=version.pk, number=quiz.number, check=version.as_check)


def _newest_sheets(learner: User, offered: Iterable[Offered]) -> dict[int, tuple[Sheet, CheckTree]]:
    """The newest sheet of each check with the words it was answered on. One query more only after a revision."""
    words = {one.version: one.check for one in offered}
    sheets: dict[int, list[Mapping[str, Any]]] = {}
    for row in Sitting.objects.of(learner, [one.quiz for one in offered]).with_their_answers():
        sheet = sheets.setdefault(row["quiz_id"], [])
        if sheet and sheet[0]["pk"] != row["pk"]:
            sheet.clear()  # rows come in order: a later sitting takes the place of an earlier one
        sheet.append(row)
    earlier = {rows[0]["version_id"] for rows in sheets.values()} - set(words)
    if earlier:
        words |= {pk: version.as_check for pk, version in QuizVersion.objects.in_bulk(earlier).items()}
    return {quiz: (_sheet(rows), words[rows[0]["version_id"]]) for quiz, rows in sheets.items()}


def _sheet(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    answers = [
        Answer(sitting_id=row["pk"], question=row["question"], sequence=row["sequence"], value=row["sealed"])
        for row in rows
        if row["question"] is not None
    ]
    return Sheet(
        answers={answer.question: answer.value for answer in answers if answer.value},
        sequences={answer.question: answer.sequence for answer in answers},
        attempt=str(rows[0]["key"]),
        is_submitted=rows[0]["submitted_at"] is not None,
    )


def _version(quiz: Quiz) -> QuizVersion:
    """The words of today; doors only let published checks through, and those have some."""
    if quiz.current is None:
        raise RuleBroken(_("These questions are no longer offered. Your earlier answers are kept."))
    return quiz.current
