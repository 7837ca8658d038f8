"""The planner: what is due becomes a row in the ledger and a row in the outbox, once."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken
from courses.models import Enrolment
from reminders.models import Preferences, Reminder
from reminders.querysets import Beyond, UpTo, is_any_within
from reminders.rules.deciding import USEFUL_FOR, Skip
from reminders.services import ledger
from reminders.services.claiming import plan_feed
from reminders.services.moving import follow_moves
from reminders.services.once import NOTES, NUDGES, RETURNS, SUGGESTIONS
from reminders.services.regular import FAR, LOOK_AGAIN, LOOKS, PACES, mend_looks, mend_paces
from reminders.services.sparing import TRY_AGAIN_AFTER, Alone
from reminders.services.words import words_for

FEEDS = (PACES, NOTES, RETURNS, SUGGESTIONS, NUDGES, LOOKS)
DUE = (UpTo(Reminder, "look_again_at"), *(UpTo(feed.model, feed.moment) for feed in FEEDS))
EVER = datetime(2000, 1, 1, tzinfo=UTC)


def plan_due(*, now: datetime) -> int:
    """Plan every occurrence that is due; the work grows with what is due, not with who exists. Safe to repeat. Returns
    how many were written."""
    if not is_anything_due(now=now):
        return 0
    follow_moves(now=now)
    planned = plan_again(now=now)
    planned += sum(plan_feed(feed, now=now) for feed in FEEDS)
    mend_paces(now=now)
    mend_looks(now=now)
    return planned


def is_anything_due(*, now: datetime) -> bool:
    """Most ticks find nothing to do: they ask this, in one statement that looks into each index once, and no more."""
    return is_any_within(
        {
            **dict.fromkeys(DUE, now),
            Beyond(User, "moved_at"): EVER,
            Beyond(Enrolment, "next_due_at"): now + FAR,
            Beyond(Preferences, "check_in_due_at"): now + FAR,
            Beyond(Preferences, "look_at"): now + LOOK_AGAIN,
        }
    )


def plan_again(*, now: datetime) -> int:
    """What was to go together with a note that did not go after all is not lost: it is decided anew."""
    due = Reminder.objects.to_look_at_again(now)
    if not due.exists():
        return 0
    over = due.carried_well() | due.filter(due_at__lte=now - USEFUL_FOR)
    over.update(look_again_at=None)
    stranded = list(due.stranded().values_list("pk", "key"))
    due.exclude(pk__in=[pk for pk, _ in stranded]).put_off(now)
    return sum(_plan_again(pk, key, now) for pk, key in stranded)


def _plan_again(pk: int, key: UUID, now: datetime) -> int:
    with Alone(key):
        return _plan_stranded(pk, now)
    Reminder.objects.filter(pk=pk).update(look_again_at=now + TRY_AGAIN_AFTER)
    return 0


@transaction.atomic
def _plan_stranded(pk: int, now: datetime) -> int:
    wishes = ledger.hold(learners=[Reminder.objects.get(pk=pk).learner_id])
    # Asked once more: another planner may have been faster.
    rows = list(Reminder.objects.to_look_at_again(now).stranded().filter(pk=pk))
    decisions = ledger.settle(rows=rows, wishes=wishes, now=now)
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
    wishes = ledger.hold(learners=[learner.pk])
    [decision] = ledger.settle(rows=[row], wishes=wishes, now=now)
    if isinstance(decision, Skip):
        raise RuleBroken(words_for(decision.reason))
    ledger.enter(settled=[(row, decision)], now=now)
