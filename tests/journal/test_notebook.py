"""The notebook: newest first, narrowed by links, read, changed and deleted by its writer and by nobody else."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common import sealing
from common.autosave import Stale
from journal.access import get_form
from journal.models import Entry, Exercise
from journal.services import save_field
from journal.services.notebook import Wanted, asked_for
from tests.builders import NOON
from tests.journal.builders import exercise, form, publish_exercises, write

NOTEBOOK = "/notebook/"


@pytest.fixture
def exercises(db):
    return publish_exercises()


def page_of(client: Client, query: str = "") -> str:
    answer = client.get(NOTEBOOK + query)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", page)


def on(entry: Entry, day: date) -> Entry:
    Entry.objects.filter(pk=entry.pk).update(day=day)
    entry.day = day
    return entry


def at(name: str, entry: Entry) -> str:
    return reverse(f"journal:{name}", args=[entry.key])


def free_page(writer: User, text: str, title: str | None = None, **more: object) -> Entry:
    return write(writer, get_form("writing"), text=text, title=title, **more)


def test_what_was_begun_and_emptied_again_is_not_listed_until_it_holds_words(
    as_ada: Client, ada: User, exercises
):
    kept, page = {"writer": ada, "form": form("short"), "field": "answer"}, uuid4()
    first = save_field(**kept, key=page, values=["harb"], seen=0)
    emptied = save_field(**kept, key=page, values=[""], seen=first.sequence)
    for address in (NOTEBOOK, "/notebook/print/?show=yes"):
        assert "Short" not in as_ada.get(address).text
    assert "Found" not in as_ada.post("/notebook/search/", {"words": "short"}).text
    save_field(**kept, key=page, values=["harbour"], seen=emptied.sequence)
    assert titles(page_of(as_ada)) == ["Short"]


def test_entries_stand_newest_first_with_where_they_are_from(as_ada: Client, ada: User, exercises):
    on(write(ada, form("short"), answer="harbour"), date(2026, 11, 1))
    on(free_page(ada, "It rained.\n\nI went anyway.", title="By the river"), date(2026, 11, 3))
    page = page_of(as_ada)
    assert titles(page) == ["By the river", "Short"]
    for words in (
        "Sunday 1 November 2026",
        "Lesson short",
        "harbour",
        "It rained. I went anyway.",
        "Free page",
    ):
        assert words in page


def test_drafts_say_so_and_pages_that_stay_do_not(as_ada: Client, ada: User, exercises):
    write(ada, form("two"), first="one", keep=False)
    assert "Still being written" not in page_of(as_ada)
    write(ada, form("log"), first="one", keep=False)
    assert page_of(as_ada).count("Still being written") == 1


def test_nobody_sees_anybody_elses_entries(as_mallory: Client, ada: User, exercises):
    write(ada, form("short"), answer="harbour")
    page = page_of(as_mallory)
    assert "harbour" not in page
    assert "Nothing here yet" in page


def test_it_can_be_narrowed_by_kind_course_month_and_exercise(as_ada: Client, ada: User, exercises):
    short = on(write(ada, form("short"), answer="harbour"), date(2026, 10, 30))
    on(write(ada, form("long"), answer="a longer one"), date(2026, 11, 1))
    on(free_page(ada, "without a lesson"), date(2026, 11, 30))
    number = exercise("short").number
    course = Exercise.objects.order_by("number").first().number
    assert titles(page_of(as_ada, "?kind=writing")) == ["Free page"]
    assert titles(page_of(as_ada, "?kind=exercise")) == ["Long", "Short"]
    assert titles(page_of(as_ada, "?month=2026-11")) == ["Free page", "Long"]
    assert titles(page_of(as_ada, f"?course={course}")) == ["Long", "Short"]
    assert titles(page_of(as_ada, f"?course={course}&month=2026-10")) == ["Short"]
    assert titles(page_of(as_ada, f"?x={number}")) == ["Short"]
    assert short.exercise.key not in Wanted(course=course, exercise=number).query


def test_links_of_the_filters_keep_the_other_ones(as_ada: Client, ada: User, exercises):
    on(write(ada, form("short"), answer="harbour"), date(2026, 10, 30))
    on(write(ada, form("long"), answer="later"), date(2026, 11, 1))
    page = page_of(as_ada, "?kind=exercise&month=2026-10")
    course = re.search(r'href="(\?kind=exercise&amp;course=\d+&amp;month=2026-10)"', page)
    assert course
    assert titles(page_of(as_ada, course[1].replace("&amp;", "&"))) == ["Short"]


@pytest.mark.parametrize(
    "query",
    [
        "?month=2026-13",
        "?month=0000-01",
        "?course=x",
        "?kind=secret",
        "?x=-1",
        "?page=zwei",
        "?course=" + "9" * 40,
    ],
)
def test_a_filter_that_makes_no_sense_is_none(as_ada: Client, ada: User, exercises, query: str):
    write(ada, form("short"), answer="harbour")
    assert titles(page_of(as_ada, query)) == ["Short"]


def test_an_unknown_course_holds_nothing_and_offers_the_way_back(as_ada: Client, ada: User, exercises):
    write(ada, form("short"), answer="harbour")
    page = page_of(as_ada, "?course=999999")
    assert titles(page) == []
    assert "Show everything" in page


def test_what_is_asked_for_goes_into_an_address_and_comes_back():
    wanted = Wanted(kind="victory", course=3, month=date(2026, 11, 1), exercise=7)
    pairs = dict(part.split("=") for part in wanted.query[1:].split("&"))
    assert asked_for(pairs) == wanted
    assert Wanted().query == "?"


def many(writer: User, number: int) -> None:
    """As many entries as asked for, half of an exercise, over many months."""
    log, now = exercise("log"), timezone.now()
    Entry.objects.all().delete()
    for count in range(number):
        Entry.objects.create(
            writer=writer,
            kind=Entry.Kind.EXERCISE if count % 2 else Entry.Kind.WRITING,
            exercise=log if count % 2 else None,
            day=NOON.date() - timedelta(days=count),
            filled=["first"],
            body={"fields": {"first": {"v": f"words {count}", "n": 1, "r": 1}}},
            started_at=now,
            saved_at=now,
        )


def test_a_thousand_entries_cost_the_queries_of_ten(as_ada: Client, ada: User, exercises):
    costs = {}
    for number in (10, 1000):
        many(ada, number)
        page_of(as_ada)
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(page_of(as_ada))) == min(number, 20)
        costs[number] = len(queries)
    assert costs[10] == costs[1000] <= 9


def test_only_what_is_shown_is_opened(as_ada: Client, ada: User, exercises):
    many(ada, 90)
    shown = Entry.objects.newest_first().values_list("pk", flat=True)[20:40]
    Entry.objects.exclude(pk__in=list(shown)).update(body=sealing.Sealed(b"cannot be opened"))
    assert len(titles(page_of(as_ada, "?page=2"))) == 20
    with pytest.raises(sealing.CannotOpen):
        page_of(as_ada, "?page=3")


def test_pages_lead_on_and_back_and_keep_the_filter(as_ada: Client, ada: User, exercises):
    many(ada, 90)
    page = page_of(as_ada, "?kind=writing&page=2")
    assert len(titles(page)) == 20
    assert re.search(r'rel="prev" href="\?kind=writing&amp;page=1"', page)
    assert re.search(r'rel="next" href="\?kind=writing&amp;page=3"', page)


def test_an_entry_shows_what_was_asked_and_what_was_written(as_ada: Client, ada: User, exercises):
    entry = write(ada, form("log"), first="a cup", second="It stood there.\n\nThen it moved.")
    page = as_ada.get(at("entry", entry)).content.decode()
    for words in (
        "The first",
        "a cup",
        "It stood there.",
        "Then it moved.",
        "the earlier wording is not kept",
    ):
        assert words in page
    assert exercise("log").lesson_url in page
    assert f"?x={exercise('log').number}" in page
    assert "<title>Notebook" in page


@pytest.mark.parametrize("name", ["entry", "edit", "delete"])
def test_the_door_of_an_entry_is_shut_for_everybody_else(
    as_ada: Client, as_mallory: Client, as_carl: Client, as_stella: Client, ada: User, exercises, name: str
):
    entry = write(ada, form("log"), first="a cup")
    assert as_ada.get(at(name, entry)).status_code == 200
    for stranger in (as_mallory, as_carl, as_stella):
        assert stranger.get(at(name, entry)).status_code == 404
        assert stranger.post(at("delete", entry)).status_code == 404
        assert stranger.post(at("settle_entry", entry)).status_code == 404
    assert Client().get(at(name, entry)).status_code == 302
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_changing_an_entry_writes_into_it_and_leads_back(as_ada: Client, ada: User, exercises):
    entry = write(ada, form("log"), first="a cup")
    page = as_ada.get(at("edit", entry)).content.decode()
    keep = re.search(r'action="(/notebook/f/[^"]+)"', page)[1]
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert str(entry.key) in keep
    assert "a cup" in page
    sent = {"f-first": "a saucer", "seen": seen, "do": "keep", "next": at("entry", entry)}
    answer = as_ada.post(keep, sent)
    assert answer.url.startswith(at("entry", entry))
    assert Entry.objects.get().body["fields"]["first"]["v"] == "a saucer"
    assert "a saucer" in as_ada.get(at("entry", entry)).content.decode()


def test_a_retired_exercise_stays_readable_and_is_not_written_into(as_ada: Client, ada: User, exercises):
    entry = write(ada, form("short"), answer="harbour")
    publish_exercises(short="")
    page = as_ada.get(at("entry", entry)).content.decode()
    assert "This exercise is no longer offered. Your entry stays." in page
    assert "harbour" in page
    assert at("edit", entry) not in page
    assert as_ada.get(at("edit", entry)).status_code == 404
    assert titles(page_of(as_ada)) == ["Short"]


def test_deleting_asks_once_and_is_total(as_ada: Client, ada: User, exercises):
    entry = write(ada, form("short"), answer="harbour")
    sealed = bytes(Entry.objects.filter(pk=entry.pk).values_list("body", flat=True).get())
    assert "It leaves our backups within 30 days." in as_ada.get(at("delete", entry)).content.decode()
    assert Entry.objects.filter(pk=entry.pk).exists()
    assert as_ada.post(at("delete", entry)).status_code == 302
    assert as_ada.get(at("entry", entry)).status_code == 404
    assert not any(sealed in cell for cell in every_cell())
    assert "harbour" not in page_of(as_ada)


def every_cell() -> list[bytes]:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                bytes(cell)
                for row in cursor.fetchall()
                for cell in row
                if isinstance(cell, bytes | memoryview)
            ]
    return found


def test_two_texts_of_one_answer_can_be_settled(as_ada: Client, ada: User, exercises):
    entry = contested(ada)
    page = as_ada.get(at("entry", entry)).content.decode()
    assert "Also written, on another page" in page
    assert "the other cup" in page
    stamp = re.search(r'name="stamp" value="([^"]*)"', page)[1]
    sent = {"field": "first", "index": "0", "stamp": stamp}
    assert as_ada.post(at("settle_entry", entry), sent | {"do": "take"}).status_code == 302
    assert Entry.objects.get().body["fields"]["first"]["v"] == "the other cup"


def test_letting_one_text_go_leaves_the_other(as_ada: Client, ada: User, exercises):
    entry = contested(ada)
    page = as_ada.get(at("entry", entry)).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]*)"', page)[1]
    as_ada.post(at("settle_entry", entry), {"field": "first", "index": "0", "stamp": "none", "do": "drop"})
    assert "the other cup" in as_ada.get(at("entry", entry)).content.decode()
    as_ada.post(at("settle_entry", entry), {"field": "first", "index": "0", "stamp": stamp, "do": "drop"})
    page = as_ada.get(at("entry", entry)).content.decode()
    assert "the other cup" not in page
    assert "a cup" in page


def contested(writer: User) -> Entry:
    entry = write(writer, form("log"), first="a cup", keep=False)
    with pytest.raises(Stale):
        save_field(
            writer=writer, form=form("log"), key=entry.key, field="first", values=["the other cup"], seen=0
        )
    return entry


def test_somebody_new_is_told_what_would_be_here(as_ada: Client, exercises):
    page = page_of(as_ada)
    assert "Nothing here yet" in page
    assert reverse("courses:catalogue") in page
