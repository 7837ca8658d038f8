"""Vocabulary for published courses and lessons, and where each stands."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from courses.querysets.relations import related

# What only the lesson's own page needs.
HEAVY = ("parts", "outline", "extras", "clinician_note")
# Nor does a list of many lessons need these, and each of its rows would carry them.
UNLISTED = (
    *HEAVY,
    *("digest", "fork", "needs", "published_at", "changed_at", "reviewed_by", "reviewed_on", "words"),
    *(f"module__course__{name}" for name in ("summary", "for_whom", "not_for", "cannot")),
)


class CourseQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Courses, then the paths through them."""
        return self.filter(retired_at__isnull=True).order_by("is_path", "position")

    def joined_by(self, learner: Any) -> Self:
        return self.filter(enrolments__learner=learner, enrolments__state="active")

    def with_size(self) -> Self:
        """Annotates lesson_count and minutes over required, published lessons: its own, or those on a path."""
        lessons = related(related(self.model, "modules"), "lessons").objects.published()
        required = lessons.filter(is_required=True).order_by()
        own = required.filter(module__course=OuterRef("pk")).values("module__course")
        passed = required.filter(steps__course=OuterRef("pk"), steps__retired_at__isnull=True).values(
            "steps__course"
        )
        return self.annotate(
            lesson_count=_of_either(own, passed, Count("pk")), minutes=_of_either(own, passed, Sum("minutes"))
        )


class ModuleQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(retired_at__isnull=True, course__retired_at__isnull=True).order_by(
            "course__position", "position"
        )

    def with_lessons(self) -> Self:
        """Modules that have a published lesson."""
        lessons = related(self.model, "lessons").objects.published().filter(module=OuterRef("pk"))
        return self.filter(Exists(lessons))


class LessonQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(
            retired_at__isnull=True, module__retired_at__isnull=True, module__course__retired_at__isnull=True
        ).order_by("module__course__position", "module__position", "position")

    def left_for(self, learner: Any) -> Self:
        """Those a learner has not finished: required, or left open. For a subquery, with an outer reference."""
        mine = related(self.model, "readings").objects.filter(learner=learner, lesson=OuterRef("pk"))
        waiting = self.published().order_by().exclude(Exists(mine.filter(finished_revision__isnull=False)))
        return waiting.filter(Q(is_required=True) | Exists(mine))

    def light(self) -> Self:
        """Without the text, with everything an address needs."""
        return self.select_related("module__course").defer(*HEAVY)

    def of(self, course: Any) -> Self:
        """The lessons of a course, or of a path, in its order."""
        if not course.is_path:
            return self.filter(module__course=course)
        on_it = Q(steps__course=course, steps__retired_at__isnull=True)
        return (
            self.annotate(step=FilteredRelation("steps", condition=on_it), at=F("step__position"))
            .filter(at__isnull=False)
            .order_by("at")
        )

    def reported(self, reports: Any) -> Self:
        """Those that these reports are about, in the order of the library."""
        return self.published().filter(pk__in=reports.order_by().values("lesson"))

    def told(self, keys: Iterable[str], pks: Iterable[int]) -> Self:
        """Those with one of these keys, in the library or out of it, and those in it with one of these pks."""
        standing = self.published().order_by().filter(pk__in=list(pks)).values("pk")
        places = ("module__course__position", "module__position", "position")
        return self.filter(Q(key__in=list(keys)) | Q(pk__in=standing)).order_by(*places)

    def samples(self) -> Self:
        """The lessons anybody may read: the first of each course."""
        return self.published().filter(position=1, module__position=1)

    def with_progress_of(self, learner: Any) -> Self:
        """Annotates finished_revision, finished_at, opened_at, is_finished, is_new_since and is_opened."""
        return self._with_reading_of(learner).annotate(
            is_opened=Q(opened_at__isnull=False),
            is_finished=Q(finished_revision__isnull=False),
            is_new_since=Q(finished_revision__isnull=False, finished_revision__lt=F("revision")),
        )

    def _with_reading_of(self, learner: Any) -> Self:
        own = Q(readings__learner=learner)
        return self.annotate(
            mine=FilteredRelation("readings", condition=own),
            opened_at=F("mine__last_opened_at"),
            finished_revision=F("mine__finished_revision"),
            finished_at=F("mine__finished_at"),
        )

    def as_read_by(self, learner: Any, path: int | None = None) -> Mapping[str, Any]:
        """What PlaceQuerySet.with_progress_of annotates, of the only one of these, and with it whether the
        learner is on the course (`is_enrolled`) and the day they would like to come back (`return_on`); the course is
        the lesson's own, or the path with this pk."""
        mine = self._with_reading_of(learner).annotate(place=F("mine__place"))
        rows = mine._with_place_on(path, learner) if path else mine._with_place_at_home(learner)
        told = ("opened_at", "place", "finished_revision", "finished_at", "return_on", "is_enrolled")
        return rows.order_by().values(*told).first() or {}

    def _with_place_at_home(self, learner: Any) -> Self:
        path = "module__course__enrolments"
        on_it = Q(**{f"{path}__learner": learner, f"{path}__state": "active"})
        return self.annotate(
            stay=FilteredRelation(path, condition=on_it),
            return_on=F("stay__return_on"),
            is_enrolled=Q(stay__pk__isnull=False),
        )

    def _with_place_on(self, path: int, learner: Any) -> Self:
        course = related(related(self.model, "steps"), "course")
        stays = related(course, "enrolments").objects.visible_to(learner).active().filter(course=path)
        return self.annotate(return_on=Subquery(stays.values("return_on")), is_enrolled=Exists(stays))


class PlaceQuerySet(models.QuerySet[Any]):
    """Rows that say where a lesson stands."""

    def with_progress_of(self, learner: Any) -> Self:
        """Annotates finished_revision, finished_at, opened_at and place of the row's lesson."""
        own = Q(lesson__readings__learner=learner)
        return self.annotate(
            mine=FilteredRelation("lesson__readings", condition=own),
            opened_at=F("mine__last_opened_at"),
            place=F("mine__place"),
            finished_revision=F("mine__finished_revision"),
            finished_at=F("mine__finished_at"),
        )


class LessonAddressQuerySet(PlaceQuerySet):
    def at(self, course: int, module: int, number: int) -> Self:
        return self.filter(course__number=course, module_number=module, number=number)

    def in_courses(self, courses: Iterable[Any]) -> Self:
        """Every lesson that is or ever was in these courses, in the order of today."""
        return self.filter(course__in=courses).in_order()

    def around(self, courses: Iterable[Any], learner: Any, lessons: Any) -> Self:
        """With progress: what `in_courses` finds, and elsewhere what the learner left open, and these lessons."""
        wanted = Q(course__in=courses) | Q(opened_at__isnull=False, finished_revision__isnull=True)
        if lessons is not None:
            wanted |= Q(lesson__in=lessons.order_by().values("pk"))
        return self.with_progress_of(learner).filter(wanted).in_order()

    def in_order(self) -> Self:
        """That of today."""
        return self.order_by("course__position", "lesson__module__position", "lesson__position", "pk")

    def with_lesson(self) -> Self:
        return self.select_related("lesson__module__course")

    def light(self) -> Self:
        return self.with_lesson().defer(*(f"lesson__{name}" for name in UNLISTED))


class PathStepQuerySet(PlaceQuerySet):
    def on(self, paths: Iterable[Any]) -> Self:
        """Every lesson that is or ever was on these paths, in the order of today."""
        return self.filter(course__in=paths).order_by("course__position", "position", "pk")

    def of_path(self, number: int) -> Self:
        """Those of the path with this number, in order."""
        return self.filter(course__number=number).order_by("position")

    def standing(self) -> Self:
        """Those that lead somewhere today."""
        there = related(self.model, "lesson").objects.published().order_by()
        return self.filter(retired_at__isnull=True, course__retired_at__isnull=True, lesson__in=there)

    def light(self) -> Self:
        light = (f"lesson__{name}" for name in UNLISTED)
        return self.select_related("course", "lesson__module__course").defer(*light)


def _of_either(own: Any, passed: Any, size: Any) -> Case:
    """A sum over the lessons of a course, or over those a path leads through."""
    own, passed = (Subquery(lessons.annotate(n=size).values("n")) for lessons in (own, passed))
    return Case(When(is_path=True, then=Coalesce(passed, 0)), default=Coalesce(own, 0))
