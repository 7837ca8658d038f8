"""What a person wishes: stop, pause, come again, how much the subject says."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from outbox.services import drop_waiting, end_silence, silence
from reminders.models import Preferences


def wishes_of(*, learner: User) -> Preferences:
    """The learner's preferences; a person who never chose anything has the discreet defaults."""
    wishes, _ = Preferences.objects.get_or_create(learner=learner)
    return wishes


@transaction.atomic
def stop_all(*, wishes: Preferences, now: datetime) -> None:
    """No more mail but for signing in, from this moment, whatever courses or invitations come later. Stopping twice
    changes nothing."""
    if wishes.stopped_at is None:
        wishes.stopped_at = now
        wishes.save(update_fields=["stopped_at"])
    silence(address=wishes.learner.email, now=now)
    drop_waiting(recipient_key=wishes.learner.key, kind="reminder", reason="stopped")


def pause(*, wishes: Preferences, until: date) -> None:
    """No notes before the local day `until`."""
    wishes.paused_until = until
    wishes.save(update_fields=["paused_until"])


@transaction.atomic
def resume(*, wishes: Preferences) -> None:
    """Notes may come again at the chosen pace."""
    wishes.stopped_at = wishes.paused_until = None
    wishes.save(update_fields=["stopped_at", "paused_until"])
    end_silence(address=wishes.learner.email)


def change_wishes(*, wishes: Preferences, has_plain_subjects: bool) -> None:
    wishes.has_plain_subjects = has_plain_subjects
    wishes.save(update_fields=["has_plain_subjects"])
