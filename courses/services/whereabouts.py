"""Where somebody is among all courses: which they are on, how far, and what lies open elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from accounts.models import User
from courses.models import Course, Lesson, LessonAddress
from courses.querysets.library import LessonQuerySet
from courses.services.ways import CourseWay, NextStep, in_order, joined_by, step_of, steps_on, way_through


@dataclass(frozen=True)
class LeftOpen:
    """A lesson begun and not finished, in a course that its reader is not on."""

    opened_at: datetime
    step: NextStep


@dataclass(frozen=True)
class Whereabouts:
    """The courses a learner is on, the one touched last first; what lies open elsewhere; and of the published lessons
    there (`lessons`, by key, in the order of the library), and of others that were asked for, which are finished."""

    ways: Sequence[CourseWay]
    lessons: Mapping[str, Lesson]
    finished: frozenset[str]
    left_open: LeftOpen | None = None

    @property
    def next_step(self) -> NextStep | None:
        """Where to go on: in the course touched last that has anything left, or in what was left open elsewhere if it
        was opened later."""
        joined = next((way for way in self.ways if way.next), None)
        left = self.left_open
        if left is None or (joined and joined.touched_at >= left.opened_at):
            return joined.next if joined else None
        return left.step


def whereabouts(*, learner: User, lessons: LessonQuerySet | None = None) -> Whereabouts:
    """Where the learner is, and how far with these lessons, wherever they are; as many queries as for the courses."""
    joined = joined_by(learner)
    homes = {course.pk for course in joined.courses if not course.is_path}
    read = list(LessonAddress.objects.around(homes, learner, lessons).light())
    places = chain((place for place in read if place.course_id in homes), steps_on(learner, joined.courses))
    return Whereabouts(
        ways=in_order(joined, places),
        lessons={place.lesson.key: place.lesson for place in read if place.is_in_course},
        left_open=_left_open(place for place in read if place.course_id not in homes),
        finished=frozenset(place.lesson.key for place in read if step_of(place).is_finished),
    )


def next_step(*, learner: User, course: Course | None = None) -> NextStep | None:
    """Where to go on, in the course or anywhere."""
    if course:
        return way_through(learner=learner, course=course).next
    return whereabouts(learner=learner).next_step


def _left_open(places: Iterable[LessonAddress]) -> LeftOpen | None:
    """The latest of them."""
    steps = ((place, step_of(place)) for place in places)
    begun = [
        LeftOpen(step.opened_at, NextStep(place.lesson, "continue", getattr(place, "place", None) or ""))
        for place, step in steps
        if step.in_course and step.opened_at and not step.is_finished
    ]
    return max(begun, key=lambda one: one.opened_at, default=None)
