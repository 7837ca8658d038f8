"""The body check before a settling exercise: kept only as "7 or more", for two days, and shown to nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from journal.models import HighMark

HIGH = 7
STANDS_FOR = timedelta(hours=48)


def note_body_check(*, learner: User, value: int, now: datetime) -> bool:
    """Whether it was high. The number itself is not kept; a lower one takes back what an earlier one left."""
    if value < HIGH:
        HighMark.objects.of(learner).delete()
        return False
    HighMark.objects.update_or_create(learner=learner, defaults={"expires_at": now + STANDS_FOR})
    return True


def is_resting(learner: User, now: datetime) -> bool:
    """Whether a body check of the last 48 hours was high: a time to leave this person in peace."""
    return HighMark.objects.of(learner).standing(now).exists()


def forget_expired(now: datetime) -> int:
    """Delete the marks that have run out; how many there were. Until then they are not read either."""
    return HighMark.objects.expired(now).delete()[0]
