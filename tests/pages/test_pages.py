"""The public pages, help, leaving and health, as a browser asks for them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from library.models import Publication
from outbox.services import enqueue, is_suppressed
from outbox.tasks import note_beat
from reminders.services import wishes_of
from reminders.tasks import plan_due

PUBLIC = [
    "landing", "help", "help_safety", "pause", "leave_about", "how", "private", "evidence", "privacy", "accessibility",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_opens_without_an_account_and_sets_no_cookie(client: Client, name: str):
    answer = client.get(reverse(f"pages:{name}"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Help now" in answer.text


def test_leaving_ends_the_session_and_clears_the_cache(as_ada: Client):
    answer = as_ada.get(reverse("pages:leave"))
    assert answer.status_code == 303
    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer["Location"].startswith("https://www.wikipedia.org")
    assert as_ada.get(reverse("pages:today")).status_code == 302


def test_the_page_about_leaving_is_shown_once(as_ada: Client):
    assert as_ada.get(reverse("pages:today"))["Location"] == reverse("pages:leave_about")
    assert as_ada.post(reverse("pages:leave_seen"))["Location"] == reverse("pages:today")
    assert as_ada.get(reverse("pages:today")).status_code == 200


@pytest.mark.django_db
def test_the_way_back_from_a_pause_never_leads_elsewhere(client: Client):
    page = client.get(reverse("pages:pause"), {"back": "https://evil.example/"})
    assert "evil.example" not in page.text
    assert reverse("pages:help") in client.get(reverse("pages:pause"), {"back": reverse("pages:help")}).text


@pytest.mark.django_db
def test_alive_says_one_word(client: Client):
    assert client.get("/livez").content == b"ok\n"


@pytest.mark.django_db
def test_not_ready_without_content(client: Client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.django_db
def test_degraded_is_still_an_answer_when_no_worker_gives_a_sign_of_life(client: Client, library):
    assert Publication.objects.current().exists()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (
        200,
        b"degraded\nworker silent\nbeat silent\nplanner silent\n",
    )


@pytest.mark.django_db
def test_ready_is_said_while_all_are_heard_of_and_no_longer_when_mail_is_stuck(client: Client, library):
    note_beat()
    plan_due()
    assert client.get("/readyz").content == b"ready\n"
    enqueue(unique_key="1", kind="direct", keys={}, not_before=timezone.now() - timedelta(minutes=11))
    assert client.get("/readyz").content == b"degraded\nmail stuck\n"


@pytest.mark.django_db
def test_a_missing_page_is_ours_and_offers_help(client: Client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert reverse("pages:help") in answer.text


def test_the_page_about_safety_stops_all_mail_but_that_of_signing_in(ada: User, as_ada: Client):
    page = as_ada.get("/help/safety/").content.decode()
    assert f'action="{reverse("reminders:mark_unsafe")}"' in page
    as_ada.post(reverse("reminders:mark_unsafe"))
    assert wishes_of(learner=ada).is_email_unsafe
    assert is_suppressed(ada.email)


@pytest.mark.django_db
def test_the_page_about_safety_offers_no_switch_to_somebody_without_an_account(client: Client):
    page = client.get("/help/safety/")
    assert "Stop all our emails" not in page.content.decode()
    assert not page.cookies
