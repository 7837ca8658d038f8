"""Notes somebody writes to themselves when calm: written, opened on their day or when it slips, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Consent, User
from accounts.services import give_consent
from common.errors import RuleBroken
from common.moments import morning, spread
from journal.models import NoteFromMe
from journal.rules.values import MOST_LONG, cleaned

FURTHEST = timedelta(days=366 * 5)
# What ticking the box agrees to; a new wording is a new version.
MAIL_VERSION = "note-from-me-1"
MAIL_AGREED = gettext_lazy(
    "You agree to one short email on that day. It says only “A note you asked for”, and nothing of what you wrote."
)


class State(StrEnum):
    """What can be done with a note now."""

    READABLE = "readable"
    READY = "ready"  # its day has come, or it waits for when it slips
    CLOSED = "closed"


class NotYet(RuleBroken):
    """Its day has not come, and nobody said that it may be opened all the same."""


@dataclass(frozen=True)
class Told:
    """A note as its list shows it: never its words."""

    note: NoteFromMe
    state: State

    @property
    def when(self) -> str:
        if self.note.opened_at is not None and self.note.opens == NoteFromMe.Opens.ON_DATE:
            return _("Opened")
        if self.note.opens_on is None:
            return _("When it slips")
        if self.state == State.READY:
            return _("It was meant for %(day)s, so it can be opened now") % {
                "day": in_words(self.note.opens_on)
            }
        return _("Opens on %(day)s") % {"day": in_words(self.note.opens_on)}


@transaction.atomic
def write_note(
    *,
    writer: User,
    key: UUID,
    words: str,
    opens: str,
    opens_on: date | None,
    wants_mail: bool,
    now: datetime,
    today: date,
) -> NoteFromMe:
    """Close a note until its day, or until it slips. `today` is the writer's. The same page sent twice is one note;
    sent again with other words, it is another."""
    note = NoteFromMe(writer=writer, key=key, words=cleaned(words), opens=opens, written_at=now)
    _refuse_if_wrong(note.words, opens, opens_on, today)
    if opens == NoteFromMe.Opens.ON_DATE:
        note.opens_on, note.wants_mail = opens_on, wants_mail
        note.mail_due_at = mail_moment(note) if wants_mail else None
    if not _is_kept_now(note):
        twin: NoteFromMe | None = NoteFromMe.objects.visible_to(writer).filter(key=key).first()
        if twin is not None and _says(twin) == _says(note):
            return twin
        note.key = uuid4()
        note.mail_due_at = mail_moment(note) if note.wants_mail else None
        note.save(force_insert=True)
    if note.wants_mail:
        give_consent(
            user=writer, purpose=Consent.Purpose.REMINDERS, text_version=MAIL_VERSION, text=str(MAIL_AGREED)
        )
    return note


def open_note(*, note: NoteFromMe, now: datetime, today: date) -> None:
    """Open it for good; before its day it asks once more, by raising NotYet."""
    if state_of(note, today=today) == State.CLOSED:
        raise NotYet(early_question(note))
    open_note_early(note=note, now=now)


def open_note_early(*, note: NoteFromMe, now: datetime) -> None:
    """Open it for good, whatever its day: its writer has said once more that they want to."""
    if NoteFromMe.objects.closed().filter(pk=note.pk).update(opened_at=now, mail_due_at=None):
        note.opened_at, note.mail_due_at = now, None


def delete_note(*, note: NoteFromMe) -> None:
    """It goes now and for good; a mail that was planned for it goes with it."""
    NoteFromMe.objects.filter(pk=note.pk).delete()


def notes_of(*, writer: User, today: date) -> Sequence[Told]:
    """Every note, closed ones first, without their words; one query."""
    notes = NoteFromMe.objects.visible_to(writer).in_order()
    return [Told(note, state_of(note, today=today)) for note in notes]


def mail_moment(note: NoteFromMe) -> datetime:
    """When the mail for a note with a day is due where its writer lives now: at eight, and some minutes."""
    assert note.opens_on is not None
    return spread(morning(day=note.opens_on, zone=note.writer.time_zone), str(note.key))


def state_of(note: NoteFromMe, *, today: date) -> State:
    if note.opened_at is not None:
        return State.READABLE
    return State.CLOSED if note.opens_on is not None and note.opens_on > today else State.READY


def early_question(note: NoteFromMe) -> str:
    day = in_words(note.opens_on) if note.opens_on else ""
    return _("It was meant for %(day)s. Open it now?") % {"day": day}


def in_words(day: date) -> str:
    return date_format(day, "l j F Y")


def _is_kept_now(note: NoteFromMe) -> bool:
    """False if something stands under its key already."""
    with suppress(IntegrityError), transaction.atomic():
        note.save(force_insert=True)
        return True
    return False


def _says(note: NoteFromMe) -> tuple[object, ...]:
    return note.words, note.opens, note.opens_on, note.wants_mail


def _refuse_if_wrong(words: str, opens: str, opens_on: date | None, today: date) -> None:
    if not words:
        raise RuleBroken(_("Write a few words first."))
    if len(words) > MOST_LONG:
        raise RuleBroken(_("This is longer than a note can be. Make it shorter, or write two."))
    if opens not in NoteFromMe.Opens.values:
        raise RuleBroken(_("Choose when it opens."))
    if opens == NoteFromMe.Opens.ON_DATE and (opens_on is None or not today < opens_on <= today + FURTHEST):
        raise RuleBroken(_("Choose a day from tomorrow on, within the next five years."))
