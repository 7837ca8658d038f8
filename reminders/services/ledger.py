"""Rows of the ledger: one for each occurrence, with a mail if there is a reason to send one."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from outbox.models import Mail
from outbox.services import enqueue
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import LASTING, USEFUL_FOR, Decision, Reason, Skip, decide
from reminders.services.situations import situation_of
from reminders.services.standing import REGULAR, standing_of
from reminders.services.wishes import wishes_of


def hold(*, learner: User) -> None:
    """Until the transaction ends nobody else plans for this person."""
    wishes_of(learner=learner)
    Preferences.objects.held().get(learner=learner)


@transaction.atomic
def plan(*, row: Reminder, now: datetime) -> bool:
    """Decide about a row and write it, unless its occurrence is there already; False then. A mail is decided again
    before it leaves."""
    hold(learner=row.learner)
    known = Reminder.objects.of_occurrence(row).first()
    if known is not None:
        if not _is_misjudged(known, now):
            return False
        row.pk, row.key = known.pk, known.key
    return enter(row=row, decision=settle(row=row, now=now), now=now)


def settle(*, row: Reminder, now: datetime) -> Decision:
    """The decision as things stand. What is due while another note is on its way goes with that one."""
    carrier = Reminder.objects.visible_to(row.learner).waiting().but(row).first()
    standing = standing_of(learner=row.learner, now=now)
    situation = situation_of(row=row, standing=standing, at=now)
    decision = decide(replace(situation, is_another_waiting=carrier is not None), now=now)
    row.carried_by = carrier if decision == Skip(Reason.TOGETHER) else None
    row.rung = None if isinstance(decision, Skip) else getattr(decision, "rung", None)
    return decision


def enter(*, row: Reminder, decision: Decision, now: datetime) -> bool:
    """Write a decided row; False if nothing is written, since the last row of the same plan says the same."""
    if isinstance(decision, Skip) and _is_told(row, decision.reason):
        return False
    row.state, row.reason = Reminder.State.PLANNED, ""
    if isinstance(decision, Skip):
        row.state, row.reason, row.mail = Reminder.State.SKIPPED, decision.reason, None
    else:
        row.mail = _post(row, now)
    row.save()
    return True


def _is_misjudged(row: Reminder, now: datetime) -> bool:
    """Called too late by a clock that was ahead and has been put right since."""
    is_too_late = (row.state, row.reason) == (Reminder.State.SKIPPED, Reason.TOO_LATE)
    return is_too_late and row.mail_id is None and row.planned_at > now


def _is_told(row: Reminder, reason: Reason) -> bool:
    if row.kind not in REGULAR or reason not in LASTING:
        return False
    last = Reminder.objects.of_plan(row).but(row).newest_first().first()
    return last is not None and (last.state, last.reason) == (Reminder.State.SKIPPED, reason)


def _post(row: Reminder, now: datetime) -> Mail | None:
    # A row that is planned again has used its first key.
    again = f":{now:%Y%m%d%H%M%S}" if row.mail_id else ""
    return enqueue(
        unique_key=f"reminder:{row.key}{again}",
        kind="reminder",
        keys={"reminder": str(row.key)},
        recipient_key=row.learner.key,
        not_before=max(row.due_at, now) if again else row.due_at,
        expires_at=row.due_at + USEFUL_FOR,
    )
