"""The whole notebook as one file for its writer, made in the request that hands it over and kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from common.errors import RuleBroken
from journal.models import Entry, NoteFromMe
from journal.querysets import NoteFromMeQuerySet
from journal.rules.bodies import Body
from journal.rules.exports import Book, Leaf, as_html, as_markdown
from journal.rules.values import wording
from journal.services.notebook import Wanted, body_of, courses_of, entries_of, is_draft, title_of
from journal.services.reading import TIME, leaves_of, leaves_of_notes
from journal.services.states import FieldState, FormState, entry_states


@dataclass(frozen=True)
class File:
    """What is handed over. The name says nothing but the day."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def export_notebook(*, writer: User, file_type: str, now: datetime) -> File:
    """Everything somebody wrote, notes that are still closed too. Every export stands in the audit record."""
    if file_type not in MAKERS:
        raise RuleBroken(_("Choose one of the kinds of file on the page."))
    content_type, make = MAKERS[file_type]
    ending = "md" if file_type == "markdown" else file_type
    name = f"notes-{timezone.localdate(now).isoformat()}.{ending}"
    content = make(writer, now).encode("utf-8", "replace")
    record(subject=writer, actor=writer, verb="notebook_exported", object_kind=file_type)
    return File(name, content_type, content)


def leaves_to_print(*, writer: User, wanted: Wanted) -> list[Leaf]:
    """What goes on paper: everything, a kind, a course or a month, the oldest first, as a book is read."""
    found = entries_of(writer=writer, wanted=wanted, courses=courses_of(writer))
    return list(leaves_of(list(found.reverse())))


def _entries(writer: User) -> list[Entry]:
    return list(Entry.objects.visible_to(writer).holding_words().with_exercise().newest_first().reverse())


def _notes(writer: User) -> NoteFromMeQuerySet:
    notes: NoteFromMeQuerySet = NoteFromMe.objects.visible_to(writer).order_by("written_at", "pk")
    return notes


def _book(writer: User, now: datetime) -> Book:
    made = date_format(timezone.localtime(now), TIME)
    return Book(
        title=_("Notes"),
        made=_("Made on %(time)s.") % {"time": made},
        leaves=(*leaves_of(_entries(writer)), *leaves_of_notes(_notes(writer))),
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
    )


def _json(writer: User, now: datetime) -> str:
    entries = _entries(writer)
    whole = {
        "format": 1,
        "made_at": now.isoformat(),
        "entries": list(map(_entry_data, entries, entry_states(entries=entries))),
        "notes_from_me": [_note_data(note) for note in _notes(writer)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _entry_data(entry: Entry, state: FormState) -> dict[str, Any]:
    exercise, body = entry.exercise, body_of(entry)
    return {
        "key": str(entry.key),
        "kind": entry.kind,
        "title": title_of(entry),
        "exercise": exercise.key if exercise else None,
        "course": exercise.course_title if exercise else None,
        "lesson": exercise.lesson_title if exercise else None,
        "day": entry.day.isoformat(),
        "started_at": entry.started_at.isoformat(),
        "saved_at": entry.saved_at.isoformat(),
        "is_still_being_written": is_draft(entry),
        "answers": [_answer_data(one, body) for one in state.fields if one.is_answered],
        "also_written_on_another_page": body.other_data or {},
    }


def _answer_data(state: FieldState, body: Body) -> dict[str, Any]:
    return {
        "field": state.key,
        "type": state.field.type,
        "question": wording(state.field),
        "revision": body.held(state.key).revision,
        "value": state.value,
    }


def _note_data(note: NoteFromMe) -> dict[str, Any]:
    return {
        "key": str(note.key),
        "words": note.words,
        "opens": note.opens,
        "opens_on": note.opens_on.isoformat() if note.opens_on else None,
        "wants_mail": note.wants_mail,
        "written_at": note.written_at.isoformat(),
        "opened_at": note.opened_at.isoformat() if note.opened_at else None,
    }


MAKERS: dict[str, tuple[str, Callable[[User, datetime], str]]] = {
    "html": ("text/html; charset=utf-8", lambda writer, now: as_html(_book(writer, now))),
    "json": ("application/json", _json),
    "markdown": ("text/markdown; charset=utf-8", lambda writer, now: as_markdown(_book(writer, now))),
}
