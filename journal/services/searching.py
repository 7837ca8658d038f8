"""Searching the notebook, for its writer only. Words are compared inside the request and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.models import Entry, NoteFromMe
from journal.rules.searching import Piece, all_occur, asked_words, excerpt, marked, strings
from journal.services.notebook import is_draft, texts_of, title_of

MOST_SHOWN = 50
AT_A_TIME = 200


@dataclass(frozen=True)
class Hit:
    """One thing that holds all the words: its title and the surroundings of the first hit, in pieces to mark."""

    key: UUID
    day: date
    title: list[Piece]
    text: list[Piece]
    lesson_title: str = ""
    is_being_written: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    is_cut: bool  # there are more than are shown


def search(*, writer: User, query: str) -> Found:
    """Newest first. Looks no further than what is shown, and never at a note that is still closed."""
    words = asked_words(query)
    if not words:
        return Found([], is_cut=False)
    notes = list(_notes(writer, words))
    hits: list[Hit] = []
    for hit in _entries(writer, words):
        hits.append(hit)
        if len(hits) > MOST_SHOWN:
            break
    both = sorted([*hits, *notes], key=lambda hit: hit.day, reverse=True)
    return Found(both[:MOST_SHOWN], is_cut=len(both) > MOST_SHOWN)


def _entries(writer: User, words: tuple[str, ...]) -> Iterator[Hit]:
    entries = Entry.objects.visible_to(writer).holding_words().for_searching().newest_first()
    for entry in entries.iterator(chunk_size=AT_A_TIME):
        title = title_of(entry)
        text = "\n".join([*texts_of(entry), *strings((entry.other or {}).values())])
        if all_occur(words, f"{title}\n{text}"):
            yield Hit(
                key=entry.key,
                day=entry.day,
                title=marked(title, words),
                text=excerpt(text, words),
                lesson_title=entry.exercise.lesson_title if entry.exercise else "",
                is_being_written=is_draft(entry),
            )


def _notes(writer: User, words: tuple[str, ...]) -> Iterator[Hit]:
    title = _("A note from me")
    for note in NoteFromMe.objects.visible_to(writer).opened():
        if all_occur(words, f"{title}\n{note.words}"):
            yield Hit(
                key=note.key,
                day=timezone.localdate(note.written_at),
                title=marked(title, words),
                text=excerpt(note.words, words),
                is_note=True,
            )
