"""The real library, published once for all tests here and taken back at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from courses.models import Lesson
from courses.publishing import publish_library
from courses.rules.contents import lessons_in
from library.grammar import LibraryTree
from library.grammar.trees import LessonTree
from tests.library_walk.page import Page
from tests.library_walk.shelf import compiled


@pytest.fixture(scope="package")
def tree() -> LibraryTree:
    return compiled()


@pytest.fixture(scope="package")
def published(
    tree: LibraryTree, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[LibraryTree]:
    """In a transaction around those of the tests, as Django's own test cases keep what a class shares."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # what demands to be outermost may run inside
        with around:
            caches["memory"].clear()
            publish_library(tree=tree, by=None, now=timezone.now())
            yield tree
            transaction.set_rollback(True)
        caches["memory"].clear()


@pytest.fixture
def lesson(published: LibraryTree, db: None, name: str) -> LessonTree:
    """The lesson of this test; `name` is its permanent id."""
    return next(found for _course, _module, found in lessons_in(published) if found.id == name)


@pytest.fixture
def home(lesson: LessonTree) -> str:
    """Where it is read."""
    return Lesson.objects.select_related("module__course").get(key=lesson.id).get_absolute_url()


@pytest.fixture
def read(as_ada: Client) -> Callable[[str], Page]:
    """Ada opens a page."""

    def open_it(address: str) -> Page:
        answer = as_ada.get(address, follow=True)
        assert answer.status_code == 200, address
        return Page(answer.content.decode())

    return open_it


Answers = dict[str, list[str] | None]


@pytest.fixture(scope="package")
def answers() -> Answers:
    """The ids of every page that a link was followed to; None where the link led nowhere. One visit an address."""
    return {}


@pytest.fixture
def leads_somewhere(as_ada: Client, answers: Answers) -> Callable[[Page], list[str]]:
    """Follows every link within the house; says which do not answer or miss their place on the page."""

    def dead(page: Page) -> list[str]:
        inside = [link for link in page.links if link.startswith("/") and link not in LEAVING]
        return [link for link in inside if not _arrives(as_ada, link, answers)]

    return dead


LEAVING = {"/leave/", "/account/logout/"}  # these end the session


def _arrives(client: Client, link: str, answers: Answers) -> bool:
    address, _, place = link.partition("#")
    if address not in answers:
        answer = client.get(address, follow=True)
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        answers[address] = Page(answer.content.decode()).ids if is_page else None
    ids = answers[address]
    return ids is not None and (not place or place in ids)
