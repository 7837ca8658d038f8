"""A note for trial: a real mail, at once, when somebody asks for it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import RuleBroken
from outbox import rules as outgoing
from outbox.models import Mail
from outbox.services import enqueue, is_suppressed
from reminders.emails import write_trial
from reminders.models import Preferences
from reminders.rules.deciding import Reason
from reminders.services.ledger import hold
from reminders.services.wishes import wishes_of
from reminders.services.words import words_for

KIND = "trial_note"
APART = timedelta(hours=1)


class TrialRefused(RuleBroken):
    """No note for trial is sent now."""


@transaction.atomic
def send_trial(*, learner: User, now: datetime) -> None:
    """One an hour. Caps and quiet hours are for notes that come by themselves; wishes hold for this one too."""
    hold(learners=[learner.pk])
    reason = _reason_against(learner, wishes_of(learner=learner))
    if reason:
        raise TrialRefused(words_for(reason))
    if Mail.objects.for_person(learner.key).filter(kind=KIND, created_at__gt=now - APART).exists():
        raise TrialRefused(_("A test left less than an hour ago. Another one can go an hour after it."))
    enqueue(
        unique_key=f"{KIND}:{uuid4()}",
        kind=KIND,
        keys={"learner": str(learner.key)},
        recipient_key=learner.key,
        expires_at=now + APART,
    )


def prepare_trial(keys: dict[str, Any], now: datetime) -> outgoing.Prepared:
    """The words, unless something changed in the seconds between."""
    learner = User.objects.filter(key=keys["learner"]).first()
    if learner is None:
        return outgoing.Skip("gone")
    wishes = wishes_of(learner=learner)
    reason = _reason_against(learner, wishes)
    return outgoing.Skip(reason) if reason else write_trial(learner=learner, wishes=wishes)


def _reason_against(learner: User, wishes: Preferences) -> Reason | None:
    checks = (
        (not learner.is_active, Reason.ACCOUNT_CLOSED),
        (wishes.is_email_unsafe, Reason.EMAIL_UNSAFE),
        (wishes.stopped_at is not None, Reason.STOPPED),
        (is_suppressed(learner.email), Reason.ADDRESS_REFUSED),
    )
    return next((reason for applies, reason in checks if applies), None)
