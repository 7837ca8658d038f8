"""The slow way back for somebody who has lost their second step: asked for, checked, told, waited for, done.

Whoever holds the mailbox or still has the second step can stop it for three days; whoever is on the staff cannot
hurry it, and not begin it for themselves.
"""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import has_factor
from accounts.models import FactorReset, User
from accounts.services.factors import forget_loose_secrets
from accounts.services.people import record
from accounts.services.visits import end_visits
from common.errors import RuleBroken
from outbox.services import enqueue

NEWS_USEFUL_FOR = timedelta(days=7)


@transaction.atomic
def ask_for_reset(*, user: User, actor: User | None, now: datetime) -> FactorReset:
    """Somebody who knows the password, or staff for them, asks for a way back; asking twice is asking once."""
    User.objects.get_queryset().select_for_update().get(pk=user.pk)
    if actor == user and actor.is_staff:
        raise RuleBroken(_("Ask somebody else on the staff for this."))
    if not has_factor(user):
        raise RuleBroken(_("This person signs in without a second step, so there is none to take away."))
    standing: FactorReset | None = FactorReset.objects.of(user).open().first()
    if standing is not None:
        return standing
    reset = FactorReset.objects.create(user=user, asked_at=now)
    _note(reset, "reset_asked", actor)
    return reset


@transaction.atomic
def start_reset(*, reset: FactorReset, actor: User, checked_how: str, now: datetime) -> FactorReset:
    """Staff know who it is, and say how. The person is told at once; nothing changes before the wait is over."""
    held = _held(reset)
    if held.user == actor:
        raise RuleBroken(_("Ask somebody else on the staff for this."))
    if held.state != FactorReset.State.ASKED:
        raise RuleBroken(_("This has begun already, or is over."))
    if checked_how not in FactorReset.Check.values:
        raise RuleBroken(_("Choose how you made sure who it is."))
    held.state, held.checked_how = FactorReset.State.WAITING, checked_how
    held.started_at, held.started_by_key = now, actor.audit_key
    held.due_at = now + timedelta(hours=settings.WAY_BACK_HOURS)
    held.save()
    _announce(held.user, held.due_at)
    _note(held, "reset_started", actor)
    enqueue(
        unique_key=f"reset_notice:{held.key}",
        kind="reset_notice",
        keys={"reset": str(held.key)},
        recipient_key=held.user.key,
        expires_at=held.due_at,
    )
    return held


@transaction.atomic
def stop_reset(*, reset: FactorReset, actor: User | None, now: datetime) -> FactorReset:
    """Nothing is taken away. Anybody who holds the link, the account itself, or staff may stop it; once is enough."""
    held = _held(reset)
    if held.state not in FactorReset.OPEN:
        raise RuleBroken(_("There is nothing to stop any more."))
    _end(held, FactorReset.State.STOPPED, actor, now)
    _note(held, "reset_stopped", actor)
    return held


@transaction.atomic
def stop_resets_of(*, user: User, now: datetime) -> None:
    """Whoever has just set a second step up has not lost it: an open way back would take the new one away."""
    for reset in FactorReset.objects.of(user).open().select_for_update(of=("self",)):
        stop_reset(reset=reset, actor=user, now=now)


def finish_resets(*, now: datetime) -> int:
    """Take the second step of everybody whose wait is over away; returns how many. Safe to repeat."""
    return sum(_finish(pk, now) for pk in FactorReset.objects.due(now).values_list("pk", flat=True))


@transaction.atomic
def _finish(pk: int, now: datetime) -> bool:
    reset = FactorReset.objects.due(now).select_for_update(of=("self",)).filter(pk=pk).first()
    if reset is None:  # stopped, or done by another worker, a moment ago
        return False
    user: User = reset.user
    Authenticator.objects.filter(user=user).delete()
    forget_loose_secrets(user=user)
    end_visits(user=user)
    _end(reset, FactorReset.State.DONE, None, now)
    _note(reset, "factors_taken_away", None)
    enqueue(
        unique_key=f"reset_done:{reset.key}",
        kind="reset_done",
        keys={"reset": str(reset.key)},
        recipient_key=user.key,
        expires_at=now + NEWS_USEFUL_FOR,
    )
    return True


def _held(reset: FactorReset) -> FactorReset:
    held: FactorReset = (
        FactorReset.objects.select_for_update(of=("self",)).select_related("user").get(pk=reset.pk)
    )
    return held


def _end(reset: FactorReset, state: FactorReset.State, actor: User | None, now: datetime) -> None:
    reset.state, reset.ended_at = state, now
    reset.ended_by_key = actor.audit_key if actor else None
    reset.save(update_fields=["state", "ended_at", "ended_by_key"])
    _announce(reset.user, None)


def _announce(user: User, due_at: datetime | None) -> None:
    """On every page of the person, without a query."""
    user.factors_end_at = due_at
    user.save(update_fields=["factors_end_at"])


def _note(reset: FactorReset, verb: str, actor: User | None) -> None:
    record(subject=reset.user, actor=actor, verb=verb, object_kind="factor_reset", object_key=reset.key)
