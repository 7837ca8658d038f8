"""The planner: what is due becomes a row in the ledger and a row in the outbox, once."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken
from courses.models import Enrolment
from courses.services import move_due_moment
from outbox.services import enqueue
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import USEFUL_FOR, Skip, decide
from reminders.services.situations import situation_of
from reminders.services.wishes import wishes_of
from reminders.services.words import words_for

BATCH = 100


def plan_due(*, now: datetime) -> int:
    """Plan every occurrence that is due; the work grows with what is due, not with who exists. Safe to repeat."""
    planned = 0
    while batch := _plan_batch(now):
        planned += batch
    return planned


@transaction.atomic
def _plan_batch(now: datetime) -> int:
    due = Enrolment.objects.due(now).claimed_in_order()[:BATCH]
    enrolments = list(due)
    for enrolment in enrolments:
        _plan(enrolment, now)
    return len(enrolments)


def _plan(enrolment: Enrolment, now: datetime) -> None:
    due_at = enrolment.next_due_at
    assert due_at is not None
    local_day = due_at.astimezone(ZoneInfo(enrolment.learner.time_zone)).date()
    _write(enrolment, occurrence=f"{enrolment.key}:{local_day}", due_at=due_at, now=now)
    move_due_moment(enrolment=enrolment, now=now)


def _write(
    enrolment: Enrolment, *, occurrence: str, due_at: datetime, now: datetime, is_asked_for: bool = False
) -> None:
    """One ledger row per occurrence, whoever asks and however often; a mail only if there is a reason to send it."""
    learner = enrolment.learner
    wishes_of(learner=learner)
    Preferences.objects.held().get(learner=learner)
    situation = situation_of(
        learner=learner, enrolment=enrolment, due_at=due_at, now=now, is_asked_for=is_asked_for
    )
    situation = replace(situation, is_another_waiting=Reminder.objects.visible_to(learner).waiting().exists())
    decision = decide(situation, now=now)
    reminder, is_new = Reminder.objects.get_or_create(
        learner=learner,
        kind=Reminder.Kind.NEXT_STEP,
        occurrence=occurrence,
        defaults={
            "due_at": due_at,
            "planned_at": now,
            "enrolment_key": enrolment.key,
            "is_asked_for": is_asked_for,
        },
    )
    if not is_new:
        return
    if isinstance(decision, Skip):
        reminder.state, reminder.reason = Reminder.State.SKIPPED, decision.reason
    else:
        reminder.mail = enqueue(
            unique_key=f"reminder:{reminder.key}",
            kind="reminder",
            keys={"reminder": str(reminder.key)},
            recipient_key=learner.key,
            not_before=due_at,
            expires_at=due_at + USEFUL_FOR,
        )
    reminder.save(update_fields=["state", "reason", "mail"])


@transaction.atomic
def send_now(*, learner: User, now: datetime) -> None:
    """The learner asks for their next note at once: caps and quiet hours do not apply, their wishes do."""
    enrolment = Enrolment.objects.visible_to(learner).active().select_related("course", "learner").first()
    if enrolment is None:
        raise RuleBroken(_("Join a course first. Then there is something to write about."))
    decision = decide(
        situation_of(learner=learner, enrolment=enrolment, due_at=now, now=now, is_asked_for=True), now=now
    )
    if isinstance(decision, Skip):
        raise RuleBroken(words_for(decision.reason))
    _write(
        enrolment,
        occurrence=f"{enrolment.key}:asked:{now.isoformat()}",
        due_at=now,
        now=now,
        is_asked_for=True,
    )
