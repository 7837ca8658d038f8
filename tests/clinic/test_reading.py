"""Each page of a client shows exactly what is agreed: sixteen combinations, four states, a canary for all the rest."""

import io
import re
from itertools import chain, combinations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.services import suspend_clinician, verify_clinician
from clinic.models import Link, Look, Sharing
from clinic.services import change_sharing, end_link, pause_link, resume_link
from tests.clinic.conftest import EVERYTHING, connect, undone
from tests.clinic.shared_life import (
    FEELING,
    LAST_SEEN,
    LAST_SEEN_WORDS,
    LESSON,
    MODULE,
    NEVER,
    QUIZ,
    TITLE,
    WORDS,
    Life,
    checked_in,
    live,
    marked,
)

pytestmark = pytest.mark.usefixtures("library")
COMBINATIONS = list(chain.from_iterable(combinations(EVERYTHING, n) for n in range(5)))
CANARIES = {
    "progress": (LESSON, MODULE, LAST_SEEN_WORDS),
    "scores": (QUIZ,),
    "entries": (TITLE, WORDS),
    "check-ins": (FEELING,),
}
# What each page shows of a kind that is agreed; everything else must be absent from it.
SHOWS: dict[str, dict[str, tuple[str, ...]]] = {
    "clients": {"progress": (LAST_SEEN_WORDS,)},
    "client": {
        "progress": (LESSON, MODULE, LAST_SEEN_WORDS),
        "scores": (QUIZ,),
        "entries": (TITLE,),
        "check-ins": (FEELING,),
    },
    "timeline": {"progress": (LESSON,), "scores": (QUIZ,), "entries": (TITLE,)},
    "results": {"scores": (QUIZ,)},
    "result": {"scores": (QUIZ,)},
    "shared_entry": {"entries": (TITLE, WORDS)},
    "shared_check_ins": {"check-ins": (FEELING,)},
    "summary": {
        "progress": (LESSON, MODULE),
        "scores": (QUIZ,),
        "entries": (TITLE,),
        "check-ins": (FEELING,),
    },
}
# The pages that are about one kind alone.
OPENED_BY = {
    "progress": (),
    "scores": ("results", "result"),
    "entries": ("shared_entry",),
    "check-ins": ("shared_check_ins",),
}
NEEDS = {"results": "scores", "result": "scores", "shared_entry": "entries", "shared_check_ins": "check-ins"}


@pytest.fixture
def life(ada) -> Life:
    checked_in(ada)
    return live(ada)


@pytest.fixture
def shared(carl, ada, life) -> Link:
    """Everything is agreed, and one page is marked."""
    link = connect(carl, ada, EVERYTHING, reference="Client 77")
    marked(life, link)
    return link


def address(name: str, link: Link, life: Life) -> str:
    keys = {
        "clients": [],
        "result": [link.key, life.result.key],
        "shared_entry": [link.key, life.marks[-1].key],
    }
    return reverse(f"clinic:{name}", args=keys.get(name, [link.key]))


def words_of(response) -> str:
    if response.headers["Content-Type"] == "application/pdf":
        pages = PdfReader(io.BytesIO(response.content)).pages
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    return re.sub(r"\s+", " ", response.content.decode())


def is_there(name: str, kinds: tuple[str, ...]) -> bool:
    if name == "summary":
        return bool(kinds)
    return name not in NEEDS or NEEDS[name] in kinds


def assert_shows_exactly(browser: Client, link: Link, life: Life, kinds: tuple[str, ...]) -> None:
    for name, shows in SHOWS.items():
        answer = browser.get(address(name, link, life))
        assert answer.status_code == (200 if is_there(name, kinds) else 404), (name, kinds)
        assert_holds(name, words_of(answer), set(chain.from_iterable(shows.get(kind, ()) for kind in kinds)))
    made = browser.post(address("summary", link, life))
    assert made.status_code == (200 if kinds else 404)
    if kinds:
        shown = SHOWS["summary"]
        assert_holds("pdf", words_of(made), set(chain.from_iterable(shown.get(kind, ()) for kind in kinds)))
    assert_holds("csv", words_of(browser.post(reverse("clinic:clients_file"))), set())


def assert_holds(name: str, words: str, expected: set[str]) -> None:
    every = set(chain.from_iterable(CANARIES.values()))
    assert {canary for canary in every if canary in words} == expected, name
    for canary in NEVER:
        assert canary not in words, (name, canary)


def assert_shows_nothing(browser: Client, link: Link, life: Life, *, answers: set[int]) -> None:
    """Whatever the pages answer, no canary stands on them."""
    before = looks_at_something()
    for name in SHOWS:
        answer = browser.get(address(name, link, life))
        assert answer.status_code in answers, name
        assert_holds(name, words_of(answer), set())
    assert browser.post(address("summary", link, life)).status_code == 404
    assert looks_at_something() == before


def looks_at_something() -> int:
    """Looks at which some kind of sharing stood."""
    return sum(bool(look.kinds) for look in Look.objects.all())


@pytest.mark.parametrize("kinds", COMBINATIONS, ids=lambda kinds: "+".join(kinds) or "nothing")
def test_pages_show_exactly_what_is_agreed(shared, life, as_carl, carl, stella, ada, kinds):
    change_sharing(link=shared, kinds=kinds)
    assert_shows_exactly(as_carl, shared, life, kinds)
    pause_link(link=shared)
    assert_shows_nothing(as_carl, shared, life, answers={200, 404})
    resume_link(link=shared)
    assert_shows_exactly(as_carl, shared, life, kinds)
    suspend_clinician(user=carl, actor=stella)
    assert_shows_nothing(as_carl, shared, life, answers={404})
    verify_clinician(user=carl, actor=stella, professional_name="Carl Osei")
    end_link(link=shared, by=ada)
    assert_shows_nothing(as_carl, shared, life, answers={200, 404})
    assert as_carl.get(address("client", shared, life)).status_code == 404


def test_a_kind_that_is_turned_off_is_gone_with_the_next_request(shared, life, as_carl, as_ada):
    """From a page that is open already too; no page and no file is kept by the browser."""
    for off, pages in OPENED_BY.items():
        with undone():
            for name in (*pages, "client", "timeline", "summary", "clients"):
                answer = as_carl.get(address(name, shared, life))
                assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True), (
                    name
                )
            for made in files_of(as_carl, shared, life):
                assert "no-store" in made.headers["Cache-Control"]
            left = [kind for kind in EVERYTHING if kind != off]
            as_ada.post(address("change_sharing", shared, life), dict.fromkeys(left, "on"))
            for name in pages:
                assert as_carl.get(address(name, shared, life)).status_code == 404, (off, name)
            pdf, listed = map(words_of, files_of(as_carl, shared, life))
            shown = [words_of(as_carl.get(address(name, shared, life))) for name in ("client", "timeline")]
            assert not [canary for canary in CANARIES[off] for words in (*shown, pdf) if canary in words], off
            assert str(Sharing.Kind(off).label) not in listed


def test_a_file_is_not_made_once_nothing_is_agreed(shared, life, as_carl, as_ada):
    for take_back in ("change_sharing", "pause_sharing", "end_as_client"):
        with undone():
            as_ada.post(address(take_back, shared, life))
            assert as_carl.post(address("summary", shared, life)).status_code == 404
            listed = words_of(as_carl.post(reverse("clinic:clients_file")))
            assert not [kind for kind in Sharing.Kind if str(kind.label) in listed]


def files_of(browser: Client, link: Link, life: Life) -> list[HttpResponse]:
    return [browser.post(address("summary", link, life)), browser.post(reverse("clinic:clients_file"))]


def test_the_cast_of_canaries_is_what_it_seems(shared, life, ada):
    ada.refresh_from_db()
    assert ada.last_seen_on == LAST_SEEN
    assert life.page.filled
    assert shared.sharings.standing().count() == 4


def test_nothing_of_it_is_shown_to_another_clinician_or_over_another_connection(
    shared, life, as_clara, clara, mallory, carl, as_carl
):
    other = connect(carl, mallory, EVERYTHING, reference="Client 78")
    theirs = connect(clara, mallory, EVERYTHING, reference="Client 79")
    for name in ("result", "shared_entry"):
        for browser, link in ((as_clara, shared), (as_clara, theirs), (as_carl, other)):
            keys = [link.key, *address_keys(name, life)]
            assert browser.get(reverse(f"clinic:{name}", args=keys)).status_code == 404


def address_keys(name: str, life: Life) -> list[object]:
    return [life.result.key if name == "result" else life.marks[-1].key]
