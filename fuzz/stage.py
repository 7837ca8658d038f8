"""A database of its own in memory, with one of everything, and somebody signed in for each role."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment

from accounts.models import User
from accounts.services import add_person
from courses.publishing import publish_library
from library.grammar import LibraryTree
from tests.builders import NOON, publish_small_library
from tests.people import ready_clinician
from tests.test_permissions import World, make_world

PASSWORD = "quiet-lanterns-9"  # noqa: S105 (of people who live for one run)
# Words that only these may read, wherever they ask.
CANARIES = {
    "canary sings": {"client", "carl"},
    "linnet sings": {"client", "carl"},
    "wren sings": {"client", "carl"},
}
QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "ENTRANCE_BEAT": 0,
}


@contextmanager
def stage(tree: LibraryTree | None = None) -> Iterator[tuple[World, StringIO]]:
    """The world on this library, or the small one, and what was logged while it stood. Nothing of it outlives this."""
    setup_test_environment()
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        with override_settings(**QUICK), _logged() as log:
            yield _world(tree), log
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)
        teardown_test_environment()


def _world(tree: LibraryTree | None) -> World:
    caches["memory"].clear()
    stella = _person("stella", is_staff=True)
    carl = ready_clinician(_person("carl"), stella, "Carl Osei")
    if tree is None:
        publish_small_library()
    else:
        publish_library(tree=tree, by=None, now=NOON)
    return make_world(
        ada=_person("ada", greeting_name="Ada"), mallory=_person("mallory"), stella=stella, carl=carl
    )


def _person(name: str, *, greeting_name: str = "", is_staff: bool = False) -> User:
    return add_person(
        email=f"{name}@example.org", password=PASSWORD, greeting_name=greeting_name, is_staff=is_staff
    )


@contextmanager
def _logged() -> Iterator[StringIO]:
    """Everything anybody logs goes here and nowhere else: refusals are the point, and too many to read."""
    held, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(held)
    loggers = [root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    before = [(logger, logger.handlers[:], logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [], True
    root.handlers = [handler]
    try:
        yield held
    finally:
        for logger, handlers, propagate in before:
            logger.handlers, logger.propagate = handlers, propagate
