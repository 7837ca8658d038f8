"""What providers tell us: through anymail, checked, and learnt from once."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import RuleBroken
from outbox import services
from outbox.models import Mail, Suppression
from outbox.rules import News, is_about_address, meaning, message_id, our_ids
from outbox.services import AddressState, Event, address_state, enqueue, note_news, try_again

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
PASSWORD = "post:a-long-and-random-password"
KEY = "a-signing-key-of-some-length"


def told(kind: str, *, mail: str = "1", to: str = ADA, **more) -> News:
    return note_news(event=Event(kind=kind, recipient=to, event_id=mail, **more), now=timezone.now())


def test_two_hard_bounces_in_a_row_give_an_address_up():
    assert address_state(ADA).state == AddressState.WORKS
    assert told("bounced", mail="1", reason="bounced") == News.REFUSED
    assert address_state(ADA).state == AddressState.REFUSED_ONCE
    assert not services.is_suppressed(ADA)
    told("bounced", mail="2", reason="bounced")
    given_up = address_state(" Ada@Example.ORG")
    assert given_up.state == AddressState.REFUSED
    assert given_up.since is not None
    assert given_up.is_given_up
    assert given_up.may_try_again
    assert services.is_suppressed(ADA)


def test_the_same_bounce_told_twice_counts_once():
    told("bounced", mail="1", reason="bounced")
    told("bounced", mail="1", reason="bounced")
    assert not services.is_suppressed(ADA)


def test_a_mail_that_came_in_between_begins_the_count_anew():
    told("bounced", mail="1", reason="bounced")
    told("delivered", mail="2")
    told("bounced", mail="3", reason="bounced")
    assert not services.is_suppressed(ADA)


def test_soft_bounces_never_give_an_address_up():
    for mail in range(5):
        told("deferred", mail=str(mail))
        told("bounced", mail=str(mail), reason="bounced", told={"Type": "SoftBounce"})
    assert address_state(ADA).state == AddressState.WORKS
    assert not Suppression.objects.exists()


def test_a_complaint_gives_an_address_up_at_once():
    assert told("complained") == News.COMPLAINED
    assert address_state(ADA).state == AddressState.COMPLAINED
    assert services.is_suppressed(ADA)


def test_who_unsubscribes_at_the_provider_gets_no_more_mail_and_may_take_it_back():
    told("unsubscribed")
    assert services.is_suppressed(ADA)
    services.end_silence(address=ADA)
    assert not services.is_suppressed(ADA)


def test_an_address_is_tried_again_once_and_the_next_refusal_ends_it():
    told("complained")
    try_again(ADA)
    assert address_state(ADA).state == AddressState.REFUSED_ONCE
    assert not services.is_suppressed(ADA)
    told("bounced", mail="9", reason="invalid")
    assert address_state(ADA).is_given_up
    assert not address_state(ADA).may_try_again
    with pytest.raises(RuleBroken):
        try_again(ADA)


def test_after_a_mail_got_through_another_try_may_be_asked_for_one_day():
    for mail in "12":
        told("bounced", mail=mail, reason="bounced")
    try_again(ADA)
    told("delivered", mail="3")
    assert address_state(ADA).state == AddressState.WORKS
    for mail in "45":
        told("bounced", mail=mail, reason="bounced")
    try_again(ADA)
    assert not services.is_suppressed(ADA)


def test_trying_an_address_again_that_works_does_nothing():
    try_again(ADA)
    assert not Suppression.objects.exists()


def test_nothing_that_is_kept_names_an_address_or_a_mail():
    told("bounced", mail="<words@provider.test>", reason="bounced", told={"email": ADA})
    told("complained", to="bo@example.org")
    kept = str(list(Suppression.objects.values()))
    for word in ("ada@", "bo@", "example", "provider"):
        assert word not in kept.lower()


def uncertain(state: str = "uncertain") -> Mail:
    mail = enqueue(unique_key="m:1", kind="direct", keys={}, sealed={"to": ADA, "subject": "x", "text": "x"})
    assert mail is not None
    Mail.objects.update(state=state)
    return mail


@pytest.mark.parametrize("state", ["uncertain", "sending"])
@pytest.mark.parametrize(
    ("kind", "ending"), [("delivered", "sent"), ("complained", "sent"), ("bounced", "failed")]
)
def test_news_of_a_mail_settles_what_nobody_knew(state: str, kind: str, ending: str):
    mail = uncertain(state)
    ours = message_id(unique_key="m:1", domain="127.0.0.1")
    told(kind, mail="sg.1", reason="bounced", told={"deep": [{"smtp-id": ours}]})
    mail.refresh_from_db()
    assert mail.state == ending
    assert mail.sealed is None
    assert mail.lease_until is None
    assert (mail.sent_at is not None) == (ending == "sent")


def test_news_of_another_mail_or_house_settles_nothing():
    mail = uncertain()
    for ours in (
        message_id(unique_key="m:2", domain="127.0.0.1"),
        message_id(unique_key="m:1", domain="other.example"),
    ):
        told("delivered", mail_id=ours)
    told("deferred", mail_id=message_id(unique_key="m:1", domain="127.0.0.1"))
    mail.refresh_from_db()
    assert mail.state == Mail.State.UNCERTAIN


@pytest.mark.parametrize(
    ("kind", "reason", "answer", "raw", "wanted"),
    [
        ("bounced", "bounced", "550 5.1.1 no such user", {}, News.REFUSED),
        ("bounced", "bounced", "smtp; 550 5.2.1 disabled", {}, News.REFUSED),
        ("bounced", "", "", {}, News.REFUSED),
        ("bounced", "bounced", "552 5.2.2 mailbox full", {}, News.NOTHING),
        ("bounced", "bounced", "550 5.7.1 blocked by policy", {}, News.NOTHING),
        ("bounced", "bounced", "450 try later", {}, News.NOTHING),
        ("bounced", "blocked", "550", {}, News.NOTHING),
        ("bounced", "spam", "", {}, News.NOTHING),
        ("bounced", "bounced", "", {"event": "soft_bounce"}, News.NOTHING),
        ("bounced", "bounced", "", {"event": "hard_bounce"}, News.REFUSED),
        ("bounced", "bounced", "", {"event": "bounce", "type": "blocked"}, News.NOTHING),
        ("bounced", "bounced", "", {"msys": {"bounce_class": "22"}}, News.NOTHING),
        ("bounced", "invalid", "", {"msys": {"bounce_class": 10}}, News.REFUSED),
        ("bounced", "bounced", "", {"bounce": {"bounceType": "Transient"}}, News.NOTHING),
        ("rejected", "bounced", "", {}, News.REFUSED),
        ("rejected", "spam", "", {}, News.COMPLAINED),
        ("rejected", "unsubscribed", "", {}, News.UNSUBSCRIBED),
        ("rejected", "other", "", {}, News.NOTHING),
        ("failed", "", "", {}, News.NOTHING),
        ("opened", "", "", {}, News.CAME),
        ("unknown", "", "", {}, News.NOTHING),
    ],
)
def test_only_what_leaves_no_hope_is_a_refusal(kind, reason, answer, raw, wanted):
    assert meaning(kind=kind, reason=reason, answer=answer, told=raw) == wanted


@pytest.mark.parametrize(
    ("code", "words", "is_about"),
    [
        (550, "5.1.1 unknown", True),
        (550, "unknown", True),
        (553, "", True),
        (550, "5.1.10 null MX", True),
        (550, "5.1.8 bad sender", False),
        (550, "5.7.1 policy", False),
        (552, "5.2.2 full", False),
        (552, "full", False),
        (554, "no", False),
        (450, "4.1.1", False),
        (None, "", False),
    ],
)
def test_a_refused_recipient_counts_only_when_it_is_about_the_address(code, words, is_about):
    assert is_about_address(code=code, words=words) == is_about


def test_our_ids_are_found_however_deep_they_lie_and_never_for_ever():
    ours = message_id(unique_key="a", domain="x.test")
    deep: object = ours
    for _ in range(50):
        deep = [deep]
    assert our_ids({"a": {"b": [ours]}}, domain="X.test") == {ours[1:41]}
    assert our_ids(deep, domain="x.test") == set()


def test_a_full_mailbox_at_the_dialogue_does_not_count(smtp):
    smtp.fault = lambda address: "full"
    for name in "123":
        enqueue(unique_key=name, kind="direct", keys={}, sealed={"to": ADA, "subject": "x", "text": "x"})
        services.send_due(now=timezone.now())
    assert set(Mail.objects.values_list("state", flat=True)) == {"failed"}
    assert not Suppression.objects.exists()


def test_with_a_provider_a_mail_it_took_says_nothing_of_the_address(smtp, settings):
    settings.MAIL_NEWS_PROVIDER = "postmark"
    told("bounced", mail="1", reason="bounced")
    enqueue(unique_key="1", kind="direct", keys={}, sealed={"to": ADA, "subject": "x", "text": "x"})
    services.send_due(now=timezone.now() + timedelta(seconds=1))
    assert address_state(ADA).state == AddressState.REFUSED_ONCE


# The webhook itself ---------------------------------------------------------------------------------------------


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(password.encode()).decode()


@pytest.fixture
def postmark(settings):
    settings.MAIL_NEWS_PROVIDER, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": PASSWORD}


BOUNCE = {
    "RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "MessageID": "abc", "Email": ADA,
    "Description": "Not delivered", "Details": "550 5.1.1 unknown", "BouncedAt": "2026-11-05T16:33:54Z",
}  # fmt: skip


def post(client, body: dict, **headers):
    return client.post(
        reverse("outbox:news"), json.dumps(body), content_type="application/json", headers=headers
    )


def test_without_a_provider_there_is_no_such_address(client):
    assert post(client, BOUNCE).status_code == 404


@pytest.mark.parametrize("authorization", [None, basic("post:wrong"), "Bearer x", basic("")])
def test_a_stranger_is_not_believed(client, postmark, authorization):
    headers = {"Authorization": authorization} if authorization else {}
    assert post(client, BOUNCE, **headers).status_code == 400
    assert not Suppression.objects.exists()


def test_a_bounce_is_heard(client, postmark, caplog):
    assert post(client, BOUNCE, Authorization=basic(PASSWORD)).status_code == 200
    assert address_state(ADA).state == AddressState.REFUSED_ONCE
    assert post(client, BOUNCE, Authorization=basic(PASSWORD)).status_code == 200
    assert address_state(ADA).state == AddressState.REFUSED_ONCE
    assert ADA not in caplog.text


def test_only_post_is_answered(client, postmark):
    assert client.get(reverse("outbox:news")).status_code == 405


def test_a_signature_is_checked(client, settings):
    settings.MAIL_NEWS_PROVIDER, settings.ANYMAIL = "mailgun", {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    mail = uncertain()
    ours = message_id(unique_key="m:1", domain="127.0.0.1").strip("<>")
    body = {
        "signature": {"token": "t", "timestamp": "1461565324", "signature": "0" * 64},
        "event-data": {
            "event": "delivered", "id": "e1", "timestamp": 1461565324.1, "recipient": ADA,
            "message": {"headers": {"message-id": ours}}, "tags": [], "user-variables": {},
            "delivery-status": {"code": 250, "message": "OK"},
        },
    }  # fmt: skip
    assert post(client, body).status_code == 400
    mail.refresh_from_db()
    assert mail.state == Mail.State.UNCERTAIN
    body["signature"]["signature"] = hmac.new(KEY.encode(), b"1461565324t", hashlib.sha256).hexdigest()
    assert post(client, body).status_code == 200
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
