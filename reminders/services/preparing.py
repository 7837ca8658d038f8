"""Decides once more at the last moment, and puts a note into words only if it goes."""

from datetime import datetime
from typing import Any

from courses.models import Enrolment
from journal.models import NoteFromMe
from outbox import rules as outgoing
from reminders.emails import next_step_note, note_from_me
from reminders.models import Reminder
from reminders.rules.deciding import Situation, Skip, Wait, decide
from reminders.services.situations import Standing, situation_of, situation_of_note, standing_of
from reminders.services.wishes import wishes_of


def prepare(keys: dict[str, Any], now: datetime) -> outgoing.Prepared:
    """Skip, wait or the finished words for one row of the ledger."""
    reminder = Reminder.objects.select_related("learner").filter(key=keys["reminder"]).first()
    if reminder is None:
        return outgoing.Skip("gone")
    situation = _situation(reminder, standing_of(learner=reminder.learner, now=now))
    decision = decide(situation, now=now)
    if isinstance(decision, Skip):
        return outgoing.Skip(decision.reason)
    if isinstance(decision, Wait):
        return outgoing.Wait(decision.until)
    return _words(reminder)


def _situation(reminder: Reminder, standing: Standing) -> Situation:
    if reminder.kind == Reminder.Kind.NOTE_FROM_ME:
        note = NoteFromMe.objects.visible_to(reminder.learner).filter(key=reminder.note_key).first()
        return situation_of_note(standing=standing, note=note, due_at=reminder.due_at)
    enrolment = Enrolment.objects.select_related("course").filter(key=reminder.enrolment_key).first()
    return situation_of(
        standing=standing,
        enrolment=enrolment,
        due_at=reminder.due_at,
        is_asked_for=reminder.is_asked_for,
    )


def _words(reminder: Reminder) -> outgoing.Message:
    wishes = wishes_of(learner=reminder.learner)
    if reminder.kind == Reminder.Kind.NOTE_FROM_ME:
        return note_from_me(learner=reminder.learner, wishes=wishes, note_key=reminder.note_key)
    return next_step_note(learner=reminder.learner, wishes=wishes)
