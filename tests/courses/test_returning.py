"""The return question: kept with the place on the course, shown, and gone when somebody comes back. Never late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.services import choose_settings, mark_leave_explained
from common.errors import RuleBroken
from courses.models import Enrolment
from courses.services import choose_return, come_back, enrol, leave, return_in_words
from tests.builders import course, lesson

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = SATURDAY.date()


@pytest.fixture
def on_course(ada: User, library, time_machine) -> Enrolment:
    time_machine.move_to(SATURDAY, tick=False)
    mark_leave_explained(user=ada)
    return enrol(learner=ada, course=course())


def address(name: str = "return", key: str = "lesson-1-1-1") -> str:
    found = lesson(key)
    return reverse(f"courses:{name}", args=[1, found.module.number, found.number])


@pytest.mark.parametrize(
    ("when", "day", "kept"),
    [
        ("tomorrow", None, date(2026, 11, 22)),
        ("days", None, date(2026, 11, 24)),
        ("week", None, date(2026, 11, 28)),
        ("day", date(2026, 12, 3), date(2026, 12, 3)),
        ("none", date(2026, 12, 3), None),
    ],
)
def test_every_answer_is_a_day_or_none(on_course: Enrolment, when, day, kept):
    choose_return(enrolment=on_course, when=when, day=day, today=TODAY)
    on_course.refresh_from_db()
    assert on_course.return_on == kept


@pytest.mark.parametrize(
    ("when", "day"),
    [("day", None), ("day", TODAY), ("day", TODAY + timedelta(days=400)), ("", None), ("never", TODAY)],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(on_course: Enrolment, when, day):
    with pytest.raises(RuleBroken, match="Choose"):
        choose_return(enrolment=on_course, when=when, day=day, today=TODAY)


def test_the_day_is_named_until_it_is_over_and_then_only_the_place_is_kept():
    friday = date(2026, 11, 28)
    assert return_in_words(return_on=None, today=TODAY) == ""
    for today in (TODAY, friday):
        words = return_in_words(return_on=friday, today=today)
        assert words == "You wanted to come back on Saturday 28 November."
    assert return_in_words(return_on=friday, today=date(2026, 11, 29)) == "Your place is kept."


def test_the_lesson_asks_only_people_on_the_course(on_course: Enrolment, as_ada, as_mallory):
    assert "When would you like to come back?" in as_ada.get(address("lesson")).text
    assert "When would you like to come back?" not in as_mallory.get(address("lesson")).text
    assert as_mallory.post(address(), {"when": "week"}).status_code == 404
    leave(enrolment=on_course)
    assert "When would you like to come back?" not in as_ada.get(address("lesson")).text


def test_an_answer_is_shown_on_the_lesson_the_course_and_today(on_course: Enrolment, as_ada):
    answer = as_ada.post(address(), {"when": "week"})
    assert answer["Location"] == address("lesson") + "#finished"
    assert "You want to come back on Saturday 28 November" in as_ada.get(address("lesson")).text
    for page in (reverse("courses:course", args=[1]), reverse("pages:today")):
        assert "You wanted to come back on Saturday 28 November." in as_ada.get(page).text


@pytest.mark.parametrize(
    "posted", [{}, {"when": "day"}, {"when": "day", "day": "no"}, {"when": "day", "day": "2026-01-01"}]
)
def test_what_is_not_a_day_changes_nothing_and_says_why(on_course: Enrolment, as_ada, posted):
    assert "Choose" in as_ada.post(address(), posted, follow=True).text
    on_course.refresh_from_db()
    assert on_course.return_on is None


def test_opening_a_lesson_on_the_day_or_later_clears_it_and_earlier_does_not(
    on_course: Enrolment, as_ada, time_machine
):
    choose_return(enrolment=on_course, when="days", day=None, today=TODAY)
    as_ada.get(address("lesson"))
    on_course.refresh_from_db()
    assert on_course.return_on == TODAY + timedelta(days=3)
    time_machine.move_to(SATURDAY + timedelta(days=5), tick=False)
    assert "Your place is kept." in as_ada.get(reverse("courses:course", args=[1])).text
    page = as_ada.get(address("lesson")).text
    assert "When would you like to come back?" in page
    on_course.refresh_from_db()
    assert on_course.return_on is None


def test_the_day_is_the_learners_own(on_course: Enrolment, ada: User, as_ada, time_machine):
    choose_settings(user=ada, theme=ada.theme, greeting_name="Ada", time_zone="Pacific/Kiritimati")
    as_ada.post(address(), {"when": "tomorrow"})
    on_course.refresh_from_db()
    assert on_course.return_on == date(2026, 11, 23)  # it is the 22nd there already


def test_coming_back_touches_nobody_elses_day(on_course: Enrolment, mallory: User):
    other = enrol(learner=mallory, course=course())
    choose_return(enrolment=other, when="tomorrow", day=None, today=TODAY - timedelta(days=1))
    come_back(learner=on_course.learner, course=course(), return_on=TODAY, today=TODAY)
    other.refresh_from_db()
    assert other.return_on == TODAY


def test_the_lesson_page_asks_no_more_of_the_database_because_of_it(on_course: Enrolment, as_ada):
    place = address("lesson")
    as_ada.get(place)
    choose_return(enrolment=on_course, when="week", day=None, today=TODAY)
    with CaptureQueriesContext(connection) as counted:
        assert "You want to come back" in as_ada.get(place).text
    assert len(counted) == 5
