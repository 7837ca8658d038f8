"""Where to start: four questions, a sentence and a place for each answer, and nothing of it kept."""

import pytest
from django.test import Client

from library.models import StartQuestion
from tests.builders import Folder

pytestmark = pytest.mark.django_db
START = """\
- key: safe
  text: Are you safe?
  answers:
    - {key: "no", text: I am not sure, then: Safety comes before any course., to: "help:safety"}
    - {key: "yes", text: "Yes, I am", then: Good., to: "help:now"}
- key: here-for
  text: What for?
  answers:
    - {key: closeness, text: Closeness, then: That is the first course., to: "course:course-1"}
    - {key: lesson, text: One lesson, then: It may stay half read., to: "lesson:lesson-1-1-2"}
"""


@pytest.fixture
def shelf(tmp_path) -> Folder:
    folder = Folder(tmp_path).fill()
    folder.write("start.yaml", START)
    folder.publish()
    return folder


def page(client: Client, **answers: str) -> str:
    response = client.post("/start/", answers) if answers else client.get("/start/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_answer_brings_its_sentence_and_its_place_in_the_order_of_the_questions(shelf, client: Client):
    shown = page(client, **{"here-for": "closeness", "safe": "no"})
    assert shown.index("Safety comes before any course.") < shown.index("That is the first course.")
    ways = shown.partition("</form>")[0]
    assert ways.index('href="/help/safety/"') < ways.index('<a href="/c/1/">Course 1</a>')
    assert shown.count(" checked") == 2


def test_a_lesson_can_be_a_place_to_begin(shelf, client: Client):
    assert '<a href="/c/1/m1/2/">' in page(client, **{"here-for": "lesson"})


def test_any_question_may_stay_open(shelf, client: Client):
    shown = page(client, other="thing", safe="maybe")
    assert "You left all of them open, and that is fine." in shown
    assert " checked" not in shown


def test_a_place_that_left_the_library_leaves_its_sentence(shelf, client: Client):
    StartQuestion.objects.filter(key="here-for").update(
        answers=[{"key": "closeness", "text": "Closeness", "then": "It was here.", "to": "course:gone"}]
    )
    shown = page(client, **{"here-for": "closeness"})
    assert "It was here." in shown
    assert 'href=""' not in shown


def test_nothing_of_it_is_kept_or_stands_in_an_address(shelf, client: Client):
    answer = client.post("/start/", {"safe": "no"})
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert " checked" not in client.get("/start/?safe=no").content.decode()


def test_courses_stand_there_in_their_order_with_whom_they_are_for(shelf, client: Client):
    shown = page(client)
    assert "Which course first" in shown
    assert '<a href="/c/1/">Course 1</a>' in shown


def test_it_asks_the_database_no_more_for_four_answers_than_for_one(
    shelf, client: Client, django_assert_num_queries
):
    with django_assert_num_queries(4):  # questions, courses, those and the lessons that are led to
        page(client, safe="no")
    with django_assert_num_queries(4):
        page(client, **{"safe": "no", "here-for": "lesson"})


def test_it_is_one_press_from_the_courses(shelf, client: Client):
    assert 'href="/start/"' in client.get("/c/").content.decode()


def test_publishing_again_writes_nothing_and_a_lost_question_is_retired(shelf):
    assert shelf.publish().is_unchanged
    shelf.write("start.yaml", START.partition("- key: here-for")[0])
    shelf.publish()
    assert [question.key for question in StartQuestion.objects.published()] == ["safe"]
