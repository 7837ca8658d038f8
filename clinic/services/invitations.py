"""Asking somebody, by email or in the room, and the one answer. Nothing here looks up who has an account."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Invitation, Link
from clinic.rules.invitations import (
    ASKED_IN_A_FORTNIGHT,
    CODE_LENGTH,
    CODE_SIGNS,
    FORTNIGHT,
    OPEN_AT_ONCE,
    TOKEN_BYTES,
    VALID_FOR,
    hash_of,
    keyed_hash,
    mark_of,
    may_invite,
    same_address,
)
from clinic.services.links import grant
from clinic.services.profile import states_reply_hours
from common.errors import RuleBroken
from outbox.rules import Message, Unsendable
from outbox.services import enqueue


@transaction.atomic
def invite(*, clinician: User, address: str, reference: str, now: datetime) -> Invitation:
    """Ask the person behind an address. The token goes into the sealed mail row; here only its hash stays."""
    sender = _locked_clinician(clinician)
    address, reference = _checked_address(address), _checked_reference(reference)
    forget_expired(now=now)
    _refuse_address(sender, address, now)
    _refuse_too_many(sender, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        clinician=sender,
        reference=reference,
        address=address,
        address_mark=mark_of(address, secret=settings.ADDRESS_SECRET),
        token_hash=hash_of(token),
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    enqueue(
        unique_key=f"invitation:{invitation.key}",
        kind="invitation",
        keys={"invitation": str(invitation.key)},
        sealed={"token": token},
        expires_at=invitation.expires_at,
    )
    _record_step(invitation, actor=sender, verb="invitation_sent")
    return invitation


@transaction.atomic
def invite_by_code(*, clinician: User, reference: str, now: datetime) -> Invitation:
    """Make a code to be said in the room. It is sealed until it is answered; a keyed hash finds it again."""
    sender = _locked_clinician(clinician)
    reference = _checked_reference(reference)
    forget_expired(now=now)
    _refuse_too_many(sender, now)
    code = _fresh_code()
    invitation = Invitation.objects.create(
        clinician=sender,
        reference=reference,
        spoken_code=code,
        token_hash=keyed_hash(code, secret=settings.SECRET_KEY),
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    _record_step(invitation, actor=sender, verb="invitation_code_made")
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, now: datetime | None = None) -> None:
    """The clinician thinks again; the link in the email, or the code, stops at once."""
    _close(invitation, withdrawn_at=now or timezone.now())
    _record_step(invitation, actor=invitation.clinician, verb="invitation_withdrawn")


@transaction.atomic
def accept(*, invitation: Invitation, client: User, kinds: Iterable[str]) -> Link:
    """The person says yes to the link, and to each kind of sharing they ticked; the rest is no."""
    now = timezone.now()
    User.objects.select_for_update().get(pk=client.pk)  # two invitations accepted at once must not race
    _refuse_impossible_client(invitation, client)
    link = Link(
        clinician=invitation.clinician,
        client=client,
        reference=invitation.reference,
        started_at=now,
        agreed_in_term=invitation.clinician.clinician_term,
    )
    _close(invitation, answered_at=now)
    link.save()
    _record_step(invitation, actor=client, verb="invitation_accepted")
    record(subject=client, actor=client, verb="link_started", object_kind="link", object_key=link.key)
    grant(link=link, kinds=kinds, now=now)
    return link


@transaction.atomic
def decline(*, invitation: Invitation, by: User | None = None) -> None:
    """Not now. The token is enough: nobody needs an account to say no."""
    _close(invitation, answered_at=timezone.now())
    _record_step(invitation, actor=by, verb="invitation_declined")


def forget_expired(*, now: datetime) -> int:
    """Blank whom and what they name in invitations that nobody can answer any more; returns how many."""
    Invitation.objects.marked_before(now - FORTNIGHT).update(address_mark="")
    return Invitation.objects.forgettable(now).update(address=None, reference=None, spoken_code=None)


def _record_step(invitation: Invitation, *, actor: User | None, verb: str) -> None:
    record(
        subject=invitation.clinician,
        actor=actor,
        verb=verb,
        object_kind="invitation",
        object_key=invitation.key,
    )


def _close(invitation: Invitation, **moment: datetime) -> None:
    """One answer only: whoever comes second is refused, also when both come at the same moment.

    The row is locked before it is judged: PostgreSQL judges a locked row anew, but not the subquery of an update.
    """
    now = next(iter(moment.values()))
    waiting = Invitation.objects.open(now).select_for_update(of=("self",))
    if waiting.filter(pk=invitation.pk).first() is None:
        raise RuleBroken(_("This invitation is no longer open."))
    Invitation.objects.filter(pk=invitation.pk).update(
        address=None, reference=None, spoken_code=None, **moment
    )


def _locked_clinician(clinician: User) -> User:
    sender = User.objects.select_for_update().get(pk=clinician.pk)
    if not sender.is_clinician:
        raise RuleBroken(_("Only verified clinicians can invite."))
    if not states_reply_hours(clinician=sender):
        raise RuleBroken(
            _(
                "Before your first invitation, say on your account page when you answer. Whoever you invite reads it."
            )
        )
    return sender


def _fresh_code() -> str:
    """A code that no invitation has ever had."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
        if not Invitation.objects.filter(token_hash=keyed_hash(code, secret=settings.SECRET_KEY)).exists():
            return code


def _checked_address(address: str) -> str:
    address = address.strip()
    try:
        validate_email(address)
        Message(to=address, subject="", text="")
    except (ValidationError, Unsendable):
        raise RuleBroken(_("Enter an email address, like name@example.org.")) from None
    return address


def _checked_reference(reference: str) -> str:
    reference = " ".join(reference.split())
    if not reference or len(reference) > 60:
        raise RuleBroken(_("Enter a name or reference of at most 60 characters."))
    return reference


def _refuse_address(sender: User, address: str, now: datetime) -> None:
    if same_address(address, sender.email):
        raise RuleBroken(_("This is your own address. Enter the address of the person you want to invite."))
    waiting = Invitation.objects.sent_by(sender).open(now)
    if any(same_address(address, each.address) for each in waiting if each.address):
        raise RuleBroken(
            _(
                "You already have an open invitation to this address. Withdraw that one first, or wait for it to close."
            )
        )
    asked = Invitation.objects.sent_by(sender).to_address(mark_of(address, secret=settings.ADDRESS_SECRET))
    if asked.sent_since(now - FORTNIGHT).count() >= ASKED_IN_A_FORTNIGHT:
        raise RuleBroken(
            _(
                "You have written to this address twice in two weeks. Ask in the room, with a code, or wait a while."
            )
        )


def _refuse_too_many(sender: User, now: datetime) -> None:
    mine = Invitation.objects.sent_by(sender)
    sent_today = mine.sent_since(now - timedelta(days=1)).count()
    if not may_invite(open_now=mine.open(now).count(), sent_today=sent_today):
        raise RuleBroken(
            _("You can send %(count)d invitations a day and have %(count)d open. Please try again tomorrow.")
            % {"count": OPEN_AT_ONCE}
        )


def _refuse_impossible_client(invitation: Invitation, client: User) -> None:
    if invitation.clinician_id == client.pk:
        raise RuleBroken(_("This is your own invitation. The person you invited can accept it."))
    if Link.objects.of_client(client).of_clinician(invitation.clinician).active().exists():
        raise RuleBroken(_("You are already connected with this clinician. You can change what you share."))
