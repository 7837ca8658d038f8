"""The cast and the stage: the same people in every test, made through the product's own services."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import caches
from django.db.backends.sqlite3.base import (
    DatabaseOperations,  # its own module cannot be the first to be imported
)
from django.test import Client

from accounts.models import User
from accounts.services import add_person
from library.grammar import LibraryTree
from tests.builders import publish_small_library
from tests.people import ready_clinician, signed_in

ASKS = {"db", "transactional_db"}


@pytest.hookimpl(tryfirst=True)  # before `-m` is looked at
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Comparing times needs a quiet machine; walking every lesson and guessing for long take minutes: only by `-m`.

    What asks a database is marked, so that on another one the rest need not be run again.
    """
    for item in items:
        if item.get_closest_marker("django_db") or ASKS & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    for name in ("guessing", "timing", "walk"):
        if name not in config.getoption("markexpr"):
            left_out = [item for item in items if item.get_closest_marker(name)]
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the sweep counted, whether or not it found something."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if name == "swept":
                terminalreporter.write_line(f"swept: {told}")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process keeps of published pages outlives a test's database."""
    caches["memory"].clear()


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


@pytest.fixture(autouse=True)
def files_looked_up_when_asked(settings) -> None:
    """Else every client of a test goes through all our files before its first question."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def audit_trail_may_be_emptied_between_tests() -> Iterator[None]:
    """Where rows are really committed, Django empties every table after a test; SQLite would refuse this one."""
    emptying, never_shrinks = (
        DatabaseOperations.sql_flush,
        import_module("accounts.migrations.0007_audit_never_shrinks"),
    )

    def flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        return [never_shrinks.ALLOW, *emptying(self, *args, **kwargs), never_shrinks.FORBID]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", flush)
        yield


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
    return ready_clinician(person, stella, "Carl Osei")


@pytest.fixture
def library(db) -> LibraryTree:
    """One published course of two modules of two lessons."""
    return publish_small_library()


@pytest.fixture
def as_ada(ada: User) -> Client:
    return signed_in(ada)


@pytest.fixture
def as_carl(carl: User) -> Client:
    return signed_in(carl)


@pytest.fixture
def as_mallory(mallory: User) -> Client:
    return signed_in(mallory)


@pytest.fixture
def as_stella(stella: User) -> Client:
    return signed_in(stella)
