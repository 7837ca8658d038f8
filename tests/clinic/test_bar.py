"""The bar of whoever works here: their work first, their own pages one press away, one current place."""

import re

import pytest
from django.urls import reverse

from accounts.services import change_staff, mark_leave_explained
from tests.people import signed_in

pytestmark = pytest.mark.usefixtures("library")
LINKS = re.compile(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)</a>')
WORK = ["Clients", "Suggest", "Library", "Plans", "Own pages", "Settings"]
OWN = ["Today", "Courses", "Notebook", "Results"]


def bars(browser, address: str) -> list[list[tuple[str, str, str]]]:
    page = browser.get(address, follow=True).content.decode()
    return [LINKS.findall(bar) for bar in re.findall(r"<nav class=\"nav [^>]*>(.*?)</nav>", page, re.DOTALL)]


def words(bar: list[tuple[str, str, str]]) -> list[str]:
    return [word for _url, _current, word in bar]


def current(bar: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(word, current) for _url, current, word in bar if current]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("clinic:clients", "Clients"),
        ("clinic:invite", "Clients"),
        ("clinic:assign_several", "Suggest"),
        ("clinic:library", "Library"),
        ("clinic:plans", "Plans"),
        ("accounts:settings", "Settings"),
    ],
)
def test_a_clinician_has_the_bar_of_their_work(as_carl, name, place):
    (bar,) = bars(as_carl, reverse(name))
    assert words(bar) == WORK
    assert current(bar) == [(place, "page")]


def test_a_clinician_who_learns_finds_their_own_pages_under_the_same_bar(as_carl, carl):
    mark_leave_explained(carl)
    for name, place in (
        ("pages:today", "Today"),
        ("courses:catalogue", "Courses"),
        ("journal:notebook", "Notebook"),
        ("quizzes:results", "Results"),
    ):
        work, own = bars(as_carl, reverse(name))
        assert words(work) == WORK
        assert words(own) == OWN
        assert current(work) == [("Own pages", "true")]
        assert current(own) == [(place, "page")]


def test_staff_and_learners_have_bars_of_their_own(as_ada, as_stella, carl, stella, ada):
    for person in (ada, stella):
        mark_leave_explained(person)
    today = reverse("pages:today")
    assert [words(bar) for bar in bars(as_ada, today)] == [[*OWN, "Settings"]]
    assert [words(bar) for bar in bars(as_stella, today)] == [["Staff", "Own pages", "Settings"], OWN]
    change_staff(user=carl, actor=stella, is_staff=True)
    (both,) = bars(signed_in(carl), reverse("clinic:library"))
    assert words(both) == ["Clients", "Suggest", "Library", "Plans", "Staff", "Own pages", "Settings"]
