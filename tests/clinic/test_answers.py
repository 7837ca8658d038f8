"""What a client says to a suggestion, how far they are with it, and that nothing is ever late."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from clinic.models import Assignment, Link
from clinic.rules.answers import REST
from clinic.services import (
    Wanted,
    accept_assignment,
    ask_for_less,
    assignments_for,
    decline_assignment,
    open_client_page,
    place_works,
    suggested_page,
    withdraw_assignment,
)
from common.errors import RuleBroken
from courses.models import Enrolment, Lesson
from courses.services import finish
from tests.builders import lesson
from tests.clinic.conftest import assign, connect, result_of
from tests.house.reading import ROOT
from tests.people import signed_in

FIRST, SECOND = "course-1-module-1", "course-1-module-2"
LATE = re.compile(r"overdue|\blate\b|\bmissed\b|behind schedule|past due|note--danger|days ago")
pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def suggestion(link: Link) -> Assignment:
    return assign(link=link, target="module", target_key=FIRST)


def said(link: Link) -> list[str]:
    page = open_client_page(link=link, now=timezone.now())
    return [str(each.assignment.get_state_display()) for each in page.suggested]


def test_the_client_may_say_one_thing_and_then_another(link, suggestion, ada):
    for act, words, on_today in (
        (accept_assignment, "Taken on", 1),
        (ask_for_less, "Asked for less", 1),
        (decline_assignment, "Not for now", 0),
        (accept_assignment, "Taken on", 1),
    ):
        act(assignment=suggestion)
        assert said(link) == [words]
        assert len(assignments_for(ada)) == on_today
    assert AuditEntry.objects.about(ada.audit_key).filter(object_kind="assignment").count() == 5


def test_the_same_answer_twice_leaves_one_line(suggestion, ada):
    for _ in range(3):
        accept_assignment(assignment=suggestion)
    assert AuditEntry.objects.about(ada.audit_key).filter(verb="assignment_accepted").count() == 1


def test_taking_it_on_joins_no_course(suggestion):
    accept_assignment(assignment=suggestion)
    assert not Enrolment.objects.exists()


def test_what_was_taken_back_is_answered_no_more(suggestion):
    withdraw_assignment(assignment=suggestion)
    accept_assignment(assignment=suggestion)
    assert suggestion.state == Assignment.State.WITHDRAWN


def test_not_for_now_is_left_alone_for_a_week(link, suggestion, clara, ada):
    """The same work, from the same clinician, one by one, in a plan or copied; another's suggestion is another."""
    decline_assignment(assignment=suggestion)
    with time_machine.travel(timezone.now() + REST - timedelta(minutes=1)):
        with pytest.raises(RuleBroken, match=r"said “not for now” to “Module 1\.1” less than a week ago"):
            assign(link=link, target="module", target_key=FIRST)
        placed = place_works(links=[link], works=[Wanted("module", FIRST), Wanted("module", SECOND)])
        assert ([row.target_key for row in placed.made], placed.skipped) == ([SECOND], 1)
        assert assign(link=connect(clara, ada), target="module", target_key=FIRST)
    with time_machine.travel(timezone.now() + REST + timedelta(minutes=1)):
        assert assign(link=link, target="module", target_key=FIRST)


def test_declined_and_suggested_again_there_is_one_to_answer(link, suggestion):
    with time_machine.travel(timezone.now() - REST):
        decline_assignment(assignment=suggestion)
    again = assign(link=link, target="module", target_key=FIRST)
    with pytest.raises(RuleBroken, match="newer one"):
        accept_assignment(assignment=suggestion)
    accept_assignment(assignment=again)
    page = suggested_page(link=link)
    assert (len(page.now), page.declined) == (1, ())


def test_a_course_counts_every_lesson_wherever_it_was_finished(link, ada):
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    assign(link=link, target="course", target_key="course-1")
    (shown,) = assignments_for(ada)
    whole = Lesson.objects.published().filter(module__course__key="course-1").count()
    assert (shown.done, shown.total, shown.url) == (1, whole, "/c/1/m1/2/")
    for each in Lesson.objects.published().filter(module__course__key="course-1"):
        finish(learner=ada, lesson=each)
    assert assignments_for(ada) == []
    assert len(suggested_page(link=link).finished) == 1


def test_questions_count_once_they_are_handed_in_after_they_were_suggested(link, ada):
    with time_machine.travel(timezone.now() - timedelta(days=30), tick=False):
        result_of(ada)
    assign(link=link, target="scale", target_key="closeness")
    (shown,) = assignments_for(ada)
    assert (shown.done, shown.total, shown.counts_lessons) == (0, 1, False)
    assert shown.url.startswith("/q/")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        result_of(ada)
        assert assignments_for(ada) == []


def test_every_kind_of_work_is_read_in_three_queries_however_many(link, ada, django_assert_num_queries):
    assign(link=link, target="scale", target_key="closeness")
    assign(link=link, target="lesson", target_key="lesson-1-2-2")
    with django_assert_num_queries(3):
        assert len(assignments_for(ada)) == 2
    assign(link=link, target="course", target_key="course-1")
    assign(link=link, target="module", target_key=FIRST)
    with django_assert_num_queries(3):
        assert len(assignments_for(ada)) == 4


def test_every_answer_works_by_its_button_and_leads_back(link, suggestion, as_ada):
    for name in ("accept_assignment", "ask_for_less", "decline_assignment"):
        answer = as_ada.post(reverse(f"clinic:{name}", args=[suggestion.key]), {"next": "/today/"})
        assert answer["Location"] == "/today/"
    page = as_ada.get(reverse("clinic:connection", args=[link.key])).content.decode()
    assert "I’d like it after all" in page


def test_years_after_the_day_no_page_calls_anything_late(link, as_carl, ada, carl):
    User.objects.filter(pk=ada.pk).update(leave_explained_at=timezone.now())
    assign(link=link, target="module", target_key=FIRST, by_on=timezone.localdate())
    accept_assignment(assignment=assign(link=link, target="course", target_key="course-1"))
    urls = {
        ada: [
            reverse("pages:today"),
            reverse("clinic:connection", args=[link.key]),
            reverse("clinic:sharing"),
        ],
        carl: [
            reverse("clinic:clients"),
            *(reverse(f"clinic:{name}", args=[link.key]) for name in ("client", "timeline", "assign")),
        ],
    }
    with time_machine.travel(timezone.now() + timedelta(days=800), tick=False):
        pages = [browser_of(person).get(url) for person, some in urls.items() for url in some]
    for page in pages:
        assert page.status_code == 200
        words = page.content.decode().casefold().replace("nothing is ever late", "")
        words = words.replace("nothing is ever marked late", "")
        assert not LATE.search(words), (page.request["PATH_INFO"], LATE.search(words))


def browser_of(person: User) -> Client:
    return signed_in(person)


def test_no_template_of_the_clinic_or_of_today_has_a_word_for_being_late():
    templates = [*(ROOT / "templates/clinic").rglob("*.*"), ROOT / "templates/pages/today.html"]
    for template in templates:
        words = template.read_text().casefold()
        for allowed in ("nothing is ever late", "nothing is ever marked late"):
            words = words.replace(allowed, "")
        assert not LATE.search(words), template.name


def test_today_speaks_once_for_each_clinician_and_names_three_things_at_most(link, ada, clara, as_ada):
    User.objects.filter(pk=ada.pk).update(leave_explained_at=timezone.now())
    for number in (1, 2):
        for target, key in (("module", f"course-1-module-{number}"), ("lesson", f"lesson-1-{number}-1")):
            assign(link=link, target=target, target_key=key)
    assign(link=connect(clara, ada, reference="A."), target="lesson", target_key="lesson-1-2-2")
    page = as_ada.get(reverse("pages:today")).content.decode()
    assert page.count("From Carl Osei") == 1
    assert page.count("From Clara Lind") == 1
    assert "1 more, and all they suggested" in page
