"""Small victories: one line each, by month, and no number of them anywhere."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from journal.access import get_form
from journal.models import Entry
from tests.journal.builders import write

VICTORIES = "/notebook/victories/"


def note(writer: User, line: str, day: date | None = None) -> Entry:
    entry = write(writer, get_form("victory"), line=line)
    if day:
        Entry.objects.filter(pk=entry.pk).update(day=day)
    return entry


def page_of(client: Client) -> str:
    return client.get(VICTORIES).content.decode()


def words_of(page: str) -> str:
    """What somebody reads in the main part, without what stands between the tags."""
    main = re.search(r"<main[^>]*>(.*)</main>", page, re.S)[1]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_a_line_is_added_by_a_form_and_shown(as_ada: Client):
    page = page_of(as_ada)
    action = re.search(r'action="(/notebook/f/victory/[^"]+)"', page)[1]
    answer = as_ada.post(action, {"f-line": "I asked for the window seat.", "next": VICTORIES, "do": "keep"})
    assert answer.url.partition("#")[0] == VICTORIES
    assert "I asked for the window seat." in page_of(as_ada)
    assert not Entry.objects.get().is_open


def test_sending_the_form_twice_adds_one_line(as_ada: Client):
    action = re.search(r'action="(/notebook/f/victory/[^"]+)"', page_of(as_ada))[1]
    for _ in range(2):
        as_ada.post(action, {"f-line": "I asked.", "next": VICTORIES, "do": "keep"})
    assert Entry.objects.count() == 1


def test_they_stand_by_month_newest_first(as_ada: Client, ada: User):
    note(ada, "October line", date(2026, 10, 4))
    note(ada, "November line", date(2026, 11, 4))
    page = page_of(as_ada)
    places = [
        page.index(words) for words in ("November 2026", "November line", "October 2026", "October line")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("number", [1, 7, 13])
def test_no_page_adds_them_up(as_ada: Client, ada: User, number: int):
    for _ in range(number):
        note(ada, "A quiet line", date(2026, 11, 20))
    words = words_of(page_of(as_ada)).replace("Friday 20 November", "").replace("November 2026", "")
    assert words.count("A quiet line") >= number
    assert not re.search(r"\d", words)
    assert not re.search(r"\b(in a row|streak|goal|total|of \w+ victories|keep it up)\b", words, re.I)


def test_each_line_leads_to_changing_and_deleting_it(as_ada: Client, ada: User):
    entry = note(ada, "A quiet line")
    page = page_of(as_ada)
    assert reverse("journal:edit", args=[entry.key]) in page
    assert reverse("journal:delete", args=[entry.key]) in page
    assert as_ada.post(reverse("journal:delete", args=[entry.key])).url == VICTORIES
    assert not Entry.objects.exists()


def test_nobody_reads_anybody_elses(as_mallory: Client, ada: User):
    note(ada, "A quiet line")
    page = page_of(as_mallory)
    assert "A quiet line" not in page
    assert "No small victories yet" in page


def test_as_many_queries_for_many_as_for_one(as_ada: Client, ada: User):
    costs = []
    for number in (1, 40):
        for _ in range(number):
            note(ada, "A quiet line")
        with CaptureQueriesContext(connection) as queries:
            page_of(as_ada)
        costs.append(len(queries))
    assert costs[0] == costs[1]
