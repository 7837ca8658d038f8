"""Bringing an earlier publication back: its tree was kept whole, so nobody needs the folder it came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import Lesson
from courses.publishing.conduct import publish_library
from courses.publishing.diff import PublicationReport
from library.grammar.trees import CourseTree, LessonTree, LibraryTree, ModuleTree
from library.models import Publication


@transaction.atomic
def restore_publication(
    *, publication: Publication, by: User | None, now: datetime, dry_run: bool = False
) -> PublicationReport:
    """Publish again what was published then, as a new publication. Raises PublicationRefused as any other.

    Lessons written since are retired, with everybody's progress kept. A lesson never goes back to a lower revision,
    which people may have finished: old words come back under the number they have reached.
    """
    tree = LibraryTree.model_validate_json(publication.tree_text)
    reached = dict(Lesson.objects.values_list("key", "revision"))
    return publish_library(tree=_lifted(tree, reached), by=by, now=now, dry_run=dry_run)


def _lifted(tree: LibraryTree, reached: Mapping[str, int]) -> LibraryTree:
    """The tree with no lesson below the revision it has reached. The digest stays: the words are the same."""
    courses = tuple(_course(course, reached) for course in tree.courses)
    return tree.model_copy(update={"courses": courses})


def _course(course: CourseTree, reached: Mapping[str, int]) -> CourseTree:
    return course.model_copy(update={"modules": tuple(_module(module, reached) for module in course.modules)})


def _module(module: ModuleTree, reached: Mapping[str, int]) -> ModuleTree:
    return module.model_copy(update={"lessons": tuple(_lesson(lesson, reached) for lesson in module.lessons)})


def _lesson(lesson: LessonTree, reached: Mapping[str, int]) -> LessonTree:
    return lesson.model_copy(update={"revision": max(lesson.revision, reached.get(lesson.id, 0))})
