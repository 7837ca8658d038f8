"""Doors: who may come in as what."""

from typing import Any

from django.http import Http404

from accounts.models import User


def get_clinician(user: Any) -> User:
    """The person, if they are a verified clinician; nobody else learns that there is a page here."""
    if not isinstance(user, User) or not user.is_clinician:
        raise Http404
    return user
