"""Accounts without a password: made with a passkey, opened with it, and never left without a way in."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import passkey_key
from accounts.models import AuditEntry, Consent, User
from tests.accounts.entrance import ask_for_code, is_signed_in, mails, sign_in, type_code, verify
from tests.accounts.passkey import SITE, Device

pytestmark = pytest.mark.django_db
ADDRESS = "quill@example.org"
START, MAKE = reverse("account_signup_by_passkey"), reverse("mfa_signup_webauthn")
ALONE, CODES = reverse("mfa_login_webauthn"), reverse("mfa_view_recovery_codes")
AGAIN = reverse("mfa_reauthenticate_webauthn")


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME=SITE)


def options_of(answer: Any) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', answer.text)
    return json.loads(html.unescape(found[1]))["publicKey"]


def begin(visitor: Client, **more: str) -> Any:
    visitor.post(START, {"email": ADDRESS, "is_adult": "on", **more})
    return verify(visitor)


def signed_up(visitor: Client) -> tuple[User, Device]:
    begin(visitor)
    device = Device()
    visitor.post(MAKE, {"credential": device.make(options_of(visitor.get(MAKE))), "name": "grey phone"})
    return User.objects.get(email=ADDRESS), device


def come_in(visitor: Client, device: Device) -> Any:
    asked = visitor.get(ALONE, headers={"Accept": "application/json"}).json()["publicKey"]
    return visitor.post(ALONE, {"credential": device.show(asked)})


def confirm(visitor: Client, device: Device) -> Any:
    return visitor.post(AGAIN, {"credential": device.show(options_of(visitor.get(AGAIN)))})


def test_the_address_first_then_the_passkey_then_codes_to_keep_and_nothing_like_a_password(visitor: Client):
    assert begin(visitor, remember="on").url == MAKE
    assert not is_signed_in(visitor)
    device = Device()
    options = options_of(visitor.get(MAKE))
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    answer = visitor.post(MAKE, {"credential": device.make(options), "name": "  grey   phone "})
    assert answer.url == CODES
    shown = visitor.get(CODES).text
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10
    assert f'href="{reverse("pages:leave_about")}"' in shown
    person = User.objects.get(email=ADDRESS)
    assert not person.has_usable_password()
    assert person.consents.standing().get().purpose == Consent.Purpose.ACCOUNT
    assert "passkey_added" in [entry.verb for entry in AuditEntry.objects.about(person.audit_key)]
    assert [mail.sealed["subject"] for mail in mails()] == ["Your code"] or len(mails()) == 1


def test_it_signs_in_by_itself_and_nothing_else_does(visitor: Client):
    _, device = signed_up(visitor)
    visitor.logout()
    assert come_in(visitor, device).status_code == 302
    assert is_signed_in(visitor)
    other = Client(SERVER_NAME=SITE)
    sign_in(other, ADDRESS, "")
    sign_in(other, ADDRESS, "!")
    come_in(other, Device())
    assert not is_signed_in(other)
    ask_for_code(other, ADDRESS)
    assert type_code(other).url == reverse("mfa_authenticate")  # the mailbox alone opens nothing
    assert not is_signed_in(other)


@pytest.mark.parametrize("sent", ["", "{", "[]", "7", '"x"', "{}", '{"id": 1}', "null"])
def test_nonsense_in_place_of_a_passkey_is_answered_with_a_sentence(sent: str, visitor: Client):
    begin(visitor)
    visitor.get(MAKE)
    answer = visitor.post(MAKE, {"credential": sent, "name": "x"})
    assert answer.status_code == 200
    assert "Error:" in answer.text
    assert not Authenticator.objects.exists()
    assert not is_signed_in(visitor)


def test_an_answer_to_an_older_question_is_not_taken(visitor: Client):
    begin(visitor)
    older = options_of(visitor.get(MAKE))
    visitor.get(MAKE)
    visitor.post(MAKE, {"credential": Device().make(older)})
    assert not Authenticator.objects.exists()


def test_whoever_stops_before_the_passkey_comes_in_by_code_and_chooses_a_password(visitor: Client):
    begin(visitor)
    other = Client(SERVER_NAME=SITE)
    ask_for_code(other, ADDRESS)
    type_code(other)
    assert is_signed_in(other)
    assert "Choose a password" in other.get(reverse("accounts:settings")).text
    assert other.get(reverse("account_set_password")).status_code == 200


def test_the_last_passkey_stays_until_there_is_a_password(visitor: Client, time_machine):
    person, device = signed_up(visitor)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    chosen = {"password1": "seven green kettles"}
    assert visitor.post(reverse("account_set_password"), chosen).url.startswith(AGAIN)
    confirm(visitor, device)
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    remove = reverse("accounts:remove_passkey", args=[passkey_key(key)])
    page = visitor.post(remove, follow=True).text
    assert "Choose a password first" in page
    assert Authenticator.objects.filter(pk=key.pk).exists()
    visitor.post(reverse("account_set_password"), chosen)
    person.refresh_from_db()
    assert person.has_usable_password()
    come_in(visitor, device)
    confirm(visitor, device)
    visitor.post(remove)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_the_stage_of_making_a_passkey_is_nobodys_page(client: Client, as_ada: Client):
    assert client.get(MAKE).url == reverse("account_signup")
    assert client.post(MAKE, {"credential": "{}"}).status_code == 302
    assert as_ada.get(MAKE).status_code == 302
