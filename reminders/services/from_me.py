"""Mails for notes that people wrote to themselves: each is planned once, when its day has come where they are."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from journal.models import NoteFromMe
from reminders.models import Reminder
from reminders.rules.deciding import decide
from reminders.services.ledger import enter, hold
from reminders.services.situations import due_moment, situation_of_note, standing_of

# The day begins here first; a week back, so that days without a planner are told as too late and not passed over.
EARLIEST_ZONE = timedelta(hours=14)
LOOK_BACK = timedelta(days=7)


def plan_notes_from_me(*, now: datetime) -> int:
    """Plan every note whose day has come and for which nothing was planned yet.

    The work grows with the notes of this week that are still closed, by the index on their day; a note is one
    occurrence, so that moving on and going back in time write to nobody twice.
    """
    last = (now + EARLIEST_ZONE).date()
    planned = Reminder.objects.about_note(OuterRef("writer"), OuterRef("key"))
    waiting = NoteFromMe.objects.opening_by(last).opening_from(last - LOOK_BACK).wanting_mail()
    return sum(_plan(note, now) for note in waiting.filter(~Exists(planned)).with_writer())


def _plan(note: NoteFromMe, now: datetime) -> bool:
    due_at = due_moment(note)
    return due_at <= now and _write(note, due_at, now)


@transaction.atomic
def _write(note: NoteFromMe, due_at: datetime, now: datetime) -> bool:
    hold(learner=note.writer)
    standing = standing_of(learner=note.writer, now=now)
    row = Reminder(
        learner=note.writer,
        kind=Reminder.Kind.NOTE_FROM_ME,
        occurrence=str(note.key),
        note_key=note.key,
        due_at=due_at,
        planned_at=now,
    )
    situation = situation_of_note(standing=standing, note=note, due_at=due_at)
    return enter(row, decision=decide(situation, now=now))
