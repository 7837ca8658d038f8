"""Keeping answers: one at a time as they are given, or a page at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.autosave import Saved, Stale, next_sequence
from common.errors import RuleBroken
from quizzes.models import Answer, Quiz, QuizVersion, Sitting
from quizzes.rules import sheets

KEPT_BESIDE = 10  # what stale pages tried to save, newest last


def save_answer(*, sitting: Sitting, question: str, value: str | int | Sequence[str], seen: int) -> Saved:
    """Keep one answer. Saving the same again is no conflict; a page that missed a newer answer raises Stale, and
    what it tried to save is kept beside. Every write is one guarded statement, so that a save costs two queries."""
    if sitting.submitted_at is not None:
        raise _handed_in()
    refuse_unlicensed(sitting.quiz)
    kept = accepted(sitting.quiz, sitting.version, question, value)
    answer = sitting.answers.to(question).first()
    if answer is None:
        return write_first(sitting=sitting, question=question, kept=kept)
    if answer.value == kept:
        return Saved(answer.sequence)
    return _replace(answer, kept, seen)


@transaction.atomic
def save_page(
    *, sitting: Sitting, values: Mapping[str, Sequence[str]], seen: Mapping[str, int] | None = None
) -> None:
    """Keep what a person handed over by pressing a button: it wins, and an answer their page had not seen is kept
    beside it. Questions without a value stay as they are, but ticks may all be taken back."""
    if Sitting.objects.select_for_update().get(pk=sitting.pk).submitted_at is not None:
        raise _handed_in()
    refuse_unlicensed(sitting.quiz)
    kept = {q: accepted(sitting.quiz, sitting.version, q, value) for q, value in values.items()}
    answers = {answer.question: answer for answer in sitting.answers.to_all(kept)}
    now = timezone.now()
    fresh = {question: value for question, value in kept.items() if value != [] and question not in answers}
    Answer.objects.bulk_create(
        Answer(sitting=sitting, question=question, value=value, saved_at=now)
        for question, value in fresh.items()
    )
    for question, answer in answers.items():
        if answer.value != kept[question]:
            _overwrite(answer, kept[question], (seen or {}).get(question, answer.sequence))


def refuse_unlicensed(quiz: Quiz) -> None:
    """Words that belong to others are not gone on with once their permission has ended."""
    if not quiz.is_licensed:
        raise RuleBroken(
            _(
                "These questions may no longer be shown here. Your earlier results are kept, and yours to delete."
            )
        )


def accepted(
    quiz: Quiz, version: QuizVersion, question: str, value: str | int | Sequence[str]
) -> sheets.Answered:
    """The answer in the form it is kept in; refuses what the question does not take."""
    values = [str(value)] if isinstance(value, str | int) else list(value)
    read = sheets.check_answer if quiz.kind == Quiz.Kind.CHECK else sheets.scale_answer
    try:
        return read(version.definition, question, values)
    except sheets.NotAnAnswer:
        raise RuleBroken(_("This answer does not fit the question. Load the page again.")) from None


def write_first(*, sitting: Sitting, question: str, kept: sheets.Answered) -> Saved:
    """The first answer to a question; when another tab was a moment faster, this one came from a stale page."""
    try:
        Answer.objects.create(sitting=sitting, question=question, value=kept, saved_at=timezone.now())
    except IntegrityError:
        return _replace(sitting.answers.get(question=question), kept, 0)
    return Saved(1)


def _replace(answer: Answer, kept: sheets.Answered, seen: int) -> Saved:
    try:
        sequence = next_sequence(current=answer.sequence, seen=seen)
    except Stale:
        _keep_beside(answer, kept)
        raise
    answer.value = kept
    sealed = Answer._meta.get_field("value").pre_save(answer, add=False)
    written = (
        Answer.objects.filter(pk=answer.pk)
        .seen_as(seen)
        .update(value=sealed, sequence=sequence, saved_at=timezone.now())
    )
    return Saved(sequence) if written else _too_late(answer, kept)


def _too_late(answer: Answer, kept: sheets.Answered) -> Saved:
    """Between reading and writing, another tab saved this answer, or handed in the sheet."""
    newest = Answer.objects.select_related("sitting").get(pk=answer.pk)
    if newest.sitting.submitted_at is not None:
        raise _handed_in()
    if newest.value == kept:
        return Saved(newest.sequence)
    _keep_beside(newest, kept)
    raise Stale(newest.sequence)


@transaction.atomic
def _keep_beside(answer: Answer, kept: sheets.Answered) -> None:
    row = Answer.objects.select_for_update().get(pk=answer.pk)
    row.other = _beside(row, kept)
    row.save(update_fields=["other"])


def _overwrite(answer: Answer, kept: sheets.Answered, seen: int) -> None:
    if seen != answer.sequence:
        answer.other = _beside(answer, answer.value)
    answer.value, answer.sequence, answer.saved_at = kept, answer.sequence + 1, timezone.now()
    answer.save(update_fields=["value", "other", "sequence", "saved_at"])


def _beside(answer: Answer, value: sheets.Answered) -> list[sheets.Answered]:
    return [*(answer.other or []), value][-KEPT_BESIDE:]


def _handed_in() -> RuleBroken:
    return RuleBroken(_("These answers were already handed in. Start again to give others."))
