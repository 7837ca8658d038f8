"""The planner: what is due becomes a row in the ledger and a row in the outbox, once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken
from courses.models import Enrolment
from reminders.models import Reminder
from reminders.rules.deciding import USEFUL_FOR, Skip
from reminders.services import ledger
from reminders.services.feeds import FEEDS
from reminders.services.regular import BATCH, mend_paces, plan_looks, plan_paces
from reminders.services.sparing import Alone, all_or_each
from reminders.services.words import words_for


def plan_due(*, now: datetime) -> int:
    """Plan every occurrence that is due; the work grows with what is due, not with who exists. Safe to repeat."""
    planned = plan_again(now=now) + plan_paces(now=now) + mend_paces(now=now)
    for feed in FEEDS:
        planned += sum(_plan(rows, now) for rows in _in_batches(feed(now)))
    return planned + plan_looks(now=now)


def _in_batches(rows: Iterator[Reminder]) -> Iterator[list[Reminder]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _plan(rows: Sequence[Reminder], now: datetime) -> int:
    def plan(some: Sequence[Reminder]) -> int:
        return ledger.plan(rows=some, now=now)

    return all_or_each(rows, plan=plan, key=lambda row: row.learner.key)


def plan_again(*, now: datetime) -> int:
    """What was to go together with a note that did not go after all is not lost: it is decided anew."""
    since = now - USEFUL_FOR
    if not Reminder.objects.carried_since(since).exists():
        return 0
    stranded = Reminder.objects.stranded(since).values_list("pk", "key")
    return sum(_plan_again(pk, key, now) for pk, key in stranded)


def _plan_again(pk: int, key: UUID, now: datetime) -> int:
    with Alone(key):
        return _plan_stranded(pk, now)
    return 0


@transaction.atomic
def _plan_stranded(pk: int, now: datetime) -> int:
    ledger.hold(learners=[Reminder.objects.select_related("learner").get(pk=pk).learner])
    # Asked once more: another planner may have been faster.
    rows = list(Reminder.objects.stranded(now - USEFUL_FOR).filter(pk=pk))
    decisions = ledger.settle(rows=rows, now=now)
    return ledger.enter(settled=zip(rows, decisions, strict=True), now=now)


@transaction.atomic
def send_now(*, learner: User, now: datetime) -> None:
    """The learner asks for their next note at once: caps and quiet hours do not apply, their wishes do."""
    enrolment = Enrolment.objects.visible_to(learner).active().select_related("course", "learner").first()
    if enrolment is None:
        raise RuleBroken(_("Join a course first. Then there is something to write about."))
    row = Reminder(
        learner=learner,
        kind=Reminder.Kind.NEXT_STEP,
        occurrence=f"{enrolment.key}:asked:{now.isoformat()}",
        enrolment_key=enrolment.key,
        is_asked_for=True,
        due_at=now,
        planned_at=now,
    )
    ledger.hold(learners=[learner])
    [decision] = ledger.settle(rows=[row], now=now)
    if isinstance(decision, Skip):
        raise RuleBroken(words_for(decision.reason))
    ledger.enter(settled=[(row, decision)], now=now)
