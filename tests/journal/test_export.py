"""Print and export: everything is in it, nothing in it is markup, and it is asked for with the password."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from accounts.models import AuditEntry, User
from common.errors import RuleBroken
from journal.access import get_form
from journal.models import Entry, NoteFromMe
from journal.rules.exports import Answer, Book, Leaf, as_html, as_markdown
from journal.services.exporting import export_notebook
from tests.journal.builders import ANSWERS, block, form, publish_exercises, write

EXPORT, PRINT = "/notebook/export/", "/notebook/print/"
PASSWORD = "quiet-lanterns-9"
HOSTILE = [
    "<script>alert(1)</script>",
    "</dd></dl></article><img src=x onerror=alert(1)>",
    "![x](https://evil.example/x.png) [y](javascript:alert(1)) <https://evil.example>",
    "# no heading\n- no list\n1. no list\n> no quote\n    no code\n```\nno fence\n```\n---\nunder\n===",
    "a | b\n--|--\n1 | 2",
    "&lt;b&gt; &copy; &#60;",
    "*not* _slanted_ **bold** ~~gone~~ `code` \\* <!-- gone -->",
    '" onmouseover="alert(1)',
    "\u202eright to left \u2028 line\u2029 end",
]

MARKED = st.text(
    st.one_of(st.sampled_from("*_`#>-+=~|[]()<>!&\\\n\t 1.)a:"), st.characters(codec="utf-8")), max_size=80
)


@pytest.fixture
def exercises(db):
    return publish_exercises()


def asked_again(client: Client) -> Client:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def note(writer: User, words: str, **more: object) -> NoteFromMe:
    kept = NoteFromMe(writer=writer, words=words, opens="slips", written_at=timezone.now(), **more)
    kept.save()
    return kept


def made(writer: User, file_type: str) -> str:
    return export_notebook(writer=writer, file_type=file_type, now=timezone.now()).content.decode()


def everything(writer: User) -> list[Entry]:
    """One entry of every type of field, and of every form of the notebook's own."""
    own = {
        "writing": {"title": "By the river", "text": "It rained."},
        "victory": {"line": "I asked."},
        "check-in": {"word": "Mixed"},
        "card": {"sentence": "Please sit with me."},
    }
    entries = [write(writer, form(kind), answer=value) for kind, value in ANSWERS.items()]
    return entries + [write(writer, get_form(name), **answers) for name, answers in own.items()]


def test_the_password_is_asked_for_before_there_is_a_file(as_ada: Client, ada: User):
    asked = as_ada.get(EXPORT)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    back = as_ada.post(asked.url, {"password": PASSWORD})
    assert back.url == EXPORT
    assert "This file will stay on this device." in as_ada.get(EXPORT).content.decode()


def test_asking_for_a_file_without_it_leads_to_the_question_and_then_to_the_file(as_ada: Client, ada: User):
    asked = as_ada.post(EXPORT, {"type": "json"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not AuditEntry.objects.filter(verb="notebook_exported").exists()
    answer = as_ada.post(asked.url, {"password": PASSWORD})
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_wrong_password_opens_nothing(as_ada: Client):
    as_ada.post(reverse("account_reauthenticate"), {"password": "wrong-lanterns-9"})
    assert as_ada.get(EXPORT).status_code == 302


@pytest.mark.parametrize(("file_type", "ending"), [("html", "html"), ("markdown", "md"), ("json", "json")])
def test_a_file_has_a_neutral_name_and_stands_in_the_record(
    as_ada: Client, ada: User, time_machine, file_type: str, ending: str
):
    time_machine.move_to("2026-11-22T12:00:00Z")
    write(ada, get_form("victory"), line="I asked.")
    answer = asked_again(as_ada).post(EXPORT, {"type": file_type})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="notes-2026-11-22.{ending}"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"I asked." in answer.content
    kept = AuditEntry.objects.get(verb="notebook_exported")
    assert (kept.subject_key, kept.actor_key, kept.object_kind) == (ada.audit_key, ada.audit_key, file_type)


def test_another_kind_of_file_is_refused(as_ada: Client, ada: User):
    with pytest.raises(RuleBroken):
        made(ada, "exe")
    assert asked_again(as_ada).post(EXPORT, {"type": "exe"}).url == EXPORT


def test_json_holds_every_entry_and_note_with_keys_words_revisions_and_times(
    ada: User, mallory: User, exercises
):
    entries = everything(ada)
    write(mallory, form("short"), answer="somebody else")
    closed, opened = note(ada, "for later"), note(ada, "read already", opened_at=timezone.now())
    whole = json.loads(made(ada, "json"))
    by_key = {entry["key"]: entry for entry in whole["entries"]}
    assert set(by_key) == {str(entry.key) for entry in entries}
    for entry, (kind, value) in zip(entries, ANSWERS.items(), strict=False):
        told = by_key[str(entry.key)]
        assert told["exercise"] == kind
        assert told["saved_at"] == entry.saved_at.isoformat()
        [answer] = told["answers"]
        assert answer == answer | {"field": "answer", "type": kind, "value": value, "revision": 1}
        assert answer["question"]
    notes = {each["key"]: each["words"] for each in whole["notes_from_me"]}
    assert notes == {str(closed.key): "for later", str(opened.key): "read already"}
    assert "somebody else" not in made(ada, "json")


@pytest.mark.parametrize("file_type", ["html", "markdown"])
def test_files_to_read_hold_every_entry_and_every_question(ada: User, exercises, file_type: str):
    everything(ada)
    note(ada, "for later")
    text = made(ada, file_type).replace("\\", "")
    for words in (
        "harbour",
        "Then it opened.",
        "so-so",
        "a friend",
        "7",
        "calm",
        "the sill",
        "Stay a while",
        "her mood",
    ):
        assert words in text
    for words in (
        "What happened?",
        "What did you feel?",
        "By the river",
        "Please sit with me.",
        "for later",
        "Mixed",
    ):
        assert words in text


def test_an_answer_stands_under_the_words_it_was_given_to(ada: User, exercises):
    write(ada, form("log"), first="a cup")
    publish_exercises(
        log=block("log", "- short: first | Asked otherwise\n- long: second | More", "mode: log")
    )
    write(ada, form("log"), first="a chair")
    for file_type in ("json", "html", "markdown"):
        text = made(ada, file_type)
        assert text.count("The first") == text.count("Asked otherwise") == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_somebody_wrote_is_markup(as_ada: Client, ada: User, exercises, words: str):
    write(ada, get_form("writing"), title=words, text=words)
    write(ada, form("long"), answer=words)
    note(ada, words)
    page = made(ada, "html")
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(made(ada, "markdown"))
    printed = as_ada.get(PRINT, {"show": "yes", "questions": "yes"}).content.decode()
    for text in (page, rendered, printed):
        assert not re.search(r"<(script|img|a )[^>]*(evil|alert|=x|javascript)", text)
        assert "<img" not in text
    assert set(re.findall(r"<([a-z0-9]+)", rendered)) <= {"h1", "h2", "p", "strong", "br"}
    assert not re.search(r'(?:src|href)="', page)


def test_the_file_to_read_asks_nobody_for_anything(ada: User):
    write(ada, get_form("victory"), line="I asked.")
    page = made(ada, "html")
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|src=|href=|url\(|@import|<script|<link", page)
    assert '<html lang="en' in page
    assert "<title>Notes</title>" in page


@settings(max_examples=400)
@given(MARKED, MARKED)
def test_whatever_is_written_stays_text(question: str, words: str):
    leaf = Leaf(question, question, (Answer(question, tuple(words.split("\n"))),))
    book = Book(title="Notes", made="today", leaves=(leaf,))
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(as_markdown(book))
    assert set(re.findall(r"<([a-z0-9]+)", rendered)) <= {"h1", "h2", "p", "strong", "br"}
    assert as_html(book).count("<") == as_html(
        Book("Notes", "today", (Leaf("", "", (Answer("", ("",)),)),))
    ).count("<")


def test_a_new_question_costs_no_more_queries_for_many_entries(ada: User, exercises):
    costs = []
    for number in (1, 30):
        for count in range(number):
            write(ada, form("log"), first=f"{count}")
        with CaptureQueriesContext(connection) as queries:
            made(ada, "html")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_printing_lets_choose_and_then_shows_only_that(as_ada: Client, ada: User, exercises):
    entry = write(ada, form("long"), answer="A door closed.")
    Entry.objects.filter(pk=entry.pk).update(day=date(2026, 10, 3))
    write(ada, get_form("victory"), line="I asked.")
    chooser = as_ada.get(PRINT).content.decode()
    assert "A door closed." not in chooser
    course = re.search(r'<option value="(\d+)">Course 1', chooser)[1]
    month = as_ada.get(PRINT, {"show": "yes", "questions": "yes", "month": "2026-10"}).content.decode()
    assert "A door closed." in month
    assert "What happened?" in month
    assert "I asked." not in month
    only = as_ada.get(PRINT, {"show": "yes", "course": course}).content.decode()
    assert "A door closed." in only
    assert "I asked." not in only
    assert '<dt class="vh">What happened?' in only
    assert "<title>Notes" in only


def test_nobody_prints_anybody_elses_notebook(as_mallory: Client, ada: User):
    write(ada, get_form("victory"), line="I asked.")
    assert "I asked." not in as_mallory.get(PRINT, {"show": "yes"}).content.decode()
