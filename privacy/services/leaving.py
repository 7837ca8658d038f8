"""Deleting an account: over at once for everybody who can look, then taken away row by row by workers that may die."""

from __future__ import annotations

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import FactorSecret, User
from accounts.services import end_visits, record
from clinic.models import Invitation, Link
from clinic.services import end_link, withdraw_invitation
from common.errors import RuleBroken
from common.wake import wake
from outbox.services import drop_waiting, forget_local_mail
from privacy.models import Archive, Erased, Leaving

TASK = "privacy.finish_leavings"
NOT_SENT = "The account was deleted."


def reason_to_stay(user: User) -> str:
    """Why this account cannot be deleted now, as a sentence; "" if it can."""
    staff = User.objects.get_queryset().standing_staff().exclude(pk=user.pk)
    if user.is_superuser and not staff.filter(is_superuser=True).exists():
        return _("You are the only one here who can do everything. Let somebody else do that first.")
    if user.is_staff and not staff.exists():
        return _("You are the only one on the staff. Let somebody else in first.")
    return ""


@transaction.atomic
def delete_account(*, user: User, actor: User | None, now: datetime) -> Leaving:
    """Put somebody out for good. From this moment nobody can sign in as them, and nobody sees anything of theirs.

    Raises RuleBroken for the last one on the staff. What they wrote is taken away by `finish_leavings`.
    """
    held = User.objects.get_queryset().select_for_update().get(pk=user.pk)
    if sentence := reason_to_stay(held):
        raise RuleBroken(sentence)
    record(subject=held, actor=actor, verb="account_deleted")
    return put_out(user=held, now=now)


@transaction.atomic
def put_out(*, user: User, now: datetime) -> Leaving:
    """The same without asking whether it may be, as after a backup that brought somebody back; twice is once."""
    Erased.objects.get_or_create(audit_key=user.audit_key, defaults={"erased_at": now})
    _end_connections(user, now)
    drop_waiting(recipient_key=user.key, reason=NOT_SENT)
    address = user.email
    transaction.on_commit(lambda: forget_local_mail(address), robust=True)
    Archive.objects.of(user).delete()
    _shut(user)
    leaving: Leaving = Leaving.objects.get_or_create(user=user, defaults={"asked_at": now})[0]
    wake(TASK)
    return leaving


def _end_connections(user: User, now: datetime) -> None:
    links = Link.objects.active()
    for link in (*links.of_client(user), *links.of_clinician(user)):
        end_link(link=link, by=user)
    for invitation in Invitation.objects.sent_by(user).open(now):
        withdraw_invitation(invitation=invitation, now=now)


def _shut(user: User) -> None:
    """No address, no password, no second step, no role: what is left has nothing to sign in with, and no name."""
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    FactorSecret.objects.filter(user=user).delete()
    user.email = f"{uuid.uuid4().hex}@gone.invalid"
    user.greeting_name = user.professional_name = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.clinician_state = User.ClinicianState.NONE
    user.set_unusable_password()
    user.save()
    end_visits(user=user)
