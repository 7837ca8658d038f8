"""Today: everything of one person at a glance, for a number of queries that does not grow."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person, mark_leave_explained
from clinic.models import Nudge
from clinic.services import nudge
from courses.services import choose_pace, enrol, open_lesson
from journal.services import own_form, save_page
from quizzes.models import Quiz
from quizzes.services import start_sitting
from tests.builders import Folder, course, lesson, publish_small_library
from tests.clinic.conftest import assign, connect
from tests.people import ready_clinician

TODAY = reverse("pages:today")
# Session, person, what clinicians left, places and checks, lessons, questions, notebook, notes.
AT_MOST = 8


SOME = (("lesson", "lesson-2-2-1"),)
MORE = (("course", "course-2"), ("module", "course-2-module-2"), ("scale", "closeness"))


@pytest.fixture
def at_home(ada: User) -> User:
    publish_small_library(courses=2)
    mark_leave_explained(user=ada)
    choose_pace(enrolment=enrol(learner=ada, course=course()), pace="own", days=[2], hour=18)
    open_lesson(learner=ada, lesson=lesson())
    return ada


def queries(client) -> int:
    client.get(TODAY)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(TODAY).status_code == 200
    return len(counted)


def test_today_asks_no_more_for_somebody_with_much_than_for_somebody_with_little(at_home: User, as_ada):
    few = queries(as_ada)
    choose_pace(enrolment=enrol(learner=at_home, course=course("course-2")), pace="gentle")
    for number in range(8):
        posted = {"line": [f"Small thing {number}"]}
        save_page(writer=at_home, form=own_form("victory"), key=uuid4(), posted=posted, seen={}, keep=True)
    save_page(
        writer=at_home, form=own_form("check-in"), key=uuid4(), posted={"word": ["Mixed"]}, seen={}, keep=True
    )
    assert queries(as_ada) == few == AT_MOST


def test_today_asks_nothing_more_for_what_clinicians_suggest_and_what_lies_open(
    at_home: User, as_ada, carl: User, stella: User
):
    clara = add_person(email="clara@example.org", password="quiet-lanterns-9")
    ready_clinician(clara, stella, "Clara Lind")
    for clinician, works in ((carl, SOME), (clara, MORE)):
        link = connect(clinician, at_home)
        for target, key in works:
            assign(link=link, target=target, target_key=key)
        nudge(link=link, words=Nudge.Words.values[0], now=timezone.now())
        open_lesson(learner=at_home, lesson=lesson("lesson-2-1-1"))
        assert queries(as_ada) == AT_MOST
    page = as_ada.get(TODAY).text
    assert "Module 2.2" in page
    assert "Closeness" in page or "Where are you now?" in page
    assert "/c/2/m1/1/" in page


def test_today_asks_once_more_for_somebody_on_a_path_and_not_for_the_others(
    tmp_path, at_home: User, as_ada, mallory: User, as_mallory
):
    few = queries(as_ada)
    folder = Folder(tmp_path).fill(courses=2)
    folder.path("short", ["lesson-1-1-1", "lesson-2-1-1"])
    folder.publish()
    assert queries(as_ada) == few
    enrol(learner=at_home, course=course("short"))
    assert queries(as_ada) == few + 1
    mark_leave_explained(user=mallory)
    enrol(learner=mallory, course=course("short"))
    assert queries(as_mallory) == few + 1


def test_the_quiz_is_new_then_started(at_home: User, as_ada):
    assert "Have a look" in as_ada.get(TODAY).text
    start_sitting(learner=at_home, quiz=Quiz.objects.get(kind=Quiz.Kind.SCALE))
    assert "You can go on where you stopped." in as_ada.get(TODAY).text
