"""What tests about notes do again and again."""

from datetime import date, datetime

from accounts.models import User
from outbox.models import Mail
from outbox.services import send_due
from reminders import services
from reminders.models import Reminder

Kind = Reminder.Kind


def turn_on(learner: User, *kinds: str, now: datetime, **chosen) -> None:
    """These kinds besides the two that are on from the start."""
    wishes = services.wishes_of(learner=learner)
    services.choose_kinds(wishes=wishes, kinds=[Kind.NEXT_STEP, Kind.NOTE_FROM_ME, *kinds], now=now, **chosen)


def seen(learner: User, day: date) -> None:
    User.objects.get_queryset().filter(pk=learner.pk).update(last_seen_on=day)
    learner.last_seen_on = day


def tick(time_machine, moment: datetime) -> None:
    """What the worker does each minute."""
    time_machine.move_to(moment, tick=False)
    services.plan_due(now=moment)
    send_due(now=moment)


def ledger() -> list[tuple[str, str]]:
    """Kind and outcome of every row, in the order they were due."""
    rows = Reminder.objects.select_related("mail").order_by("due_at", "pk")
    return [(row.kind, _outcome(row)) for row in rows]


def _outcome(row: Reminder) -> str:
    if row.state == Reminder.State.SKIPPED or row.mail is None:
        return row.reason
    return row.mail.reason if row.mail.state == Mail.State.SKIPPED else row.mail.state


def prepared(kind: str, now: datetime):
    """What the row of this kind answers at the last moment."""
    return services.prepare({"reminder": str(Reminder.objects.get(kind=kind).key)}, now)
