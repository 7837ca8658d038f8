"""Exercises on a lesson's page: each reader's own words, within the budget of queries."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from courses.access import get_address
from courses.services import lesson_page
from journal.services import form_to_look_at
from quizzes.models import Quiz
from quizzes.services import save_check_answer
from tests.builders import CHECK, NOON, SETTLE, Folder, lesson, lesson_text
from tests.journal.builders import FIELDS, block, exercise, form, write

FIRST = "/c/1/m1/1/"
KEYS = ("short", "feelings", "log")
SHORT = block("short", FIELDS["short"])
PIECES = [
    CHECK,
    SETTLE,
    SHORT,
    block("feelings", FIELDS["feelings"]),
    block("log", "- long: first | What happened?", "mode: log"),
]


@pytest.fixture
def exercises(folder: Folder, db) -> Folder:
    """The first lesson with a check and three exercises."""
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", pieces=PIECES))
    folder.publish()
    return folder


def text_of(client: Client) -> str:
    return client.get(FIRST).content.decode()


def tokenless(page: str) -> str:
    """Without what differs each time: tokens, and the keys of entries to come."""
    return re.sub(r'value="\w{64}"|[0-9a-f]{8}-[0-9a-f-]{27}|data-left="\d+"', "", page)


def states(reader):
    page = lesson_page(reader=reader, address=get_address(reader, 1, 1, 1))
    return {part.exercise.tree.id: part.exercise for part in page.parts if part.exercise}


def test_a_lesson_with_a_check_and_exercises_takes_six_queries(
    exercises, ada, as_ada, django_assert_num_queries
):
    as_ada.get(FIRST)
    for written in range(2):
        with django_assert_num_queries(6):  # session, person, edition, what I did, my sitting, my entries
            as_ada.get(FIRST)
        for key in KEYS[: 2 * (1 - written)]:
            write(ada, form(key), answer="harbour" if key == "short" else ["calm"])


def test_everybody_sees_only_their_own_words(exercises, ada, as_ada, as_mallory, client):
    write(ada, form("short"), answer="harbour-marker")
    assert "harbour-marker" in text_of(as_ada)
    assert "harbour-marker" not in text_of(as_mallory)
    assert "harbour-marker" not in text_of(client)
    assert "harbour-marker" in text_of(as_ada)


def test_what_is_kept_of_empty_forms_never_stands_where_somebody_has_answered(
    exercises, ada, as_ada, as_mallory
):
    empty = text_of(as_mallory)  # kept from now on, for whoever has written nothing
    write(ada, form("short"), answer="harbour-marker")
    check = Quiz.objects.get(kind=Quiz.Kind.CHECK, key__startswith="lesson-1-1-1")
    question = check.current.as_check.questions[0]
    save_check_answer(learner=ada, quiz=check, question=question.id, value=[question.options[0].id], seen=0)
    hers = text_of(as_ada)
    assert "harbour-marker" in hers
    assert hers.count(" checked") == empty.count(" checked") + 1
    assert tokenless(text_of(as_mallory)) == tokenless(empty)


@pytest.mark.parametrize("name", ["journal/controls", "journal/exercise_paper", "quizzes/check_questions"])
def test_kept_pieces_of_forms_know_nothing_about_the_reader(name: str):
    fields = (settings.BASE_DIR / "templates/journal/fields").glob("*.html") if "controls" in name else ()
    for source in (settings.BASE_DIR / f"templates/{name}.html", *fields):
        assert not re.search(
            r"\buser\b|request|csrf|role(?!=)|theme|messages|entry_key|next", source.read_text()
        )


def test_a_reader_who_is_not_signed_in_sees_forms_that_keep_nothing(
    exercises, client, django_assert_num_queries
):
    assert client.get(FIRST).status_code == 200
    shown = states(None)
    assert list(shown) == list(KEYS)
    assert not any(state.is_kept for state in shown.values())


def test_an_exercise_that_was_taken_out_is_no_longer_on_the_page(exercises, ada):
    assert set(states(ada)) == set(KEYS)
    exercises.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2, pieces=[CHECK, SETTLE, SHORT]))
    exercises.publish(now=NOON + timedelta(days=1))
    assert set(states(ada)) == {"short"}


def test_an_exercise_leads_back_to_its_place_on_the_page(exercises, as_ada):
    for key in KEYS:
        address, _hash, anchor = exercise(key).lesson_url.partition("#")
        assert address == FIRST
        assert f'id="{anchor}"' in text_of(as_ada)


def test_links_in_an_exercise_lead_to_lessons(folder, ada):
    text = SHORT.replace("ordinary morning", "[lesson](lesson:lesson-1-1-2) you read")
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", pieces=[SETTLE, text]))
    folder.publish()
    assert '<a href="/c/1/m1/2/">' in states(ada)["short"].tree.intro_html


def test_authors_see_the_form_in_the_preview(exercises, as_stella, settings):
    settings.CONTENT_DIR = exercises.root
    page = as_stella.get("/preview/lesson-1-1-1/").content.decode()
    assert "One word for it" in page
    assert "/notebook/f/" not in page


def test_a_form_to_look_at_has_no_address(exercises):
    found = form("feelings")
    shown = form_to_look_at(found.tree, feelings=found.feelings)
    assert (shown.name, shown.exercise, shown.feelings) == ("", None, found.feelings)
    assert lesson().around["exercises"] == list(KEYS)
