"""The content folder as it is on disk, shown as readers would see it. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from courses.models import Course, Lesson, Module
from courses.rules.contents import (
    Surroundings,
    lesson_values,
    lessons_in,
    neighbours,
    resolved_check,
    resolved_exercise,
)
from courses.services.lessons import NOW_OR_THEN, LessonPage, page_parts
from journal.services import FormState, exercise_states, form_to_look_at
from library.grammar import Compilation, LibraryTree, Problem, compile_content
from library.grammar.trees import CourseTree, LessonTree, ModuleTree
from quizzes.models import Quiz


@dataclass(frozen=True)
class LessonPreview:
    page: LessonPage
    problems: tuple[Problem, ...]


def compiled(*, today: date) -> Compilation:
    """The folder, compiled anew whenever a file in it changed."""
    root = Path(settings.CONTENT_DIR)
    return _compiled(root, _fingerprint(root), today)


def lesson_preview(*, library: LibraryTree, key: str, problems: tuple[Problem, ...]) -> LessonPreview:
    """One lesson in the reader's template, with what the grammar says about its file."""
    for course, module, lesson in lessons_in(library):
        if lesson.id == key:
            row = _unsaved(course, module, lesson, library)
            urls = _urls(library)
            checks = {check.id: resolved_check(check, urls) for check in lesson.checks}
            page = LessonPage(
                lesson=row,
                parts=tuple(page_parts(row, checks, _exercises(lesson, library, urls))),
                asks_now_or_then=row.fork == NOW_OR_THEN,
                outline=row.outline,
            )
            return LessonPreview(page, tuple(p for p in problems if p.path == lesson.path))
    raise Http404


def _exercises(lesson: LessonTree, library: LibraryTree, urls: dict[str, str]) -> dict[str, FormState]:
    """As somebody sees them who is not signed in."""
    offered = [
        form_to_look_at(resolved_exercise(exercise, urls), feelings=library.feelings)
        for exercise in lesson.exercises
    ]
    return exercise_states(writer=None, offered=offered)


def _unsaved(course: CourseTree, module: ModuleTree, lesson: LessonTree, library: LibraryTree) -> Lesson:
    """A row that will never be saved; its numbers are the positions of today."""
    urls = _urls(library)
    place = Surroundings(urls, {term.key: term for term in library.glossary}, _scales())
    position = library.courses.index(course) + 1
    shelf = Course(key=course.id, title=course.title, number=position, position=position)
    at = course.modules.index(module) + 1
    home = Module(key=module.id, course=shelf, title=module.title, number=at, position=at)
    number = module.lessons.index(lesson) + 1
    values = lesson_values(lesson, neighbours(library, urls)[lesson.id], place)
    return Lesson(key=lesson.id, module=home, number=number, position=number, **values)


def _urls(library: LibraryTree) -> dict[str, str]:
    return {lesson.id: reverse("preview:lesson", args=[lesson.id]) for _c, _m, lesson in lessons_in(library)}


def _scales() -> dict[str, dict[str, object]]:
    """Questionnaires that are published can be opened from a preview."""
    return {q.key: {"number": q.number, "title": q.title} for q in Quiz.objects.published().scales()}


def _fingerprint(root: Path) -> tuple[tuple[str, int, int], ...]:
    files = (path for path in root.rglob("*") if path.is_file())
    return tuple(sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=2)
def _compiled(root: Path, fingerprint: tuple[tuple[str, int, int], ...], today: date) -> Compilation:
    return compile_content(root, today=today)
