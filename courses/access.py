"""Doors to courses and lessons: a row the person may see, or 404. What is published is open to everybody."""

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from common.http import whole_number
from courses.models import Course, Enrolment, Lesson, LessonAddress, Module, PathStep
from courses.rules.paths import OnPath, Stop, place_of, query_of
from journal.services import offered_exercises
from library.services import remembered
from quizzes.services import offered_checks


def get_course(number: int) -> Course:
    course: Course = get_object_or_404(Course.objects.published(), number=number)
    return course


def get_module(course: int, number: int) -> Module:
    """A published module that holds something to read."""
    modules = Module.objects.published().with_lessons().select_related("course")
    module: Module = get_object_or_404(modules, course__number=course, number=number)
    return module


def get_enrolment(user: User, number: int) -> Enrolment:
    """The learner's own, standing place on a course."""
    places = Enrolment.objects.visible_to(user).active().select_related("course", "learner")
    enrolment: Enrolment = get_object_or_404(places, course__number=number)
    return enrolment


def get_address(
    user: User | AnonymousUser, course: int, module: int, number: int, *, path: str = ""
) -> LessonAddress:
    """An address of a lesson, today's or an old one, with its live pieces and what the learner did with it.

    `path` is what the address says of a path that it is read on; one that does not lead here counts as none.
    """
    address = remembered(f"lesson|{course}|{module}|{number}", lambda: _address(course, module, number))
    if path:
        _put_on_path(address, whole_number(path))
    if isinstance(user, User):
        on_it = address.path.pk if address.path else None
        mine = Lesson.objects.filter(pk=address.lesson.pk).as_read_by(user, path=on_it)
        for name, value in mine.items():
            setattr(address, name, value)
    return address


def _address(course: int, module: int, number: int) -> LessonAddress:
    addresses = LessonAddress.objects.at(course, module, number).with_lesson()
    address: LessonAddress = get_object_or_404(addresses)
    address.lesson.offered_checks = offered_checks(address.lesson.around.get("checks", ()))
    address.lesson.offered_exercises = offered_exercises(address.lesson.around.get("exercises", ()))
    address.lesson.stamp  # noqa: B018 (before it is remembered, so that every copy has the same)
    return address


def _put_on_path(address: LessonAddress, number: int) -> None:
    """Nothing, if the lesson is no part of such a path; one query."""
    steps = list(PathStep.objects.of_path(number).standing().light())
    stops = tuple(
        Stop(step.lesson.title, step.lesson.get_absolute_url() + query_of(number), step.lesson.key)
        for step in steps
    )
    at = place_of(stops, address.lesson.key)
    if at:
        address.path, address.on_path = steps[0].course, OnPath(number, stops, at)


def find_lesson(key: str) -> Lesson | None:
    """The published lesson with this permanent id, wherever it stands today."""
    found: Lesson | None = Lesson.objects.published().light().filter(key=key).first()
    return found


def get_published(user: User, course: int, module: int, number: int, *, path: str = "") -> LessonAddress:
    """The address of a published lesson to act on, whichever of those it ever had."""
    address = get_address(user, course, module, number, path=path)
    published_lesson(address)
    return address


def published_lesson(address: LessonAddress) -> Lesson:
    """The lesson of an address, unless it was taken out."""
    lesson: Lesson = address.lesson
    if not lesson.is_published:
        raise Http404
    return lesson


def last_opened(address: LessonAddress) -> datetime | None:
    """When the person the address was fetched for last opened the lesson."""
    return getattr(address, "opened_at", None)


def is_enrolled(address: LessonAddress) -> bool:
    """Whether the person the address was fetched for is on its course, or on the path it is read on."""
    return bool(getattr(address, "is_enrolled", False))


def return_day(address: LessonAddress) -> date | None:
    """The day on which the person the address was fetched for would like to come back."""
    return getattr(address, "return_on", None)


def last_place(address: LessonAddress) -> str:
    """The heading that the person the address was fetched for last reached; empty if none is known."""
    return getattr(address, "place", None) or ""
