"""Asking to become a clinician, and the answer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ClinicianRequest, User
from accounts.services.people import record
from common.errors import RuleBroken
from outbox.services import enqueue


@transaction.atomic
def ask_to_be_clinician(
    *,
    user: User,
    professional_name: str,
    profession: str,
    licensing_body: str,
    licence_number: str,
    country: str,
    note: str,
    now: datetime,
) -> ClinicianRequest:
    """Write the details of a licence down, sealed, for staff to look up."""
    User.objects.get_queryset().select_for_update().get(pk=user.pk)
    if user.is_suspended:
        raise RuleBroken(_("Your clinician’s pages were closed. Write to us about it, please."))
    if user.is_clinician:
        raise RuleBroken(_("You are a verified clinician already."))
    if ClinicianRequest.objects.of(user).asked().exists():
        raise RuleBroken(_("You have asked already. Take that back first, if something has changed."))
    request = ClinicianRequest.objects.create(
        user=user,
        professional_name=professional_name,
        profession=profession,
        licensing_body=licensing_body,
        licence_number=licence_number,
        country=country,
        note=note,
        asked_at=now,
    )
    record(
        subject=user,
        actor=user,
        verb="clinician_asked",
        object_kind="clinician_request",
        object_key=request.key,
    )
    return request


@transaction.atomic
def withdraw_clinician_request(*, user: User) -> None:
    """Take back what was asked and is not answered; without that nothing happens."""
    for request in ClinicianRequest.objects.of(user).asked().select_for_update():
        _end(request, state=ClinicianRequest.State.WITHDRAWN, actor=user)


def read_clinician_request(*, request: ClinicianRequest, actor: User) -> ClinicianRequest:
    """Open the details for somebody on the staff; that they looked goes on the person's record."""
    record(
        subject=request.user,
        actor=actor,
        verb="licence_read",
        object_kind="clinician_request",
        object_key=request.key,
    )
    return request


@transaction.atomic
def refuse_clinician(*, request: ClinicianRequest, actor: User, reason: str) -> ClinicianRequest:
    """Answer no, with one of the sentences; the person is told by mail that there is an answer."""
    held = _held(request, actor)
    if reason not in ClinicianRequest.Refusal.values:
        raise RuleBroken(_("Choose the sentence that the person will read."))
    held.refusal = reason
    _end(held, state=ClinicianRequest.State.REFUSED, actor=actor)
    _tell(held)
    return held


@transaction.atomic
def verify_clinician(*, user: User, actor: User, professional_name: str) -> User:
    """Staff have checked who this is; from now on the clinician's pages open.

    After a suspension a new term begins: what clients agreed to in an earlier one shows nothing until they are asked.
    """
    if user == actor:
        raise RuleBroken(_("Somebody else on the staff has to check who you are."))
    if not professional_name.strip():
        raise RuleBroken(_("Write the name that clients will see first, then verify this person."))
    held = _held_person(user)
    user.clinician_term = held.clinician_term + held.is_suspended
    user.clinician_state = User.ClinicianState.VERIFIED
    user.professional_name = professional_name.strip()[:120]
    user.save(update_fields=["clinician_state", "clinician_term", "professional_name"])
    record(subject=user, actor=actor, verb="clinician_verified")
    for request in ClinicianRequest.objects.of(user).asked().select_for_update():
        _end(request, state=ClinicianRequest.State.VERIFIED, actor=actor)
        _tell(request)
    return user


@transaction.atomic
def verify_request(*, request: ClinicianRequest, actor: User) -> User:
    """Verify whoever asked, under the professional name they gave."""
    held = _held(request, actor)
    return verify_clinician(user=held.user, actor=actor, professional_name=held.professional_name)


@transaction.atomic
def suspend_clinician(*, user: User, actor: User) -> User:
    """Shut the clinician's pages at once, and with them what clients share. Links stay, behind a closed door."""
    if _held_person(user).clinician_state != User.ClinicianState.VERIFIED:
        raise RuleBroken(_("This person is not a verified clinician."))
    user.clinician_state = User.ClinicianState.SUSPENDED
    user.save(update_fields=["clinician_state"])
    record(subject=user, actor=actor, verb="clinician_suspended")
    return user


def _held_person(user: User) -> User:
    """As they stand now, held: two on the staff may have the same list open."""
    held: User = User.objects.get_queryset().select_for_update(no_key=True).get(pk=user.pk)
    return held


def _held(request: ClinicianRequest, actor: User) -> ClinicianRequest:
    held: ClinicianRequest = ClinicianRequest.objects.select_for_update().get(pk=request.pk)
    if held.user == actor:
        raise RuleBroken(_("Somebody else on the staff has to check who you are."))
    if held.state != ClinicianRequest.State.ASKED:
        raise RuleBroken(_("This has been answered, or was taken back."))
    return held


def _end(request: ClinicianRequest, *, state: ClinicianRequest.State, actor: User) -> None:
    request.state, request.ended_at, request.ended_by_key = state, timezone.now(), actor.audit_key
    request.save(update_fields=["state", "refusal", "ended_at", "ended_by_key"])
    if state != ClinicianRequest.State.VERIFIED:
        record(
            subject=request.user,
            actor=actor,
            verb=f"clinician_{state}",
            object_kind="clinician_request",
            object_key=request.key,
        )


def _tell(request: ClinicianRequest) -> None:
    enqueue(
        unique_key=f"clinician_answer:{request.key}",
        kind="clinician_answer",
        keys={"request": str(request.key)},
        recipient_key=request.user.key,
    )
