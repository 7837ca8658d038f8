"""The code said in the room: single use, sealed, found by a keyed hash, and nothing to learn from a wrong one."""

import io
import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import add_person, suspend_clinician
from clinic.models import Invitation, Link, Profile
from clinic.rules.invitations import OPEN_AT_ONCE, hash_of, in_groups, keyed_hash
from clinic.services import accept, decline, forget_expired, invite, invite_by_code, withdraw_invitation
from common.errors import RuleBroken
from outbox.models import Mail
from tests.people import signed_in

ENTER, ANSWER = reverse("clinic:enter_code"), reverse("clinic:coded_invitation")
WRONG = "This code opens nothing. Ask for it once more, or for a new one."


@pytest.fixture
def spoken(carl: User) -> Invitation:
    return invite_by_code(clinician=carl, reference="Kim, Tuesdays", now=timezone.now())


def code_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).spoken_code


def typed(browser: Client, code: str):
    return browser.post(ENTER, {"code": code})


def test_a_code_is_sealed_and_found_by_a_keyed_hash_and_mails_nobody(spoken):
    code = code_of(spoken)
    raw = Invitation.objects.filter(pk=spoken.pk).values("spoken_code", "reference", "token_hash").get()
    assert code not in str(raw)
    assert "Tuesdays" not in str(raw)
    assert raw["token_hash"] == keyed_hash(code, secret=settings.SECRET_KEY) != hash_of(code)
    assert not Mail.objects.exists()
    assert AuditEntry.objects.get(object_key=str(spoken.key)).verb == "invitation_code_made"


def test_nobody_is_invited_before_the_reply_hours_are_stated(carl):
    Profile.objects.all().delete()
    for ask in (
        lambda: invite_by_code(clinician=carl, reference="x", now=timezone.now()),
        lambda: invite(clinician=carl, address="x@example.net", reference="x", now=timezone.now()),
    ):
        with pytest.raises(RuleBroken, match="say on your account page when you answer"):
            ask()
    assert not Invitation.objects.exists()


def test_codes_and_emails_share_one_limit(carl, invited):
    for number in range(OPEN_AT_ONCE - 1):
        invited(f"a{number}@example.net")
    invite_by_code(clinician=carl, reference="x", now=timezone.now())
    with pytest.raises(RuleBroken, match="tomorrow"):
        invite_by_code(clinician=carl, reference="x", now=timezone.now())


def test_the_code_leads_to_the_same_page_and_nothing_is_joined_before_a_yes(spoken, as_ada, ada, carl):
    response = typed(as_ada, f" {in_groups(code_of(spoken)).lower()} ")
    assert response["Location"] == ANSWER
    assert not Link.objects.exists()
    page = as_ada.get(ANSWER).content.decode()
    for words in ("Carl Osei invites you", "Tuesdays and Thursdays, before noon", "Kim, Tuesdays"):
        assert words in page
    assert page.count('type="checkbox"') == 4
    as_ada.post(ANSWER, {"entries": "on"})
    link = Link.objects.get()
    assert (link.client, link.clinician, link.reference) == (ada, carl, "Kim, Tuesdays")
    assert list(link.sharings.values_list("kind", flat=True)) == ["entries"]
    spoken.refresh_from_db()
    assert (spoken.spoken_code, spoken.reference) == (None, None)


def test_no_code_and_no_key_stands_in_an_address_or_a_log(spoken, as_ada):
    written = io.StringIO()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(written)
    try:
        response = typed(as_ada, code_of(spoken))
        typed(as_ada, "ZZZZ ZZZZ")
        as_ada.get(response["Location"])
    finally:
        handler.setStream(before)
    assert re.fullmatch(r"[a-z/-]+", response["Location"])
    assert code_of(spoken) not in written.getvalue()
    assert str(spoken.key) not in written.getvalue()


def test_a_code_is_good_for_one_answer(spoken, as_ada, as_mallory):
    code = code_of(spoken)
    typed(as_ada, code)
    typed(as_mallory, code)
    as_ada.post(ANSWER)
    assert as_mallory.get(ANSWER).status_code == 404
    assert as_mallory.post(ANSWER, {"progress": "on"}).status_code == 404
    assert WRONG in typed(as_mallory, code).content.decode()
    assert Link.objects.count() == 1


def test_not_now_closes_it(spoken, as_ada):
    typed(as_ada, code_of(spoken))
    assert as_ada.post(reverse("clinic:decline_coded_invitation")).status_code == 200
    assert as_ada.get(ANSWER).status_code == 404
    assert not Link.objects.exists()


@pytest.mark.parametrize("close", ["used", "declined", "withdrawn", "expired", "suspended"])
def test_every_code_that_opens_nothing_gets_the_same_page(spoken, carl, stella, ada, as_mallory, close):
    code, later = code_of(spoken), timezone.now()
    unknown = _shown(typed(as_mallory, "BCDF GHJK"))
    if close == "used":
        accept(invitation=spoken, client=ada, kinds=[])
    elif close == "declined":
        decline(invitation=spoken)
    elif close == "withdrawn":
        withdraw_invitation(invitation=spoken)
    elif close == "suspended":
        suspend_clinician(user=carl, actor=stella)
    else:
        later += timedelta(days=7, seconds=1)
    with time_machine.travel(later):
        found = _shown(typed(as_mallory, code))
        assert as_mallory.get(ANSWER).status_code == 404
    assert found == unknown
    assert _shown(typed(as_mallory, "not a code at all")) == unknown
    assert WRONG in unknown[1]


def _shown(response) -> tuple[int, str]:
    """What is the same for every wrong code: all but what was typed, and the token of the form."""
    page = re.sub(r'value="[^"]*"', "", response.content.decode())
    return response.status_code, page


def test_what_a_visit_entered_closes_with_the_invitation(spoken, as_ada):
    typed(as_ada, code_of(spoken))
    withdraw_invitation(invitation=spoken)
    assert as_ada.get(ANSWER).status_code == 404
    assert as_ada.post(ANSWER, {"progress": "on"}).status_code == 404
    assert not Link.objects.exists()


def test_a_token_is_no_code_and_a_code_no_token(spoken, invited, as_ada):
    mailed = invited("x@example.net")
    token = Mail.objects.get(unique_key=f"invitation:{mailed.key}").sealed["token"]
    assert typed(as_ada, token).status_code == 422
    assert as_ada.get(reverse("clinic:invitation", args=[code_of(spoken)])).status_code == 404


def test_guessing_ends_after_five_tries_and_even_the_right_code_waits(spoken, as_mallory):
    for _try in range(5):
        assert typed(as_mallory, "BCDF GHJK").status_code == 422
    response = typed(as_mallory, code_of(spoken))
    assert response.status_code == 429
    assert "tried too often" in response.content.decode()
    assert as_mallory.get(ANSWER).status_code == 404


def test_each_person_has_their_own_tries_and_a_network_address_has_an_end(spoken, as_mallory, as_ada):
    for _try in range(6):
        typed(as_mallory, "BCDF GHJK")
    assert typed(as_ada, "BCDF GHJK").status_code == 422
    for number in range(7):
        browser = signed_in(add_person(email=f"p{number}@example.org", password=None))
        for _try in range(5):
            typed(browser, "BCDF GHJK")
    fresh = signed_in(add_person(email="fresh@example.org", password=None))
    assert typed(fresh, code_of(spoken)).status_code == 429
    elsewhere = fresh.post(ENTER, {"code": code_of(spoken)}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere["Location"] == ANSWER


def test_the_clinician_reads_the_code_until_it_is_answered_and_may_withdraw_it(
    spoken, as_carl, as_clara, ada
):
    url = reverse("clinic:invitation_code", args=[spoken.key])
    page = as_carl.get(url).content.decode()
    assert in_groups(code_of(spoken)) in page
    assert as_clara.get(url).status_code == 404
    accept(invitation=spoken, client=ada, kinds=[])
    assert as_carl.get(url).status_code == 404
    again = invite_by_code(clinician=spoken.clinician, reference="x", now=timezone.now())
    as_carl.post(reverse("clinic:withdraw_invitation", args=[again.key]))
    assert as_carl.get(reverse("clinic:invitation_code", args=[again.key])).status_code == 404
    again.refresh_from_db()
    assert again.spoken_code is None


def test_a_clinician_asks_in_the_room_or_by_email_on_one_page(as_carl):
    made = as_carl.post(reverse("clinic:invite"), {"reference": "Kim", "way": "code", "address": ""})
    assert made["Location"] == reverse("clinic:invitation_code", args=[Invitation.objects.get().key])
    missing = as_carl.post(reverse("clinic:invite"), {"reference": "Kim", "way": "email", "address": ""})
    assert missing.status_code == 422
    assert "name@example.org" in missing.content.decode()


def test_codes_that_expired_are_forgotten(spoken):
    assert forget_expired(now=timezone.now()) == 0
    assert forget_expired(now=timezone.now() + timedelta(days=7)) == 1
    spoken.refresh_from_db()
    assert (spoken.spoken_code, spoken.reference) == (None, None)
