"""The one email of the clinic: an invitation, worded again just before it leaves."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from clinic.models import Invitation
from outbox.rules import Message, Prepared, Skip


def prepare(keys: dict[str, Any], now: datetime) -> Prepared:
    """The invitation with its sealed token, unless it was closed or its clinician suspended meanwhile."""
    key = uuid.UUID(keys["invitation"])
    invitation = Invitation.objects.open(now).filter(key=key).first()
    if invitation is None or not keys.get("token"):
        return Skip("The invitation was closed.")
    return _message(invitation, token=keys["token"])


def _message(invitation: Invitation, *, token: str) -> Message:
    path = reverse("clinic:invitation", args=[token])
    context = {
        "site_name": settings.SITE_NAME,
        "url": urljoin(settings.SITE_URL, path),
        "until": date_format(invitation.expires_at.astimezone(ZoneInfo(settings.DEFAULT_TIME_ZONE)), "l j F"),
    }
    return Message(
        to=invitation.address,
        subject=" ".join(render_to_string("clinic/emails/invitation_subject.txt", context).split()),
        text=render_to_string("clinic/emails/invitation_message.txt", context),
        html=render_to_string("clinic/emails/invitation_message.html", context),
    )
