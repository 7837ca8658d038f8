"""The doors: each begins with what a person may see and ends in a row or 404. There is no other way in."""

import uuid
from datetime import datetime
from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from clinic.models import Assignment, Invitation, Link
from clinic.rules.invitations import hash_of


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


def get_assignment_as_client(user: User, key: uuid.UUID) -> Assignment:
    """Something that is suggested to this person now."""
    rows = Assignment.objects.visible_to(user).of_client(user).standing()
    return cast(Assignment, get_object_or_404(rows.select_related("link__clinician"), key=key))


def get_assignment_as_clinician(link: Link, key: uuid.UUID) -> Assignment:
    """Something suggested over a link that was fetched through its own door."""
    rows = Assignment.objects.visible_to(link.clinician).standing().filter(link=link)
    return cast(Assignment, get_object_or_404(rows, key=key))


def get_open_invitation(token: str, now: datetime) -> Invitation:
    """By the token in the email. Unknown, expired, used and withdrawn ones are all the same 404."""
    invitations = Invitation.objects.open(now).select_related("clinician")
    return cast(Invitation, get_object_or_404(invitations, token_hash=hash_of(token)))


def get_invitation_as_clinician(user: User, key: uuid.UUID, now: datetime) -> Invitation:
    invitations = Invitation.objects.visible_to(get_clinician(user)).open(now)
    return cast(Invitation, get_object_or_404(invitations, key=key))
