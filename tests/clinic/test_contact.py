"""Please contact me: the client's click, the truth about the wait, support lines after three days, and no mail."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import suspend_clinician
from clinic.models import ContactRequest
from clinic.services import (
    acknowledge,
    ask_for_contact,
    contact_of,
    contact_requests_of,
    end_link,
    keep_profile,
    pause_link,
    withdraw_contact,
)
from common.errors import RuleBroken
from outbox.models import Mail
from tests.clinic.conftest import connect

pytestmark = pytest.mark.usefixtures("library")
ASKED = "2026-11-21 12:00"


@pytest.fixture
def read_leave(ada):
    User.objects.filter(pk=ada.pk).update(leave_explained_at=timezone.now())


def test_one_click_is_one_open_request_and_mails_nobody(link, ada, carl):
    before = Mail.objects.count()
    assert ask_for_contact(link=link) == ask_for_contact(link=link)
    (mine,) = contact_of(client=ada, now=timezone.now())
    assert (mine.is_open, mine.names_lines, mine.who.reply_hours) == (
        True,
        False,
        "Tuesdays and Thursdays, before noon",
    )
    assert set(contact_requests_of(clinician=carl, now=timezone.now())) == {link.pk}
    assert Mail.objects.count() == before


def test_acknowledging_says_when_and_ends_the_wait(link, ada, carl):
    request = ask_for_contact(link=link)
    acknowledge(request=request, clinician=carl)
    acknowledge(request=request, clinician=carl)
    request.refresh_from_db()
    assert request.acknowledged_at
    assert contact_of(client=ada, now=timezone.now()) == []
    assert contact_requests_of(clinician=carl, now=timezone.now()) == {}
    assert ask_for_contact(link=link) != request


def test_only_the_clinician_it_was_meant_for_acknowledges(link, ada, clara):
    request = ask_for_contact(link=link)
    for person in (clara, ada):
        with pytest.raises(RuleBroken):
            acknowledge(request=request, clinician=person)
    assert ContactRequest.objects.open().exists()


def test_the_client_takes_it_back_and_a_press_too_late_changes_nothing(link, ada, carl):
    request = ask_for_contact(link=link)
    withdraw_contact(request=request)
    assert contact_requests_of(clinician=carl, now=timezone.now()) == {}
    acknowledge(request=request, clinician=carl)
    request.refresh_from_db()
    assert request.acknowledged_at is None


def test_after_72_hours_other_people_are_named_on_sharing_and_on_today(link, ada, as_ada, read_leave):
    with time_machine.travel(ASKED):
        ask_for_contact(link=link)
    sharing, today = reverse("clinic:sharing"), reverse("pages:today")
    with time_machine.travel("2026-11-24 11:59"):
        for url in (sharing, today):
            page = as_ada.get(url).content.decode()
            assert "not acknowledged since" in page
            assert "116 123" not in page
    with time_machine.travel("2026-11-24 12:01"):
        for url in (sharing, today, reverse("clinic:connection", args=[link.key])):
            page = as_ada.get(url).content.decode()
            assert "Saturday 21 November, 12:00" in page
            assert "these people answer, too" in page
            assert "116 123" in page


def test_a_request_that_was_seen_leaves_today_and_says_so_on_the_page(link, carl, as_ada, read_leave):
    acknowledge(request=ask_for_contact(link=link), clinician=carl)
    assert "not acknowledged" not in as_ada.get(reverse("pages:today")).content.decode()
    assert "saw your request" in as_ada.get(reverse("clinic:connection", args=[link.key])).content.decode()


def test_a_suspended_clinician_leaves_the_request_standing_and_the_client_is_told(
    link, ada, carl, stella, as_ada
):
    with time_machine.travel(ASKED):
        ask_for_contact(link=link)
    suspend_clinician(user=carl, actor=stella)
    (mine,) = contact_of(client=ada, now=timezone.now())
    assert mine.who.is_switched_off
    assert "Their access is switched off" in as_ada.get(reverse("clinic:sharing")).content.decode()
    assert contact_requests_of(clinician=carl, now=timezone.now()) == {}
    withdraw_contact(request=mine.request)
    with pytest.raises(RuleBroken, match="switched off"):
        ask_for_contact(link=link)
    page = as_ada.get(reverse("clinic:contact", args=[link.key])).content.decode()
    assert "they would not see it" in page
    assert "Please contact me</button>" not in page


def test_a_pause_hides_no_request(link, carl):
    request = ask_for_contact(link=link)
    pause_link(link=link)
    assert contact_requests_of(clinician=carl, now=timezone.now())[link.pk].request == request


def test_an_end_closes_the_request_and_the_client_is_told(link, ada, carl, as_ada):
    request = ask_for_contact(link=link)
    end_link(link=link, by=carl)
    request.refresh_from_db()
    assert request.withdrawn_at
    assert contact_of(client=ada, now=timezone.now()) == []
    with pytest.raises(RuleBroken, match="has ended"):
        ask_for_contact(link=link)
    assert "Your request for contact ended with it" in as_ada.get(reverse("clinic:sharing")).content.decode()


def test_an_end_without_a_request_says_nothing_of_one(link, carl, as_ada):
    withdraw_contact(request=ask_for_contact(link=link))
    end_link(link=link, by=carl)
    assert "request for contact" not in as_ada.get(reverse("clinic:sharing")).content.decode()


def test_the_step_before_says_hours_absence_and_that_nobody_watches(link, carl, as_ada):
    keep_profile(
        clinician=carl, reply_hours="Mondays at nine", away_until=timezone.localdate() + timedelta(days=3)
    )
    page = as_ada.get(reverse("clinic:contact", args=[link.key])).content.decode()
    for words in (
        "Mondays at nine",
        "away until",
        "Nobody watches it",
        "No email is sent",
        reverse("pages:help"),
    ):
        assert words in page
    assert not ContactRequest.objects.exists()
    as_ada.post(reverse("clinic:contact", args=[link.key]))
    assert ContactRequest.objects.open().count() == 1


def test_the_clinician_says_it_was_seen_from_the_page(link, as_carl, as_clara, as_ada):
    request = ask_for_contact(link=link)
    url = reverse("clinic:acknowledge", args=[request.key])
    assert as_clara.post(url).status_code == 404
    assert as_ada.post(url).status_code == 404
    assert as_carl.post(url).status_code == 302
    request.refresh_from_db()
    assert request.acknowledged_at


def test_requests_cost_two_queries_however_many_and_one_for_none(carl, clara, ada, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert contact_of(client=ada, now=timezone.now()) == []
    for clinician in (carl, clara):
        ask_for_contact(link=connect(clinician, ada))
    with django_assert_num_queries(2):
        assert len(contact_of(client=ada, now=timezone.now())) == 2


def test_every_step_is_recorded_with_its_actor(link, ada, carl):
    withdraw_contact(request=ask_for_contact(link=link))
    acknowledge(request=ask_for_contact(link=link), clinician=carl)
    rows = AuditEntry.objects.about(ada.audit_key).filter(object_kind="contact_request").order_by("pk")
    assert [(row.verb, row.actor_key == ada.audit_key) for row in rows] == [
        ("contact_asked", True),
        ("contact_withdrawn", True),
        ("contact_asked", True),
        ("contact_acknowledged", False),
    ]
