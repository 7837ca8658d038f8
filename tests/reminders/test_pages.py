"""The learner's page about notes, and the links that work signed out."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import Enrolment
from courses.services import choose_pace
from reminders import services
from reminders.models import Preferences
from reminders.rules.tokens import make_token
from tests.reminders.conftest import MONDAY


@pytest.fixture
def token(ada: User) -> str:
    return make_token(services.wishes_of(learner=ada).key, secret=configured.SECRET_KEY)


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_because_scanners_open_every_link(client: Client, token: str):
    page = client.get(reverse("reminders:wishes", args=[token]))
    assert page.status_code == 200
    assert "example.org" not in page.text
    assert Preferences.objects.get().stopped_at is None
    assert Preferences.objects.get().paused_until is None


@pytest.mark.django_db
def test_pausing_and_stopping_work_signed_out_and_twice(client: Client, token: str):
    for _ in range(2):
        assert client.post(reverse("reminders:wishes_pause", args=[token])).status_code == 200
        assert client.post(reverse("reminders:wishes_stop", args=[token])).status_code == 200
    wishes = Preferences.objects.get()
    assert wishes.stopped_at is not None
    assert wishes.paused_until is not None


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é"])
def test_a_link_that_is_not_ours_is_simply_not_there(client: Client, token: str):
    assert client.get(f"/notes/u/{token}/").status_code == 404
    assert client.post(f"/notes/u/{token}/stop/").status_code == 404


def test_the_page_lets_a_learner_pause_stop_and_come_back(as_ada: Client, ada: User):
    as_ada.post(reverse("reminders:pause"))
    assert "Paused until" in as_ada.get(reverse("reminders:settings")).text
    as_ada.post(reverse("reminders:stop"))
    assert "Stopped." in as_ada.get(reverse("reminders:settings")).text
    as_ada.post(reverse("reminders:resume"))
    assert "Pause for two weeks" in as_ada.get(reverse("reminders:settings")).text


def test_subjects_are_discreet_until_the_learner_says_otherwise(as_ada: Client, ada: User):
    as_ada.post(reverse("reminders:change"), {"has_plain_subjects": "yes"})
    assert services.wishes_of(learner=ada).has_plain_subjects
    assert as_ada.post(reverse("reminders:change"), {"has_plain_subjects": "loud"}).status_code == 422
    assert services.wishes_of(learner=ada).has_plain_subjects


def test_the_page_says_the_moment_and_the_pace_in_plain_words(paced: Enrolment, as_ada: Client):
    page = " ".join(as_ada.get(reverse("reminders:settings")).text.split())
    assert "Tuesday 24 November, about 18:00" in page
    assert "You chose Tuesdays and Fridays at 18:00." in page


@pytest.mark.parametrize(
    ("pace", "words"),
    [("gentle", "one lesson a week"), ("steady", "two lessons a week"), ("brisk", "a module a week")],
)
def test_a_weekly_pace_is_told_as_it_was_chosen(paced: Enrolment, ada: User, pace: str, words: str):
    choose_pace(enrolment=paced, pace=pace)
    assert services.next_note(learner=ada, now=MONDAY).why == f"You chose {words}."


def test_every_page_tells_the_next_note_alike(paced: Enrolment, as_ada: Client, ada: User):
    as_ada.post(reverse("pages:leave_seen"))
    for address in ("/today/", "/notes/", "/c/1/"):
        assert "Tuesday 24 November, about 18:00" in as_ada.get(address).text
