"""Becoming a clinician: asking, being looked up by staff, the answer, and what everybody else sees of it: nothing."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.emails import prepare_clinician_answer
from accounts.models import AuditEntry, ClinicianRequest, User
from accounts.services import (
    ask_to_be_clinician,
    refuse_clinician,
    suspend_clinician,
    verify_clinician,
    verify_request,
    withdraw_clinician_request,
)
from common.errors import RuleBroken
from outbox.models import Mail
from outbox.rules import Message, Skip
from outbox.services import silence

pytestmark = pytest.mark.django_db
PAGE, LIST = "accounts:clinician", "admin:accounts_clinicianrequest_changelist"
SENT = {
    "professional_name": "Ada Lind",
    "profession": "Counsellor",
    "licensing_body": "Board of Heronmoor",
    "licence_number": "HM-48213",
    "country": "Elsewhere",
    "note": "https://board.example/HM-48213",
}
TOPIC = ("clinic", "licen", "therap", "attach", "client", "refus", "verif", "course", "profession")


@pytest.fixture
def asked(ada: User) -> ClinicianRequest:
    return ask_to_be_clinician(user=ada, now=timezone.now(), **SENT)


def verbs(user: User) -> list[str]:
    return [entry.verb for entry in AuditEntry.objects.about(user.audit_key)]


def details_of(asked: ClinicianRequest) -> str:
    return reverse("admin:accounts_clinicianrequest_change", args=[asked.pk])


def answer_mail() -> Mail | None:
    return Mail.objects.filter(kind="clinician_answer").first()


# The person --------------------------------------------------------------------------------------------------


def test_anybody_signed_in_may_ask_and_reads_what_they_sent_and_what_comes_next(ada: User, as_ada: Client):
    page = as_ada.get(reverse(PAGE)).content.decode()
    assert "What happens next" in page
    page = as_ada.post(reverse(PAGE), SENT, follow=True).content.decode()
    assert "We are looking it up" in page
    assert "HM-48213" in page
    assert verbs(ada) == ["clinician_asked"]
    assert not User.objects.get(pk=ada.pk).is_clinician
    assert as_ada.get("/clinic/").status_code == 404


@pytest.mark.parametrize("missing", [name for name in SENT if name != "note"])
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(missing: str, as_ada: Client):
    answer = as_ada.post(reverse(PAGE), {**SENT, missing: " "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Error: Your profession" in page
    assert "HM-48213" in page or missing == "licence_number"
    assert not ClinicianRequest.objects.exists()


def test_the_details_are_sealed_and_nowhere_else(ada: User, asked: ClinicianRequest):
    with connection.cursor() as cursor:
        for table in ("accounts_clinicianrequest", "accounts_user", "accounts_auditentry", "outbox_mail"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            assert not [text for text in SENT.values() if text in rows], table
    assert ClinicianRequest.objects.get().licence_number == "HM-48213"


def test_asking_twice_is_refused_until_it_is_taken_back(ada: User, as_ada: Client, asked: ClinicianRequest):
    with pytest.raises(RuleBroken, match="asked already"):
        ask_to_be_clinician(user=ada, now=timezone.now(), **SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClinicianRequest.objects.create(user=ada, asked_at=timezone.now())
    as_ada.post(reverse("accounts:withdraw_clinician"))
    asked.refresh_from_db()
    assert (asked.state, asked.ended_by_key) == ("withdrawn", ada.audit_key)
    withdraw_clinician_request(user=ada)  # nothing left: nothing happens
    as_ada.post(reverse(PAGE), SENT)
    assert ClinicianRequest.objects.asked().count() == 1


def test_nobody_takes_back_what_another_person_asked(as_mallory: Client, asked: ClinicianRequest):
    as_mallory.post(reverse("accounts:withdraw_clinician"))
    assert ClinicianRequest.objects.asked().exists()
    assert "HM-48213" not in as_mallory.get(reverse(PAGE)).content.decode()


def test_a_clinician_and_a_suspended_one_read_how_they_stand(carl: User, stella: User, as_carl: Client):
    assert "You are a verified clinician" in as_carl.get(reverse(PAGE)).content.decode()
    with pytest.raises(RuleBroken, match="already"):
        ask_to_be_clinician(user=carl, now=timezone.now(), **SENT)
    suspend_clinician(user=carl, actor=stella)
    assert as_carl.get("/clinic/").status_code == 404
    assert "Your clinician" in as_carl.get(reverse("accounts:settings")).content.decode()
    page = as_carl.get(reverse(PAGE)).content.decode()
    assert "pages are closed" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    carl.refresh_from_db()
    with pytest.raises(RuleBroken, match="closed"):
        ask_to_be_clinician(user=carl, now=timezone.now(), **SENT)


# The staff ---------------------------------------------------------------------------------------------------


def test_the_list_names_people_and_their_details_open_on_a_page_that_goes_on_record(
    as_stella: Client, stella: User, ada: User, asked: ClinicianRequest
):
    listed = as_stella.get(reverse(LIST)).content.decode()
    assert ada.email in listed
    assert "HM-48213" not in listed
    assert verbs(ada) == ["clinician_asked"]
    page = as_stella.get(details_of(asked)).content.decode()
    assert "HM-48213" in page
    assert "Verify this clinician" in page
    entry = AuditEntry.objects.about(ada.audit_key)[0]
    assert (entry.verb, entry.actor_key) == ("licence_read", stella.audit_key)


def test_strangers_clinicians_and_staff_without_a_second_step_open_no_details(
    as_mallory: Client, as_carl: Client, client: Client, stella: User, asked: ClinicianRequest, ada: User
):
    client.force_login(stella)
    for browser in (as_mallory, as_carl, client):
        assert b"HM-48213" not in browser.get(details_of(asked), follow=True).content
        browser.post(details_of(asked), {"verify": "1"})
    assert verbs(ada) == ["clinician_asked"]
    assert ClinicianRequest.objects.asked().exists()


def test_one_press_verifies_and_the_pages_open_after_a_second_step(
    as_stella: Client, ada: User, as_ada: Client, asked: ClinicianRequest, stella: User
):
    as_stella.post(details_of(asked), {"verify": "1"})
    ada.refresh_from_db()
    asked.refresh_from_db()
    assert (ada.is_clinician, ada.professional_name) == (True, "Ada Lind")
    assert (asked.state, asked.ended_by_key) == ("verified", stella.audit_key)
    assert as_ada.get("/clinic/").url.startswith(reverse("accounts:second_step"))
    assert verbs(ada)[0] == "clinician_verified"
    assert "Verify this clinician" not in as_stella.get(details_of(asked)).content.decode()


def test_one_press_answers_no_with_a_sentence_the_person_reads_and_may_ask_again_after(
    as_stella: Client, as_ada: Client, ada: User, asked: ClinicianRequest
):
    as_stella.post(details_of(asked), {"reason": "made up"})
    assert ClinicianRequest.objects.asked().exists()
    as_stella.post(details_of(asked), {"reason": "other_name"})
    page = as_ada.get(reverse(PAGE)).content.decode()
    assert "The entry we found is in a different name." in page
    assert "You can ask again below" in page
    as_ada.post(reverse(PAGE), SENT)
    assert ClinicianRequest.objects.of(ada).count() == 2


def test_nobody_verifies_or_refuses_themselves_and_nothing_is_answered_twice(
    stella: User, as_stella: Client, ada: User, asked: ClinicianRequest
):
    own = ask_to_be_clinician(user=stella, now=timezone.now(), **SENT)
    for data in ({"verify": "1"}, {"reason": "no_entry"}):
        as_stella.post(details_of(own), data)
    own.refresh_from_db()
    assert own.state == "asked"
    verify_request(request=asked, actor=stella)
    with pytest.raises(RuleBroken, match="has been answered"):
        refuse_clinician(request=asked, actor=stella, reason="no_entry")


def test_verifying_from_the_list_of_people_answers_the_request_too(stella: User, ada: User, asked):
    verify_clinician(user=ada, actor=stella, professional_name="Ada L.")
    asked.refresh_from_db()
    assert asked.state == "verified"


def test_the_list_costs_the_same_for_one_and_for_many(
    as_stella: Client, asked: ClinicianRequest, django_assert_max_num_queries
):
    as_stella.get(reverse(LIST))
    with django_assert_max_num_queries(9) as few:
        as_stella.get(reverse(LIST))
    for person in User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(20)):
        ask_to_be_clinician(user=person, now=timezone.now(), **SENT)
    with django_assert_max_num_queries(9) as many:
        as_stella.get(reverse(LIST))
    assert len(few) == len(many)


# The mail ----------------------------------------------------------------------------------------------------


def test_the_mail_says_that_there_is_an_answer_and_nothing_else(stella: User, ada: User, asked):
    assert answer_mail() is None
    refuse_clinician(request=asked, actor=stella, reason="no_entry")
    mail = answer_mail()
    assert mail is not None
    assert (mail.keys, mail.sealed, mail.recipient_key) == ({"request": str(asked.key)}, None, ada.key)
    message = prepare_clinician_answer(mail.keys, timezone.now())
    assert isinstance(message, Message)
    assert (message.to, message.subject) == (ada.email, "A note you asked for")
    words = message.text.replace(reverse(PAGE), "")
    assert not [word for word in TOPIC if word in f"{message.subject} {words}".lower()]
    assert reverse(PAGE) in message.text
    assert reverse(PAGE) in message.html


def test_it_is_not_sent_when_the_person_is_gone_or_mail_is_not_safe(stella: User, ada: User, asked):
    verify_request(request=asked, actor=stella)
    keys = answer_mail().keys
    assert isinstance(prepare_clinician_answer({"request": str(uuid4())}, timezone.now()), Skip)
    silence(address=ada.email, now=timezone.now())
    assert isinstance(prepare_clinician_answer(keys, timezone.now()), Skip)
    User.objects.filter(pk=ada.pk).delete()
    assert isinstance(prepare_clinician_answer(keys, timezone.now()), Skip)
