"""Doors to courses and lessons: a row the person may see, or 404. What is published is open to everybody."""

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from courses.models import Course, Enrolment, Lesson, LessonAddress, Module
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


def get_address(user: User | AnonymousUser, course: int, module: int, number: int) -> LessonAddress:
    """An address of a lesson, today's or an old one, with its live pieces and what the learner did with it."""
    address = remembered(f"lesson|{course}|{module}|{number}", lambda: _address(course, module, number))
    if isinstance(user, User):
        mine = Lesson.objects.filter(pk=address.lesson.pk).as_read_by(user)
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


def get_lesson(user: User, course: int, module: int, number: int) -> Lesson:
    """A published lesson to act on, under any address it ever had."""
    return published_lesson(get_address(user, course, module, number))


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
    """Whether the person the address was fetched for is on its course."""
    return bool(getattr(address, "is_enrolled", False))


def return_day(address: LessonAddress) -> date | None:
    """The day on which the person the address was fetched for would like to come back."""
    return getattr(address, "return_on", None)


def last_place(address: LessonAddress) -> str:
    """The heading that the person the address was fetched for last reached; empty if none is known."""
    return getattr(address, "place", None) or ""
