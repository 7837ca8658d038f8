"""Who has a step left is asked of the database for many at once, and says the same as finding the step."""

from collections.abc import Sequence
from itertools import product

import pytest
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Enrolment, Lesson, Reading
from courses.services import enrol, next_step, who_goes_on
from tests.builders import Folder

CLOSED, OPEN, DONE = "closed", "open", "done"


@pytest.fixture
def lessons(db, tmp_path) -> list[Lesson]:
    """Of the first course: one of which one may leave out, one that was taken out; and one of another course."""
    folder = Folder(tmp_path).fill(courses=2)
    folder.path("short-way", ["lesson-1-1-2", "lesson-2-1-1"])
    folder.publish()
    own = Lesson.objects.filter(module__course__key="course-1").order_by("pk")
    found = [*own, Lesson.objects.get(key="lesson-2-1-1")]
    Lesson.objects.filter(pk=found[0].pk).update(is_required=False)
    Lesson.objects.filter(pk=found[2].pk).update(retired_at=timezone.now())
    return found


def read(learner: User, lessons: Sequence[Lesson], states: Sequence[str]) -> None:
    now = timezone.now()
    Reading.objects.all().delete()
    Reading.objects.bulk_create(
        Reading(
            learner=learner,
            lesson=lesson,
            opened_at=now,
            last_opened_at=now,
            finished_revision=lesson.revision if state == DONE else None,
            finished_at=now if state == DONE else None,
        )
        for lesson, state in zip(lessons, states, strict=True)
        if state != CLOSED
    )


def test_it_says_the_same_as_the_step_itself_in_every_state_of_every_lesson(
    lessons: list[Lesson], ada: User, mallory: User
):
    places = [enrol(learner=ada, course=each) for each in Course.objects.published()]
    others = [enrol(learner=mallory, course=each) for each in Course.objects.published()]
    assert len(places) == 3
    answers = set()
    for states in product(
        [CLOSED, OPEN, DONE], [CLOSED, DONE], [CLOSED, OPEN], [CLOSED, OPEN, DONE], [OPEN, DONE]
    ):
        read(ada, lessons, states)
        going_on = who_goes_on(enrolments=[*places, *others])
        for place in places:
            step = next_step(learner=ada, course=place.course)
            assert (place.pk in going_on) == (step is not None), (states, place.course.key)
            answers.add((place.course.key, step is not None))
        assert {place.pk for place in others} <= going_on
    assert len(answers) == 2 + 1 + 2  # the second course has lessons that nobody finished here


def test_it_is_one_question_for_any_number(lessons, ada: User, mallory: User, django_assert_num_queries):
    everybody = [
        enrol(learner=person, course=each) for person in (ada, mallory) for each in Course.objects.all()
    ]
    for some in (everybody[:1], everybody):
        with django_assert_num_queries(1):
            assert who_goes_on(enrolments=some) == {place.pk for place in some}


def test_nobody_goes_on_in_a_course_that_was_taken_out(lessons, ada: User):
    place = enrol(learner=ada, course=Course.objects.get(key="course-1"))
    Course.objects.update(retired_at=timezone.now())
    assert who_goes_on(enrolments=Enrolment.objects.all()) == set()
    assert next_step(learner=ada, course=Course.objects.get(pk=place.course_id)) is None
