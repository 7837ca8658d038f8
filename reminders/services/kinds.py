"""Which kinds of notes a person wants. A pace is chosen by course, a note from me note by note, the rest here."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent
from accounts.services import give_consent
from common.errors import RuleBroken
from courses.rules import pacing
from outbox.services import drop_waiting, end_silence, silence
from reminders.models import SINCE, SWITCHES, Preferences, Reminder
from reminders.services.regular import set_look
from reminders.services.situations import check_in_plan

# What turning a kind on agrees to; a new wording is a new version.
KINDS_VERSION = "1"
KINDS_AGREED = _(
    "For everything you tick here you agree to get short notes by email. They do not name the topic, and you can "
    "pause or stop them at any time."
)


class KindsRefused(RuleBroken):
    """The choice cannot be kept."""


@transaction.atomic
def choose_kinds(
    *,
    wishes: Preferences,
    kinds: Collection[str],
    now: datetime,
    check_in_day: int = 7,
    check_in_hour: int = 18,
) -> None:
    """Be told about exactly these kinds (Reminder.Kind). What stays on keeps the moment it was turned on."""
    _check(kinds, check_in_day, check_in_hour)
    is_new = any(kind in kinds and not wishes.wants(kind) for kind in SINCE)
    for kind in SINCE:
        kept = wishes.since(kind) or now
        setattr(wishes, SINCE[kind], kept if kind in kinds else None)
    wishes.wants_next_step = Reminder.Kind.NEXT_STEP in kinds
    wishes.wants_note_from_me = Reminder.Kind.NOTE_FROM_ME in kinds
    wishes.check_in_day, wishes.check_in_hour = check_in_day, check_in_hour
    is_weekly = wishes.check_in_since is not None
    wishes.check_in_due_at = check_in_plan(wishes, wishes.learner).after(now) if is_weekly else None
    wishes.save()
    set_look(wishes=wishes, now=now)
    if is_new:
        give_consent(
            user=wishes.learner,
            purpose=Consent.Purpose.REMINDERS,
            text_version=KINDS_VERSION,
            text=str(KINDS_AGREED),
        )


@transaction.atomic
def set_email_unsafe(*, wishes: Preferences, is_unsafe: bool, now: datetime) -> None:
    """Email is not safe for them: nothing but sign-in mail goes to the address, whatever they chose before."""
    wishes.is_email_unsafe = is_unsafe
    wishes.save(update_fields=["is_email_unsafe"])
    if is_unsafe:
        silence(address=wishes.learner.email, now=now)
        drop_waiting(recipient_key=wishes.learner.key, kind="reminder", reason="email_unsafe")
    elif wishes.stopped_at is None:
        end_silence(address=wishes.learner.email)


def _check(kinds: Collection[str], day: int, hour: int) -> None:
    if not set(kinds) <= set(SWITCHES):
        raise KindsRefused(_("Choose from the kinds of notes there are."))
    fault = pacing.fault_in(pace=pacing.OWN, days=[day], hour=hour)
    if fault == pacing.Fault.HOUR:
        raise KindsRefused(_("Choose an hour from 8 to 20, so that no note comes at night."))
    if fault is not None:
        raise KindsRefused(_("Choose from the days of the week."))
