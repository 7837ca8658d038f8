"""What would go out on a day, and why not: the planner and the decision run through it, and everything is undone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction

from outbox.models import Mail
from outbox.rules import Message, Prepared, Skip, Wait
from reminders.models import Reminder
from reminders.services.planning import plan_due
from reminders.services.preparing import prepare, prepare_together

# A local day begins fourteen hours before it does in UTC at the earliest, and ends twelve hours after it at the latest.
EARLIEST, LATEST = timedelta(hours=14), timedelta(days=1, hours=12)
STEP = timedelta(minutes=30)
BATCH = 100


@dataclass(frozen=True)
class Line:
    """One row of the ledger as it is, or as it would be: keys only."""

    learner_key: UUID
    kind: str
    due_at: datetime
    outcome: str
    rung: int | None = None


def rehearse(*, on: date, now: datetime) -> list[Line]:
    """Everything due on that local day of each person, in order. Nothing is written; what is past is only read."""
    with transaction.atomic():
        for moment in _moments(on, now):
            plan_due(now=moment)
            _send(moment)
        lines = list(_lines(on))
        transaction.set_rollback(True)
    return lines


def _moments(on: date, now: datetime) -> Iterator[datetime]:
    midnight = datetime.combine(on, time(), UTC)
    moment = max(midnight - EARLIEST, now)
    while moment < midnight + LATEST:
        yield moment
        moment += STEP


def _send(moment: datetime) -> None:
    """As the worker would, without a mail server."""
    due = Mail.objects.due(moment).filter(kind="reminder", expires_at__gt=moment).oldest_first()
    for batch in _in_batches(due):
        for mail, prepared in _answers(batch, moment):
            _end(mail, prepared, moment)


def _in_batches(mails: Iterable[Mail]) -> Iterator[list[Mail]]:
    rest = iter(mails)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _end(mail: Mail, prepared: Prepared, moment: datetime) -> None:
    if isinstance(prepared, Message):
        mail.state, mail.sent_at = Mail.State.SENT, moment
    elif isinstance(prepared, Wait):
        mail.not_before = prepared.until
    else:
        mail.state, mail.reason = Mail.State.SKIPPED, prepared.reason
    mail.save(update_fields=["state", "sent_at", "not_before", "reason"])


def _answers(mails: Sequence[Mail], moment: datetime) -> Iterator[tuple[Mail, Prepared]]:
    """Together where that can be, else alone; each is ended before the next is asked about alone."""
    for mail, answer in zip(mails, _together(mails, moment), strict=True):
        yield mail, answer or _alone(mail, moment)


def _together(mails: Sequence[Mail], moment: datetime) -> Sequence[Prepared | None]:
    try:
        return prepare_together([mail.keys for mail in mails], moment)
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 (one that cannot be asked about must not end the rehearsal of all)
        return [None] * len(mails)


def _alone(mail: Mail, moment: datetime) -> Prepared:
    try:
        return prepare(mail.keys, moment)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 (as above)
        return Skip(f"cannot be put into words: {type(error).__name__}")


def _lines(on: date) -> Iterator[Line]:
    midnight = datetime.combine(on, time(), UTC)
    rows = Reminder.objects.due_between(midnight - EARLIEST, midnight + LATEST).select_related(
        "learner", "mail"
    )
    for row in rows.order_by("due_at", "pk"):
        if row.due_at.astimezone(ZoneInfo(row.learner.time_zone)).date() == on:
            yield Line(row.learner.key, row.kind, row.due_at, _outcome(row), row.rung)


def _outcome(row: Reminder) -> str:
    if row.mail is None or row.state == Reminder.State.SKIPPED:
        return f"not sent: {row.reason or 'gone'}"
    if row.mail.state == Mail.State.SENT:
        return f"goes at {row.mail.sent_at:%Y-%m-%d %H:%M}Z"
    if row.mail.state == Mail.State.PLANNED:
        return f"waits until {row.mail.not_before:%Y-%m-%d %H:%M}Z"
    return f"{row.mail.state}: {row.mail.reason}".rstrip(": ")
