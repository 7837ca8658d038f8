"""Rows of the ledger: one for each occurrence, with a mail if there is a reason to send one."""

from accounts.models import User
from outbox.services import enqueue
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import USEFUL_FOR, Decision, Skip
from reminders.services.wishes import wishes_of


def hold(*, learner: User) -> None:
    """Until the transaction ends nobody else plans for this person."""
    wishes_of(learner=learner)
    Preferences.objects.held().get(learner=learner)


def enter(row: Reminder, *, decision: Decision) -> bool:
    """Write the row unless its occurrence is there already; False then. A mail is decided again before it leaves."""
    about = ("enrolment_key", "note_key", "is_asked_for", "due_at", "planned_at")
    reminder, is_new = Reminder.objects.get_or_create(
        learner=row.learner,
        kind=row.kind,
        occurrence=row.occurrence,
        defaults={name: getattr(row, name) for name in about},
    )
    if not is_new:
        return False
    if isinstance(decision, Skip):
        reminder.state, reminder.reason = Reminder.State.SKIPPED, decision.reason
    else:
        reminder.mail = enqueue(
            unique_key=f"reminder:{reminder.key}",
            kind="reminder",
            keys={"reminder": str(reminder.key)},
            recipient_key=row.learner.key,
            not_before=row.due_at,
            expires_at=row.due_at + USEFUL_FOR,
        )
    reminder.save(update_fields=["state", "reason", "mail"])
    return True
