"""The body check before a settling exercise: kept only as "7 or more", for two days, and shown to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal.models import HighMark

HIGH = 7
STANDS_FOR = timedelta(hours=48)

# Who settles often should not meet the same paragraph each time. None needs closed eyes, a particular body or breath.
WAYS = (
    (
        _("Let the chair or the floor carry some of your weight."),
        _("Look slowly to one side, then to the other. See where you are."),
        _("Name three colours you can see from here."),
    ),
    (
        _("Press your palms together, or against something firm. Let go again."),
        _("Find something in the room that has been there longest."),
        _("Notice one sound, or one thing that moves."),
    ),
    (
        _("Hold something: a cup, a sleeve, the edge of the seat. Is it warm or cool?"),
        _("Let your shoulders and your jaw do what they like."),
        _("Say to yourself what day it is, and where you are."),
    ),
    (
        _("Look at the thing farthest from you, then at the nearest."),
        _("Feel what is under you, and that it holds."),
        _("If you like, let one breath go out slowly. You can leave that out."),
    ),
)


def way_to_settle(turn: int) -> Sequence[str]:
    """Three short steps; neighbouring numbers get different ones."""
    return [str(step) for step in WAYS[turn % len(WAYS)]]


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
