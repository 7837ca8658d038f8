"""Entries as leaves to read: each answer under the words it answered, on paper or in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.models import Entry, NoteFromMe
from journal.rules.exports import Answer, Leaf
from journal.rules.values import wording
from journal.services.notebook import is_draft, title_of
from journal.services.states import FieldState, entry_states

DAY, TIME = "l j F Y", "j F Y, H:i"


def leaves_of(entries: Sequence[Entry]) -> Iterator[Leaf]:
    """One for each entry. Their words cost one query, however many they are."""
    for entry, state in zip(entries, entry_states(entries=entries), strict=True):
        answers = tuple(answer for field in state.fields for answer in _answers(field))
        yield Leaf(title_of(entry), when_of(entry), answers)


def leaves_of_notes(notes: Iterable[NoteFromMe]) -> Iterator[Leaf]:
    for note in notes:
        lines = tuple((note.words or "").splitlines())
        yield Leaf(_("A note from me"), _when_of_note(note), (Answer(_("What I wrote"), lines),))


def _answers(state: FieldState) -> Iterator[Answer]:
    question = wording(state.field)
    if state.lines:
        yield Answer(question, tuple(state.lines))
    for other in state.beside:
        beside = _("%(question)s – also written, on another page") % {"question": question}
        yield Answer(beside, tuple(other.lines))


def when_of(entry: Entry) -> str:
    """The day it belongs to, where it was written, when it was last saved."""
    facts = [
        date_format(entry.day, DAY),
        entry.exercise.lesson_title if entry.exercise else "",
        _("still being written") if is_draft(entry) else "",
        _("saved %(time)s") % {"time": date_format(timezone.localtime(entry.saved_at), TIME)},
    ]
    return " · ".join(filter(None, facts))


def _when_of_note(note: NoteFromMe) -> str:
    return " · ".join([_("written on %(day)s") % {"day": _day(note.written_at)}, _opening(note)])


def _opening(note: NoteFromMe) -> str:
    if note.opened_at:
        return _("opened on %(day)s") % {"day": _day(note.opened_at)}
    if note.opens_on:
        return _("opens on %(day)s") % {"day": date_format(note.opens_on, DAY)}
    return _("opens when you reach for it")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), DAY)
