"""Courses and modules into rows, and a place for every lesson. Identity is the author's id, never a file or a title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.rows import settle
from courses.models import Course, Lesson, Module
from courses.publishing.diff import Change, Diff
from courses.publishing.numbers import Numbers
from library.grammar.trees import CourseTree, LessonTree, LibraryTree, ModuleTree, PathTree


@dataclass
class Places:
    """Where everything of the tree stands."""

    numbers: Numbers
    courses: dict[str, Course] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    # module, number and position of each lesson before this publication; None for a new one
    stood: dict[str, tuple[int, int, int] | None] = field(default_factory=dict)

    @property
    def urls(self) -> dict[str, str]:
        return {key: lesson.get_absolute_url() for key, lesson in self.lessons.items()}


def place(tree: LibraryTree, diff: Diff) -> Places:
    """Write courses and modules; give every lesson its module, number and position, without writing it yet."""
    places = Places(Numbers())
    _place_courses(tree, places, diff)
    _place_modules(tree, places, diff)
    _place_lessons(tree, places, diff)
    return places


def _place_courses(tree: LibraryTree, places: Places, diff: Diff) -> None:
    """Courses have their order, and paths have theirs."""
    rows = {course.key: course for course in Course.objects.all()}
    shelves: tuple[Sequence[CourseTree | PathTree], ...] = (tree.courses, tree.paths)
    for position, course in (place for shelf in shelves for place in enumerate(shelf, start=1)):
        row = rows.get(course.id) or Course(key=course.id, number=places.numbers.for_course())
        is_new = row._state.adding
        changed = settle(row, _course_values(course, position))
        _tell(row, changed, is_new, diff)
        places.courses[course.id] = row


def _course_values(course: CourseTree | PathTree, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "title": course.title,
        "summary": course.summary,
        "for_whom": list(course.for_whom),
        "not_for": list(course.not_for),
        "cannot": course.cannot,
        "is_path": isinstance(course, PathTree),
        "retired_at": None,
    }


def _place_modules(tree: LibraryTree, places: Places, diff: Diff) -> None:
    rows = {module.key: module for module in Module.objects.select_related("course")}
    for course in tree.courses:
        home = places.courses[course.id]
        for position, module in enumerate(course.modules, start=1):
            row = rows.get(module.id) or Module(key=module.id)
            values = {
                "position": position,
                "title": module.title,
                "purpose": module.purpose,
                "retired_at": None,
            }
            if row.course_id != home.pk:
                values |= {"course": home, "number": places.numbers.for_module(home)}
            is_new = row._state.adding
            _tell(row, _settle_module(row, values), is_new, diff)
            row.course = home
            places.modules[module.id] = row


def _settle_module(row: Module, values: Mapping[str, Any]) -> list[str]:
    """A module without a course yet cannot be compared by it."""
    if row._state.adding:
        row.course = values["course"]
    return settle(row, values)


def _place_lessons(tree: LibraryTree, places: Places, diff: Diff) -> None:
    rows = {lesson.key: lesson for lesson in Lesson.objects.select_related("module__course")}
    for module, position, lesson in _positions(tree):
        home = places.modules[module.id]
        row = rows.get(lesson.id) or Lesson(key=lesson.id)
        stood = (row.module_id, row.number, row.position) if not row._state.adding else None
        if row.module_id != home.pk:
            row.number = places.numbers.for_lesson(row, home)
        row.module, row.position = home, position
        places.lessons[lesson.id], places.stood[lesson.id] = row, stood
        if stood and stood[0] != home.pk:
            diff.note(Change.MOVED, lesson.id, position_in_words(row))
        elif stood and stood[2] != position:
            diff.note(Change.REORDERED, lesson.id, position_in_words(row))


def _positions(tree: LibraryTree) -> Iterator[tuple[ModuleTree, int, LessonTree]]:
    for course in tree.courses:
        for module in course.modules:
            for position, lesson in enumerate(module.lessons, start=1):
                yield module, position, lesson


def position_in_words(lesson: Lesson) -> str:
    """Where readers see it now; numbers in addresses may differ."""
    return _("course %(course)d, module %(module)d, lesson %(lesson)d") % {
        "course": lesson.module.course.position,
        "module": lesson.module.position,
        "lesson": lesson.position,
    }


def _tell(row: Course | Module, changed: list[str], is_new: bool, diff: Diff) -> None:
    if is_new:
        diff.others.append(_("“%(key)s” is new") % {"key": row.key})
    elif changed:
        diff.others.append(_("“%(key)s” changed: %(what)s") % {"key": row.key, "what": ", ".join(changed)})


def retire_missing(places: Places, diff: Diff, now: datetime) -> list[Lesson]:
    """Nothing is deleted: what vanished from the tree is retired and keeps its people's progress."""
    for model, kept in ((Course, places.courses), (Module, places.modules)):
        gone = model.objects.filter(retired_at__isnull=True).exclude(key__in=kept)
        keys = sorted(gone.values_list("key", flat=True))
        gone.update(retired_at=now)
        diff.others += [_("“%(key)s” is retired") % {"key": key} for key in keys]
    lessons = list(
        Lesson.objects.filter(retired_at__isnull=True).exclude(key__in=places.lessons).order_by("key")
    )
    Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons]).update(retired_at=now)
    for lesson in lessons:
        diff.note(Change.RETIRED, lesson.key)
    return lessons
