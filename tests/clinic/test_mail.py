"""The invitation's email: neutral outside, plain inside, and decided again at the last moment."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from accounts.services import suspend_clinician
from clinic.emails import prepare
from clinic.services import accept, withdraw_invitation
from outbox.models import Mail
from outbox.rules import Message, Skip
from tests.clinic.conftest import token_of

TOPIC = (
    "attach", "closeness", "fear", "boundar", "ego", "therap", "clinic", "mental", "health", "psych", "lesson",
    "module", "course", "trauma", "anxi",
)  # fmt: skip


def prepared(invitation, now=None):
    mail = Mail.objects.get(unique_key=f"invitation:{invitation.key}")
    return prepare({**mail.keys, **mail.sealed}, now or timezone.now())


def test_it_goes_to_the_address_with_a_link_that_opens_the_invitation(invited, client):
    invitation = invited("someone@example.net")
    message = prepared(invitation)
    assert isinstance(message, Message)
    assert message.to == "someone@example.net"
    url = f"{settings.SITE_URL}/i/{token_of(invitation)}/"
    assert url in message.text
    assert url in message.html


def test_it_names_neither_topic_nor_clinician_nor_reference(invited, carl):
    message = prepared(invited(reference="Sam R."))
    words = f"{message.subject}\n{message.text}\n{message.html}"
    words = re.sub(r"https?://[^\s/]+/i/[\w-]+/", "", words).casefold()
    for word in (*TOPIC, "carl", "osei", carl.email, "sam r."):
        assert word not in words
    assert message.headers == {}
    assert message.subject == "An invitation for you"


def test_the_row_holds_keys_and_no_words(invited):
    mail = Mail.objects.get(unique_key=f"invitation:{invited('someone@example.net').key}")
    assert set(mail.keys) == {"invitation"}
    assert mail.recipient_key is None


def test_it_says_how_long_it_is_open(invited):
    with time_machine.travel("2026-11-21 12:00"):
        assert "Saturday 28 November" in prepared(invited()).text


@pytest.mark.parametrize("close", ["accepted", "withdrawn", "expired", "suspended", "gone", "blanked"])
def test_a_closed_invitation_is_not_mailed(invited, ada, carl, stella, close):
    invitation, now = invited(), timezone.now()
    mail = Mail.objects.get(unique_key=f"invitation:{invitation.key}")
    keys = {**mail.keys, **mail.sealed}
    if close == "accepted":
        accept(invitation=invitation, client=ada, kinds=[])
    elif close == "withdrawn":
        withdraw_invitation(invitation=invitation)
    elif close == "expired":
        now += timedelta(days=8)
    elif close == "suspended":
        suspend_clinician(user=carl, actor=stella)
    elif close == "gone":
        invitation.delete()
    else:
        keys = mail.keys
    assert isinstance(prepare(keys, now), Skip)
