"""The doors: each begins with what a person may see and ends in a row or 404. There is no other way in."""

import uuid
from datetime import datetime
from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from clinic.models import (
    Assignment,
    ContactRequest,
    Invitation,
    Link,
    Nudge,
    Pick,
    Plan,
    PlanStep,
    SharedEntry,
)
from clinic.rules.invitations import hash_of, keyed_hash, read_code
from common.signing import known_secrets


def get_clinician(user: User) -> User:
    """The person themselves, when they are a verified clinician and not suspended."""
    if not user.is_clinician:
        raise Http404
    return user


def get_link_as_clinician(user: User, key: uuid.UUID) -> Link:
    """A standing link of a verified clinician with their own client."""
    links = Link.objects.visible_to(get_clinician(user)).of_clinician(user).active()
    return cast(Link, get_object_or_404(links.select_related("client", "clinician"), key=key))


def get_link_as_client(user: User, key: uuid.UUID) -> Link:
    """A standing link, seen by the client. Ended ones can be read about, not acted on."""
    links = Link.objects.visible_to(user).of_client(user).active()
    return cast(Link, get_object_or_404(links.select_related("client", "clinician"), key=key))


def get_link_to_read(user: User, key: uuid.UUID) -> Link:
    """A link of the client's own, standing or ended: who looked stays theirs to read."""
    links = Link.objects.visible_to(user).of_client(user)
    return cast(Link, get_object_or_404(links.select_related("client", "clinician"), key=key))


def get_together_as_client(user: User, key: uuid.UUID, together_key: uuid.UUID) -> Link:
    """A standing link over which something came under this key, and was not taken back."""
    link = get_link_as_client(user, key)
    rows = Assignment.objects.visible_to(user).answerable().filter(link=link, together_key=together_key)
    if not rows.exists():
        raise Http404
    return link


def get_assignment_as_client(user: User, key: uuid.UUID) -> Assignment:
    """Something that is or was suggested to this person and not taken back: they may answer otherwise later."""
    rows = Assignment.objects.visible_to(user).of_client(user).answerable()
    return cast(
        Assignment, get_object_or_404(rows.select_related("link__clinician", "link__client"), key=key)
    )


def get_assignment_as_clinician(link: Link, key: uuid.UUID) -> Assignment:
    """Something suggested over a link that was fetched through its own door, and not taken back.

    Declined or not: whether it still stands says what the client answered, and only a page that records its look tells.
    """
    mine = Assignment.objects.visible_to(get_clinician(link.clinician)).answerable()
    rows = mine.answers_seen().filter(link=link)
    return cast(
        Assignment, get_object_or_404(rows.select_related("link__client", "link__clinician"), key=key)
    )


def get_plan(user: User, key: uuid.UUID) -> Plan:
    """A clinician's own plan."""
    plans = Plan.objects.visible_to(get_clinician(user)).select_related("clinician")
    return cast(Plan, get_object_or_404(plans, key=key))


def get_step(plan: Plan, key: uuid.UUID) -> PlanStep:
    """A step of a plan that was fetched through its own door."""
    steps = PlanStep.objects.visible_to(plan.clinician).filter(plan=plan)
    return cast(PlanStep, get_object_or_404(steps.select_related("plan__clinician"), key=key))


def get_nudge_as_client(user: User, key: uuid.UUID) -> Nudge:
    rows = Nudge.objects.visible_to(user).of_client(user)
    return cast(Nudge, get_object_or_404(rows.select_related("link__client"), key=key))


def get_open_invitation(token: str, now: datetime) -> Invitation:
    """By the token in the email. Unknown, expired, used and withdrawn ones are all the same 404."""
    invitations = Invitation.objects.open(now).select_related("clinician")
    return cast(Invitation, get_object_or_404(invitations, token_hash=hash_of(token)))


def get_invitation_as_clinician(user: User, key: uuid.UUID, now: datetime) -> Invitation:
    invitations = Invitation.objects.visible_to(get_clinician(user)).open(now)
    return cast(Invitation, get_object_or_404(invitations, key=key))


def get_invitation_by_code(typed: str, now: datetime) -> Invitation:
    """By the code that was said in the room. One 404 for every reason, as with the token."""
    code = read_code(typed) or ""
    hashes = [keyed_hash(code, secret=secret) for secret in known_secrets()]
    invitations = Invitation.objects.open(now).spoken().select_related("clinician")
    return cast(Invitation, get_object_or_404(invitations, token_hash__in=hashes))


def get_spoken_invitation(user: User, key: uuid.UUID, now: datetime) -> Invitation:
    """One of the clinician's own codes, until it is answered."""
    invitations = Invitation.objects.visible_to(get_clinician(user)).open(now).spoken()
    return cast(Invitation, get_object_or_404(invitations, key=key))


def get_entered_invitation(key: object, now: datetime) -> Invitation:
    """The invitation whose code this visit has entered; `key` comes from the session, never from a request."""
    if not isinstance(key, str):
        raise Http404
    invitations = Invitation.objects.open(now).spoken().select_related("clinician")
    return cast(Invitation, get_object_or_404(invitations, key=key))


def get_shared_entry(link: Link, key: uuid.UUID) -> SharedEntry:
    """One marked page, for the clinician of a link that was fetched through its own door: every condition, or 404."""
    rows = SharedEntry.objects.readable_by(get_clinician(link.clinician)).filter(link=link)
    return cast(SharedEntry, get_object_or_404(rows.select_related("link", "entry__exercise"), key=key))


def get_mark_as_client(user: User, key: uuid.UUID) -> SharedEntry:
    """A standing mark on one of the person's own pages."""
    rows = SharedEntry.objects.visible_to(user).of_client(user).standing()
    return cast(SharedEntry, get_object_or_404(rows.select_related("link__client", "entry"), key=key))


def get_pick_as_client(user: User, key: uuid.UUID) -> Pick:
    """Something the person picked for a session, standing or past."""
    rows = Pick.objects.visible_to(user).filter(link__client=user)
    return cast(Pick, get_object_or_404(rows.select_related("link__client", "link__clinician"), key=key))


def get_contact_as_client(user: User, key: uuid.UUID) -> ContactRequest:
    rows = ContactRequest.objects.visible_to(user).of_client(user).open()
    return cast(ContactRequest, get_object_or_404(rows.select_related("link__client"), key=key))


def get_contact_as_clinician(user: User, key: uuid.UUID) -> ContactRequest:
    """A request that waits for this clinician; it is the client's own call, so a pause does not hide it."""
    rows = ContactRequest.objects.visible_to(get_clinician(user)).filter(link__clinician=user).open()
    return cast(
        ContactRequest, get_object_or_404(rows.select_related("link__client", "link__clinician"), key=key)
    )
