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
from reminders.models import Reminder
from reminders.rules.deciding import Skip, decide
from reminders.services.from_me import plan_notes_from_me
from reminders.services.ledger import enter, hold
from reminders.services.situations import situation_of, standing_of
from reminders.services.words import words_for

BATCH = 100


def plan_due(*, now: datetime) -> int:
    """Plan every occurrence that is due; the work grows with what is due, not with who exists. Safe to repeat."""
    planned = 0
    while batch := _plan_batch(now):
        planned += batch
    return planned + plan_notes_from_me(now=now)


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
    hold(learner=learner)
    situation = situation_of(
        standing=standing_of(learner=learner, now=now),
        enrolment=enrolment,
        due_at=due_at,
        is_asked_for=is_asked_for,
    )
    situation = replace(situation, is_another_waiting=Reminder.objects.visible_to(learner).waiting().exists())
    enter(
        Reminder(
            learner=learner,
            kind=Reminder.Kind.NEXT_STEP,
            occurrence=occurrence,
            enrolment_key=enrolment.key,
            is_asked_for=is_asked_for,
            due_at=due_at,
            planned_at=now,
        ),
        decision=decide(situation, now=now),
    )


@transaction.atomic
def send_now(*, learner: User, now: datetime) -> None:
    """The learner asks for their next note at once: caps and quiet hours do not apply, their wishes do."""
    enrolment = Enrolment.objects.visible_to(learner).active().select_related("course", "learner").first()
    if enrolment is None:
        raise RuleBroken(_("Join a course first. Then there is something to write about."))
    standing = standing_of(learner=learner, now=now)
    situation = situation_of(standing=standing, enrolment=enrolment, due_at=now, is_asked_for=True)
    decision = decide(situation, now=now)
    if isinstance(decision, Skip):
        raise RuleBroken(words_for(decision.reason))
    _write(
        enrolment,
        occurrence=f"{enrolment.key}:asked:{now.isoformat()}",
        due_at=now,
        now=now,
        is_asked_for=True,
    )
