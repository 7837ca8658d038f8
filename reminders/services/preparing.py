"""Decides once more at the last moment, and puts a note into words only if it goes."""

from datetime import datetime
from typing import Any

from courses.models import Enrolment
from outbox import rules as outgoing
from reminders.emails import next_step_note
from reminders.models import Reminder
from reminders.rules.deciding import Skip, Wait, decide
from reminders.services.situations import situation_of
from reminders.services.wishes import wishes_of


def prepare(keys: dict[str, Any], now: datetime) -> outgoing.Prepared:
    """Skip, wait or the finished words for one row of the ledger."""
    reminder = Reminder.objects.select_related("learner").filter(key=keys["reminder"]).first()
    if reminder is None:
        return outgoing.Skip("gone")
    enrolment = Enrolment.objects.select_related("course").filter(key=reminder.enrolment_key).first()
    situation = situation_of(
        learner=reminder.learner,
        enrolment=enrolment,
        due_at=reminder.due_at,
        now=now,
        is_asked_for=reminder.is_asked_for,
    )
    decision = decide(situation, now=now)
    if isinstance(decision, Skip):
        return outgoing.Skip(decision.reason)
    if isinstance(decision, Wait):
        return outgoing.Wait(decision.until)
    return next_step_note(learner=reminder.learner, wishes=wishes_of(learner=reminder.learner))
