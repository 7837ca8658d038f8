"""The cast and the stage: the same people in every test, made through the product's own services."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import rules
from accounts.models import User
from accounts.services import add_person, note_seen, verify_clinician
from library.grammar import LibraryTree
from tests.builders import publish_small_library


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Comparing times needs a quiet machine: those tests run only when asked for by `-m`."""
    if "timing" not in config.getoption("markexpr"):
        timed = [item for item in items if item.get_closest_marker("timing")]
        config.hook.pytest_deselected(items=timed)
        items[:] = [item for item in items if item not in timed]


@pytest.fixture(autouse=True)
def no_waiting_at_the_entrance(settings, request: pytest.FixtureRequest) -> None:
    """The entrance answers on a slow beat; only the tests that measure it wait for it."""
    if not request.node.get_closest_marker("timing"):
        settings.ENTRANCE_BEAT = 0


@pytest.fixture(autouse=True)
def quick_passwords(settings, request: pytest.FixtureRequest) -> None:
    """Argon2 is slow on purpose; only the tests about accounts pay for it."""
    if "tests/accounts" not in str(request.node.path):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db) -> User:
    """A learner."""
    return add_person(email="ada@example.org", password="quiet-lanterns-9", greeting_name="Ada")


@pytest.fixture
def mallory(db) -> User:
    """A stranger with an account of her own."""
    return add_person(email="mallory@example.org", password="quiet-lanterns-9")


@pytest.fixture
def stella(db) -> User:
    """Staff."""
    return add_person(email="stella@example.org", password="quiet-lanterns-9", is_staff=True)


@pytest.fixture
def carl(db, stella: User) -> User:
    """A verified clinician."""
    person = add_person(email="carl@example.org", password="quiet-lanterns-9")
    return verify_clinician(user=person, actor=stella, professional_name="Carl Osei")


@pytest.fixture
def library(db) -> LibraryTree:
    """One published course of two modules of two lessons."""
    return publish_small_library()


@pytest.fixture
def as_ada(ada: User) -> Client:
    return _signed_in(ada)


@pytest.fixture
def as_carl(carl: User) -> Client:
    return _signed_in(carl)


@pytest.fixture
def as_mallory(mallory: User) -> Client:
    return _signed_in(mallory)


@pytest.fixture
def as_stella(stella: User) -> Client:
    return _signed_in(stella)


def _signed_in(user: User) -> Client:
    """On a device of their own, and not for the first time today: no write of ours disturbs a count of queries."""
    client = Client()
    client.force_login(user)
    session = client.session
    session.update({rules.OWN_DEVICE: True, rules.SEEN_AT: int(timezone.now().timestamp())})
    session.save()
    with timezone.override(user.time_zone):
        note_seen(user=user, today=timezone.localdate())
    return client
