"""Search: its writer's own words, in any script, with no trace of what was looked for."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from journal.access import get_form
from journal.models import Entry, NoteFromMe
from journal.services.searching import search
from tests.journal.builders import ANSWERS, form, publish_exercises, write

SEARCH = "/notebook/search/"


@pytest.fixture
def exercises(db):
    return publish_exercises()


def free_page(writer: User, text: str, title: str | None = None) -> Entry:
    return write(writer, get_form("writing"), text=text, title=title)


def found(writer: User, query: str) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for hit in search(writer=writer, query=query).hits]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("CAFE", "a café by the river"),
        ("river café", "a café by the river"),
        ("στιγμα", "Ένα Στίγμα στη θάλασσα"),
        ("السلام", "السَّلَامُ عليكم"),
        ("待って", "母は窓のそばで待っていた。"),
        ('he said "stay', 'And he said "stay", quietly.'),
        ("back\\slash", "a back\\slash"),
        ("100%", "I was 100% there"),
    ],
)
def test_words_are_found(ada: User, query: str, text: str):
    free_page(ada, text)
    assert found(ada, query) == ["Free page"]


@pytest.mark.parametrize("query", ["river door", "cafeteria", "窓", "", "   ", "fields", "rivers"])
def test_other_words_are_not(ada: User, query: str):
    free_page(ada, "a café by the river")
    assert found(ada, query) == []


def test_titles_count_and_are_marked(as_ada: Client, ada: User, exercises):
    write(ada, form("short"), answer="harbour")
    free_page(ada, "It rained.", title="The Harbour in May")
    assert sorted(found(ada, "harbour")) == ["Short", "The Harbour in May"]
    assert found(ada, "short harbour") == ["Short"]
    page = as_ada.post(SEARCH, {"words": "harbour rained"}).content.decode()
    assert "The <mark>Harbour</mark> in May" in page
    assert "It <mark>rained</mark>." in page


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_every_type_of_field_is_searched(ada: User, exercises, kind: str):
    write(ada, form(kind), answer=ANSWERS[kind])
    words = {
        "short": "harbour", "long": "opened", "choice": "so-so", "choices": "friend", "slider": "7", "feelings": "calm",
        "table": "sill", "date": "2026-11-22", "ladder": "hello", "sort": "mood",
    }  # fmt: skip
    assert found(ada, words[kind]) == [kind.capitalize()]


def test_nobody_finds_anybody_elses_words(ada: User, mallory: User):
    free_page(ada, "a café by the river")
    assert found(mallory, "river") == []


def test_results_stand_newest_first_and_fifty_are_shown(as_ada: Client, ada: User):
    for number in range(52):
        entry = free_page(ada, f"river {number}")
        Entry.objects.filter(pk=entry.pk).update(day=entry.day - timedelta(days=number))
    result = search(writer=ada, query="river")
    assert len(result.hits) == 50
    assert result.is_cut
    assert [hit.day for hit in result.hits] == sorted((hit.day for hit in result.hits), reverse=True)
    assert "The newest 50." in as_ada.post(SEARCH, {"words": "river"}).content.decode()


def test_closed_notes_from_me_stay_closed(ada: User):
    note = NoteFromMe(
        writer=ada, words="the river will still be there", opens="slips", written_at=timezone.now()
    )
    note.save()
    assert found(ada, "river") == []
    note.opened_at = timezone.now()
    note.save()
    assert found(ada, "river") == ["A note from me"]


def test_the_page_asks_for_words_by_post_only(as_ada: Client, ada: User):
    free_page(ada, "a café by the river")
    page = as_ada.get(SEARCH, {"words": "river"}).content.decode()
    assert "<mark>" not in page
    form_tag = re.search(r"<form [^>]*role=\"search\"[^>]*>", page)[0]
    assert 'method="post"' in form_tag
    assert "Nothing found." in as_ada.post(SEARCH, {"words": "desert"}).content.decode()


def test_the_words_stand_in_no_address_and_in_no_log(as_ada: Client, ada: User, caplog, capfd):
    free_page(ada, "a café by the river")
    caplog.set_level(logging.DEBUG)
    answer = as_ada.post(SEARCH, {"words": "quietcanary"})
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    captured = capfd.readouterr()
    assert "quietcanary" not in caplog.text + captured.out + captured.err
    assert 'value="quietcanary"' in answer.content.decode()


def test_the_words_of_a_search_are_escaped(as_ada: Client, ada: User):
    free_page(ada, "</p><script>alert(1)</script> by the river")
    page = as_ada.post(SEARCH, {"words": '"><script>alert(2)</script>'}).content.decode()
    assert "<script>alert" not in page
    page = as_ada.post(SEARCH, {"words": "alert(1)"}).content.decode()
    assert "&lt;script&gt;<mark>alert(1)</mark>" in page


def test_somebody_signed_out_is_asked_to_sign_in(db):
    assert Client().post(SEARCH, {"words": "river"}).url.startswith("/account/login/")
