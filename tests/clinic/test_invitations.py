"""Asking, answering once, and everything that closes an invitation."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import suspend_clinician
from clinic.access import get_open_invitation
from clinic.models import Invitation, Link, Sharing
from clinic.rules.invitations import OPEN_AT_ONCE, SENT_IN_A_DAY, hash_of
from clinic.services import accept, decline, forget_expired, invite, withdraw_invitation
from common.errors import RuleBroken
from outbox.models import Mail
from tests.clinic.conftest import connect, token_of


def verbs_about(user: User) -> list[str]:
    return list(AuditEntry.objects.about(user.audit_key).values_list("verb", flat=True))


def test_only_the_hash_of_the_token_is_kept_beside_the_invitation(invited):
    invitation = invited()
    token = token_of(invitation)
    assert len(token) >= 32
    assert invitation.token_hash == hash_of(token)
    raw = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(raw)


def test_address_and_reference_and_token_are_sealed_in_the_database(invited):
    invitation = invited("quiet@example.net", "Reference 77")
    token = token_of(invitation)
    rows = [
        *Invitation.objects.values_list("address", "reference"),
        *Mail.objects.values_list("sealed", "keys"),
    ]
    raw = b"".join(bytes(getattr(value, "data", str(value).encode())) for row in rows for value in row)
    for word in ("quiet@example.net", "Reference 77", token):
        assert word.encode() not in raw


def test_two_invitations_never_share_a_token(invited):
    assert token_of(invited("a@example.net")) != token_of(invited("b@example.net"))


def test_nobody_is_written_to_more_than_twice_in_two_weeks_by_one_clinician(invited, clara):
    """Whatever became of the first: declined, withdrawn or run out, it is said in the same words, and tells nothing."""
    decline(invitation=invited("Rest@example.net"))
    withdraw_invitation(invitation=invited("rest@example.net "))
    with pytest.raises(RuleBroken, match="twice in two weeks"):
        invited("REST@example.net")
    invited("other@example.net")
    invite(clinician=clara, address="rest@example.net", reference="x", now=timezone.now())
    row = Invitation.objects.filter(answered_at__isnull=False).values().get()
    assert "rest@" not in str(row)
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        forget_expired(now=timezone.now())
        assert not Invitation.objects.exclude(address_mark="").exists(), "it is not known any more to whom"
        invited("rest@example.net")


@pytest.mark.parametrize("who", ["ada", "stella"])
def test_only_verified_clinicians_invite(who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(RuleBroken):
        invite(clinician=person, address="x@example.net", reference="x", now=timezone.now())
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_a_suspended_clinician_cannot_invite_even_with_an_object_loaded_before(carl, stella):
    suspend_clinician(user=User.objects.get(pk=carl.pk), actor=stella)
    with pytest.raises(RuleBroken):
        invite(clinician=carl, address="x@example.net", reference="x", now=timezone.now())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a b@example.net",
        "a@example.net\nBcc: b@example.net",
        "a" * 250 + "@example.net",
        "a@[127.0.0.1]",
    ],
)
def test_an_address_that_is_none_is_refused_with_a_sentence(invited, address):
    with pytest.raises(RuleBroken, match="email address"):
        invited(address)


@pytest.mark.parametrize("reference", ["", "   ", "x" * 61])
def test_a_reference_is_needed_and_short(invited, reference):
    with pytest.raises(RuleBroken, match="reference"):
        invited(reference=reference)


def test_a_clinician_does_not_invite_themselves(invited, carl):
    with pytest.raises(RuleBroken, match="own address"):
        invited(carl.email.upper())


def test_a_second_open_invitation_to_an_address_is_refused(invited):
    invited("a@example.net")
    with pytest.raises(RuleBroken, match="already have an open invitation"):
        invited("A@example.net")


def test_another_clinician_may_invite_the_same_address(invited, clara):
    invited("a@example.net")
    assert invite(clinician=clara, address="a@example.net", reference="x", now=timezone.now())


def test_known_and_unknown_addresses_go_the_same_way(invited, ada):
    with time_machine.travel("2026-11-21 12:00", tick=False):
        invited("warm@example.net")
        first = _counted(lambda: invited("unknown@example.net"))
        second = _counted(lambda: invited(ada.email))
    assert first == second
    rows = Mail.objects.filter(kind="invitation").values(
        "state", "recipient_key", "not_before", "expires_at", "reason"
    )
    assert len({str(row) for row in rows}) == 1


def _counted(act) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        act()
    return [" ".join(re.sub(r"s\d+_x\d+", "", query["sql"]).split()[:3]) for query in queries]


def test_open_invitations_are_limited(invited):
    for number in range(OPEN_AT_ONCE):
        invited(f"a{number}@example.net")
    with pytest.raises(RuleBroken, match="tomorrow"):
        invited("one-more@example.net")


def test_withdrawing_does_not_make_room_for_more_on_the_same_day(invited):
    for number in range(SENT_IN_A_DAY):
        withdraw_invitation(invitation=invited(f"a{number}@example.net"))
    with pytest.raises(RuleBroken):
        invited("one-more@example.net")
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert invited("one-more@example.net")


def test_accepting_joins_the_two_and_blanks_the_address(invited, carl, ada):
    invitation = invited()
    link = accept(invitation=invitation, client=ada, kinds=["progress"])
    assert (link.clinician, link.client, link.reference) == (carl, ada, "Client 0412")
    invitation.refresh_from_db()
    assert invitation.answered_at
    assert invitation.address is None
    assert invitation.reference is None


def test_the_person_may_have_any_address(invited, ada):
    assert accept(invitation=invited("another@example.net"), client=ada, kinds=[]).client == ada


def test_an_invitation_is_good_for_one_answer(invited, ada, mallory):
    invitation = invited()
    same = Invitation.objects.get(pk=invitation.pk)
    accept(invitation=invitation, client=ada, kinds=[])
    with pytest.raises(RuleBroken, match="no longer open"):
        accept(invitation=same, client=mallory, kinds=["progress"])
    with pytest.raises(RuleBroken):
        decline(invitation=same)
    with pytest.raises(RuleBroken):
        withdraw_invitation(invitation=same)
    assert list(Link.objects.values_list("client", flat=True)) == [ada.pk]
    assert not Sharing.objects.exists()


def test_accepting_without_a_yes_shares_nothing(invited, ada):
    accept(invitation=invited(), client=ada, kinds=[])
    assert not Sharing.objects.exists()


def test_a_kind_nobody_was_asked_about_is_not_granted(invited, ada):
    accept(invitation=invited(), client=ada, kinds=["diary", "everything", ""])
    assert not Sharing.objects.exists()


def test_a_clinician_is_nobody_s_client_by_their_own_invitation(invited, carl):
    invitation = invited()
    with pytest.raises(RuleBroken, match="own invitation"):
        accept(invitation=invitation, client=carl, kinds=["progress"])
    assert not Link.objects.exists()
    assert get_open_invitation(token_of(invitation), timezone.now()) == invitation


def test_a_pair_has_one_connection_at_a_time(carl, ada, invited):
    connect(carl, ada)
    with pytest.raises(RuleBroken, match="already connected"):
        accept(invitation=invited("again@example.net"), client=ada, kinds=["progress"])


def test_a_client_may_have_several_clinicians_each_with_its_own_consent(carl, clara, ada):
    connect(carl, ada, kinds=["progress"])
    second = connect(clara, ada, kinds=[])
    assert Link.objects.active().of_client(ada).count() == 2
    assert not second.sharings.exists()


@pytest.mark.parametrize("close", ["used", "declined", "withdrawn", "expired", "suspended", "unknown"])
def test_a_closed_invitation_opens_no_door(invited, ada, carl, stella, close):
    invitation, now = invited(), timezone.now()
    token = token_of(invitation)
    assert get_open_invitation(token, now)
    if close == "used":
        accept(invitation=invitation, client=ada, kinds=[])
    elif close == "declined":
        decline(invitation=invitation)
    elif close == "withdrawn":
        withdraw_invitation(invitation=invitation)
    elif close == "expired":
        now += timedelta(days=7)
    elif close == "suspended":
        suspend_clinician(user=carl, actor=stella)
    else:
        token = "x" * 32
    with pytest.raises(Http404):
        get_open_invitation(token, now)


def test_an_expired_invitation_cannot_be_accepted_with_an_object_loaded_before(invited, ada):
    invitation = invited()
    with (
        time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)),
        pytest.raises(RuleBroken, match="no longer open"),
    ):
        accept(invitation=invitation, client=ada, kinds=[])
    assert not Link.objects.exists()


def test_addresses_in_expired_invitations_are_forgotten(invited):
    invitation = invited()
    assert forget_expired(now=timezone.now()) == 0
    assert forget_expired(now=timezone.now() + timedelta(days=7)) == 1
    assert forget_expired(now=timezone.now() + timedelta(days=7)) == 0
    invitation.refresh_from_db()
    assert invitation.address is None


def test_every_step_is_in_the_audit_trail_with_its_actor(invited, carl, ada):
    accept(invitation=invited("a@example.net"), client=ada, kinds=["progress"])
    decline(invitation=invited("b@example.net"))
    withdraw_invitation(invitation=invited("c@example.net"))
    assert [verb for verb in reversed(verbs_about(carl)) if verb.startswith("invitation")] == [
        "invitation_sent",
        "invitation_accepted",
        "invitation_sent",
        "invitation_declined",
        "invitation_sent",
        "invitation_withdrawn",
    ]
    assert list(reversed(verbs_about(ada))) == ["link_started", "sharing_granted"]
    granted = AuditEntry.objects.get(verb="sharing_granted")
    assert (granted.actor_key, granted.object_kind) == (ada.audit_key, "sharing_progress")
    assert AuditEntry.objects.get(verb="invitation_declined").actor_key is None
