"""Rows as things to read: pages of the notebook as they stand there, answers under questions, the rest by columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from journal.rules.exports import Leaf
from journal.services.reading import leaves_of, leaves_of_notes
from library.grammar.trees import ScaleTree
from privacy.rules.pages import Piece
from privacy.rules.wordings import Wording, of_check, of_scale
from privacy.services.cells import TIME, cells_of, in_words
from privacy.services.words import COLUMNS, name_of
from quizzes.models import Quiz, QuizVersion
from quizzes.rules.leaving import as_it_may_leave
from quizzes.rules.scoring import Score, from_data

WHAT_IT_HANGS_ON = ("course", "lesson", "link", "sitting", "quiz", "plan")


def pieces_of(rows: Sequence[Any], *, reader: User) -> list[Piece]:
    """One for each row of one table."""
    label = rows[0]._meta.label
    if label in OWN_WAYS:
        return list(OWN_WAYS[label](rows))
    return [_by_columns(row, reader) for row in rows]


def _by_columns(row: Any, reader: User) -> Piece:
    cells = [cell for cell in cells_of(row, reader=reader) if cell.lines]
    return Piece(_title(row, reader), "", tuple((cell.label, cell.lines) for cell in cells))


def _title(row: Any, reader: User) -> str:
    """What it hangs on, if a person would name that; else what the row itself is called."""
    pointers = {field.name for field in row._meta.concrete_fields if field.is_relation}
    hangs_on = (getattr(row, name) for name in WHAT_IT_HANGS_ON if name in pointers)
    named = (name_of(thing, reader=reader) for thing in hangs_on if thing is not None)
    return next(filter(None, named), "") or str(row._meta.verbose_name).capitalize()


def _from_leaves(leaves: Iterator[Leaf]) -> Iterator[Piece]:
    for leaf in leaves:
        yield Piece(leaf.title, leaf.when, tuple((one.question, one.lines) for one in leaf.answers))


def _entries(rows: Sequence[Any]) -> Iterator[Piece]:
    return _from_leaves(leaves_of(rows))


def _notes(rows: Sequence[Any]) -> Iterator[Piece]:
    return _from_leaves(leaves_of_notes(rows))


def _results(rows: Sequence[Any]) -> Iterator[Piece]:
    """Each scale of the sheet in one line. A number without its range would say nothing."""
    versions = QuizVersion._base_manager.in_bulk({row.sitting.version_id for row in rows})
    for row in rows:
        scale, scores = versions[row.sitting.version_id].as_scale, from_data(row.scores)
        parts = tuple((part.title, (_score(scores[part.key], scale),)) for part in scale.subscales)
        when = date_format(timezone.localtime(row.scored_at), TIME)
        yield Piece(scale.title, f"{row.sitting.get_about_display()} · {when}", parts)


def _score(score: Score, scale: ScaleTree) -> str:
    if score.value is None:
        return _("Not scored: too few statements were answered.")
    facts = {"value": f"{score.value:.1f}", "lowest": scale.min, "highest": scale.max}
    answered = _("%(n)d of %(all)d statements answered") % {"n": score.n_answered, "all": score.n_items}
    return f"{_('%(value)s, on a scale from %(lowest)s to %(highest)s') % facts}. {answered}."


def _answers(rows: Sequence[Any]) -> Iterator[Piece]:
    """Neighbours on one sheet stand together, each answer under its question."""
    wordings = _wordings({row.sitting.version_id for row in rows})
    sheets: dict[int, list[Any]] = {}
    for row in rows:
        sheets.setdefault(row.sitting_id, []).append(row)
    for answers in sheets.values():
        sheet = answers[0].sitting
        words = wordings.get(sheet.version_id, Wording())
        parts = tuple(part for answer in answers for part in _answer(answer, words))
        yield Piece(
            sheet.quiz.title, str(sheet.get_about_display()) if sheet.quiz.kind == "scale" else "", parts
        )


def _answer(answer: Any, words: Wording) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield words.question(answer.question), words.answer(answer.question, answer.value)
    if answer.other is not None:
        yield str(COLUMNS["quizzes.Answer.other"]), tuple(in_words(answer.other))


def _wordings(versions: set[int]) -> dict[int, Wording]:
    found = QuizVersion._base_manager.filter(pk__in=versions).select_related("quiz")
    return {version.pk: _wording(version) for version in found}


def _wording(version: QuizVersion) -> Wording:
    """Of somebody else's scale the words stay here unless they may leave, and while they may be used."""
    if version.quiz.kind == Quiz.Kind.CHECK:
        return of_check(version.definition)
    if version.quiz.is_licensed and as_it_may_leave(version.as_scale).words_may_leave:
        return of_scale(version.definition)
    return Wording()


OWN_WAYS: Mapping[str, Callable[[Sequence[Any]], Iterator[Piece]]] = {
    "journal.Entry": _entries,
    "journal.NoteFromMe": _notes,
    "quizzes.Answer": _answers,
    "quizzes.Result": _results,
}
