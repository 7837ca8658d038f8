"""The conductor: refuse, place, publish each branch, retire, record; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken
from common.rows import settle
from courses.models import Lesson, LessonAddress
from courses.publishing import paths
from courses.publishing.diff import Change, Diff, PublicationReport
from courses.publishing.findables import make_findable
from courses.publishing.placing import Places, place, position_in_words, retire_missing
from courses.rules.contents import (
    Surroundings,
    anchors_of,
    lesson_values,
    lessons_in,
    neighbours,
    resolve,
    resolved_check,
    resolved_exercise,
)
from journal import publishing as exercises
from journal.publishing import Placed
from library import publishing as words
from library.grammar.trees import CheckTree, LibraryTree
from quizzes import publishing as questions
from quizzes.models import Quiz


class PublicationRefused(RuleBroken):
    """Publishing this would harm what people have written or finished; `sentences` say what and how to mend it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


def publish_library(
    *, tree: LibraryTree, by: User | None, now: datetime, dry_run: bool = False
) -> PublicationReport:
    """Make the published library say what the tree says; readers see the old one or the new one.

    Unchanged content writes nothing. A dry run does all of it and takes it back. Raises PublicationRefused.
    """
    with transaction.atomic():
        words.lock()
        _refuse(tree)
        diff = Diff()
        places = place(tree, diff)
        urls = places.urls
        checks = _checks(tree, urls)
        diff.others += questions.publish(checks=checks, scales=tree.scales, now=now)
        diff.others += exercises.publish(exercises=_exercises(tree, urls), now=now)
        _write_lessons(tree, places, _surroundings(tree, urls), diff, now)
        paths.lead(tree, places, diff, now)
        make_findable(tree, urls)
        diff.others += words.publish(tree=tree, resolve=lambda html: resolve(html, urls))
        diff.people = _people_in(retire_missing(places, diff, now))
        publication = None
        # Also when only rows outside the tree changed, such as a permission: pages are kept by publication.
        if diff.lines or not words.is_current(tree):
            publication = words.record(tree=tree, by=by, changes=[diff.summary, *diff.lines], now=now)
        if dry_run:
            transaction.set_rollback(True)
    return PublicationReport(
        summary=diff.summary,
        changes=tuple(diff.lines),
        people=diff.people,
        publication=None if dry_run else publication,
        is_dry_run=dry_run,
    )


def _checks(tree: LibraryTree, urls: Mapping[str, str]) -> list[tuple[str, CheckTree]]:
    return [
        (lesson.title, resolved_check(check, urls))
        for _course, _module, lesson in lessons_in(tree)
        for check in lesson.checks
    ]


def _exercises(tree: LibraryTree, urls: Mapping[str, str]) -> list[Placed]:
    """Every exercise in reading order, with the address it is found at."""
    found: list[Placed] = []
    for course, _module, lesson in lessons_in(tree):
        anchors = anchors_of(lesson)
        found += [
            Placed(
                tree=resolved_exercise(exercise, urls),
                course_key=course.id,
                course_title=course.title,
                lesson_title=lesson.title,
                url=f"{urls.get(lesson.id, '')}#{anchors[exercise.id]}",
                position=len(found) + position,
            )
            for position, exercise in enumerate(lesson.exercises, start=1)
        ]
    return found


def _refused_exercises(tree: LibraryTree) -> list[str]:
    files = {exercise.id: lesson.path for _c, _m, lesson in lessons_in(tree) for exercise in lesson.exercises}
    return [f"{files[r.key]}: {r.sentence}" for r in exercises.refusals(_exercises(tree, {}))]


def _refuse(tree: LibraryTree) -> None:
    raw = [(lesson.title, check) for _c, _m, lesson in lessons_in(tree) for check in lesson.checks]
    sentences = [r.sentence for r in questions.refusals(checks=raw, scales=tree.scales)]
    sentences += _refused_exercises(tree)
    sentences += paths.refusals(tree)
    known = dict(Lesson.objects.values_list("key", "revision"))
    for _course, _module, lesson in lessons_in(tree):
        if lesson.revision < known.get(lesson.id, 0):
            sentences.append(
                _(
                    "%(path)s: revision %(new)d is lower than the published %(old)d, which people may have finished. "
                    "Write revision %(old)d or higher."
                )
                % {"path": lesson.path, "new": lesson.revision, "old": known[lesson.id]}
            )
    if sentences:
        raise PublicationRefused(sentences)


def _surroundings(tree: LibraryTree, urls: Mapping[str, str]) -> Surroundings:
    scales = Quiz.objects.published().scales().with_words()
    return Surroundings(
        urls=urls,
        terms={term.key: term for term in tree.glossary},
        scales={
            scale.key: {"number": scale.number, "title": scale.title, "minutes": scale.minutes}
            for scale in scales
        },
    )


def _write_lessons(
    tree: LibraryTree, places: Places, surroundings: Surroundings, diff: Diff, now: datetime
) -> None:
    around = neighbours(tree, surroundings.urls)
    for _course, _module, lesson in lessons_in(tree):
        row = places.lessons[lesson.id]
        values = lesson_values(lesson, around[lesson.id], surroundings)
        _tell(row, values, diff)
        if row.digest != lesson.digest:
            values["changed_at"] = now
        _save(row, values, places.stood[lesson.id], now)
        if not places.numbers.has_address(row):
            LessonAddress.objects.create(
                course=row.module.course, module_number=row.module.number, number=row.number, lesson=row
            )


def _save(row: Lesson, values: Mapping[str, Any], stood: tuple[int, int, int] | None, now: datetime) -> None:
    """Where a lesson stands was set by placing, so it is compared with where it stood."""
    if row._state.adding:
        row.published_at = now
    settle(row, {**values, "retired_at": None})
    if stood is not None and stood != (row.module_id, row.number, row.position):
        row.save(update_fields=["module", "number", "position"])


def _tell(row: Lesson, values: Mapping[str, Any], diff: Diff) -> None:
    if row._state.adding:
        diff.note(Change.ADDED, row.key, position_in_words(row))
        return
    if row.retired_at is not None:
        diff.note(Change.RETURNED, row.key, position_in_words(row))
    if row.revision != values["revision"]:
        diff.note(Change.REVISED, row.key, f"{row.revision} → {values['revision']}")
    elif row.digest != values["digest"]:
        diff.note(Change.CORRECTED, row.key)


def _people_in(lessons: Sequence[Lesson]) -> int:
    """How many people opened or finished any of these."""
    if not lessons:
        return 0
    touched = Q(readings__lesson__in=lessons) | Q(completions__lesson__in=lessons)
    return int(User.objects.filter(touched).distinct().count())
