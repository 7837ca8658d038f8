"""Paths into rows: which lessons each leads through, and in which order."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from common.rows import settle
from courses.models import Course, PathStep
from courses.publishing.diff import Diff
from courses.publishing.placing import Places
from library.grammar.trees import LibraryTree, PathTree


def refusals(tree: LibraryTree) -> list[str]:
    """An id that was a course's never becomes a path's, nor the other way round: people have joined it."""
    were_paths = dict(Course.objects.values_list("key", "is_path"))
    turned = [course.id for course in tree.courses if were_paths.get(course.id, False)]
    turned += [path.id for path in tree.paths if not were_paths.get(path.id, True)]
    sentence = _(
        "“%(key)s” was the id of a path and is now a course's, or the other way round. Give it a new id."
    )
    return [sentence % {"key": key} for key in turned]


def lead(tree: LibraryTree, places: Places, diff: Diff, now: datetime) -> None:
    """Put every path through its lessons, which are written already. What was taken off a path is retired there."""
    for path in tree.paths:
        if _lead_one(path, places, now):
            diff.others.append(
                _("“%(key)s” leads through %(lessons)s")
                % {"key": path.id, "lessons": ", ".join(path.lessons)}
            )


def _lead_one(path: PathTree, places: Places, now: datetime) -> bool:
    """Whether anything about the way differed."""
    course = places.courses[path.id]
    steps = {step.lesson_id: step for step in PathStep.objects.filter(course=course)}
    changed = False
    for position, key in enumerate(path.lessons, start=1):
        lesson = places.lessons[key]
        step = steps.pop(lesson.pk, None) or PathStep(course=course, lesson=lesson)
        changed |= bool(settle(step, {"position": position, "retired_at": None}))
    for step in steps.values():
        if step.retired_at is None:
            changed |= bool(settle(step, {"retired_at": now}))
    return changed
