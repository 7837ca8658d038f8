"""What a person wishes: stop, pause, come again, how much the subject says."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, User
from accounts.services import give_consent, withdraw_consent
from outbox.services import drop_waiting, end_silence, silence
from reminders.models import Preferences

# What letting notes come again agrees to; a new wording is a new version.
AGAIN_VERSION = "1"
AGAIN_AGREED = _(
    "You agree to get short notes by email again. They do not name the topic, and you can pause or stop them at "
    "any time."
)


def wishes_of(*, learner: User) -> Preferences:
    """The learner's preferences; a person who never chose anything has the discreet defaults."""
    wishes, _is_new = Preferences.objects.get_or_create(learner=learner)
    return wishes


@transaction.atomic
def stop_all(*, wishes: Preferences, now: datetime) -> None:
    """No more mail but for signing in, from this moment, whatever courses or invitations come later. Stopping twice
    changes nothing."""
    if wishes.stopped_at is None:
        wishes.stopped_at = now
        wishes.save(update_fields=["stopped_at"])
        withdraw_consent(user=wishes.learner, purpose=Consent.Purpose.REMINDERS)
    silence(address=wishes.learner.email, now=now)
    drop_waiting(recipient_key=wishes.learner.key, kind="reminder", reason="stopped")


def pause(*, wishes: Preferences, until: date | None) -> None:
    """No notes before the local day `until`; None ends a pause."""
    wishes.paused_until = until
    wishes.save(update_fields=["paused_until"])


@transaction.atomic
def resume(*, wishes: Preferences) -> None:
    """Notes may come again at the chosen pace; whoever had stopped them agrees anew."""
    if wishes.stopped_at is not None:
        give_consent(
            user=wishes.learner,
            purpose=Consent.Purpose.REMINDERS,
            text_version=AGAIN_VERSION,
            text=str(AGAIN_AGREED),
        )
    wishes.stopped_at = wishes.paused_until = None
    wishes.save(update_fields=["stopped_at", "paused_until"])
    if not wishes.is_email_unsafe:
        end_silence(address=wishes.learner.email)


def change_wishes(*, wishes: Preferences, has_plain_subjects: bool) -> None:
    wishes.has_plain_subjects = has_plain_subjects
    wishes.save(update_fields=["has_plain_subjects"])
