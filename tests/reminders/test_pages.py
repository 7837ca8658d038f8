"""The learner's page about notes, and the links that work signed out."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reminders import services
from reminders.models import Preferences
from reminders.rules.tokens import make_token


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
