"""The cast and the stage: the same people in every test, made through the product's own services."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import add_person, verify_clinician


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
    client = Client()
    client.force_login(user)
    return client
