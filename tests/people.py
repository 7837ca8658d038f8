"""Browsers of people who are signed in."""

from django.test import Client
from django.utils import timezone

from accounts import rules
from accounts.models import User
from accounts.services import note_seen


def signed_in(user: User) -> Client:
    """On a device of their own, and not for the first time today: no write of ours disturbs a count of queries."""
    client = Client()
    client.force_login(user)
    session = client.session
    session.update({rules.OWN_DEVICE: True, rules.SEEN_AT: int(timezone.now().timestamp())})
    session.save()
    with timezone.override(user.time_zone):
        note_seen(user=user, today=timezone.localdate())
    return client
