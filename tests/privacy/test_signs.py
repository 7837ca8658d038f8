"""A copy or a deletion that nobody finishes is seen by whoever watches, and names nobody."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.tasks import note_beat
from privacy.models import Archive, Leaving
from privacy.services import ask_for_archive, delete_account, finish_leavings, make_archives, signs
from reminders.tasks import plan_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
TOKEN = "a-token-of-at-least-24-letters"


@pytest.fixture
def watched(settings, library) -> None:
    """All else is well."""
    settings.METRICS_TOKEN = TOKEN
    note_beat()
    plan_due()


def ready(client: Client) -> str:
    return client.get(reverse("pages:readyz")).text


def told(client: Client) -> dict[str, float]:
    answer = client.get(reverse("pages:metrics"), headers={"Authorization": f"Bearer {TOKEN}"})
    lines = [
        line.split(" ") for line in answer.text.splitlines() if line.startswith(("alder_cop", "alder_del"))
    ]
    return {name.removeprefix("alder_"): float(value) for name, value in lines}


def copy(user: User) -> type[Model]:
    ask_for_archive(user=user, now=timezone.now() - timedelta(minutes=11))
    return Archive


def deletion(user: User) -> type[Model]:
    delete_account(user=user, actor=user, now=timezone.now() - timedelta(minutes=11))
    return Leaving


@pytest.mark.parametrize(
    ("ask", "finish", "word", "figure"),
    [(copy, make_archives, "copy", "copies"), (deletion, finish_leavings, "deletion", "deletions")],
)
@pytest.mark.usefixtures("watched")
def test_what_nobody_takes_up_or_gets_on_with_is_told_until_it_is_done(
    ask: Callable[[User], type[Model]],
    finish: Callable[..., int],
    word: str,
    figure: str,
    client: Client,
    ada: User,
    mallory: User,
):
    assert ready(client) == "ready\n"
    rows = ask(ada)._default_manager
    now = timezone.now()
    stuck = f"degraded\n{word} stuck\n"
    assert ready(client) == stuck, "Nobody has ever taken it up."
    rows.update(owner=uuid.uuid4(), lease_until=now + timedelta(minutes=2), attempts=1)
    assert ready(client) == "ready\n", "A worker is at it."
    rows.update(attempts=2)
    assert ready(client) == stuck, "It is taken up again and again."
    rows.update(lease_until=now - timedelta(seconds=1), attempts=1)
    assert ready(client) == stuck, "Whoever began it is gone, and nobody follows."
    figures = told(client)
    assert figures[f"{figure}_waiting"] == 1
    assert 660 <= figures[f"{figure}_oldest_seconds"] < 720
    rows.update(asked_at=now - timedelta(minutes=9))
    assert ready(client) == "ready\n", "Ten minutes are given."
    assert finish(now=timezone.now()) == 1
    assert ready(client) == "ready\n"
    assert set(told(client).values()) == {0.0}


@pytest.mark.usefixtures("watched")
def test_a_copy_that_was_given_up_is_counted(client: Client, ada: User):
    copy(ada).objects.update(state=Archive.State.FAILED)
    assert ready(client) == "ready\n"
    assert told(client)["copies_given_up"] == 1


def test_the_signs_cost_the_same_however_many_wait(ada: User, mallory: User, django_assert_num_queries):
    for count, person in enumerate((ada, mallory)):
        for ask in (copy, deletion):
            ask(person)
        assert Leaving.objects.count() == count + 1
        with django_assert_num_queries(2):
            signs.health(now=timezone.now())
        with django_assert_num_queries(3):
            list(signs.figures(now=timezone.now()))
