"""How far people are, counted from lessons and completions; called only for those who agreed to show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from accounts.models import User
from courses.models import Completion, Course, Lesson, Module, Reading
from courses.querysets.library import LessonQuerySet
from courses.services import LessonState, progress_of


@dataclass(frozen=True)
class CourseProgress:
    """The course somebody opened last."""

    title: str
    done: int
    total: int


@dataclass(frozen=True)
class ModuleProgress:
    key: str
    title: str
    course_title: str
    done: int
    total: int
    last_opened_at: datetime | None

    @property
    def is_touched(self) -> bool:
        return self.done > 0 or self.last_opened_at is not None


def course_progress(*, learner_ids: Iterable[int]) -> dict[int, CourseProgress]:
    """By `User.pk`; who has opened nothing yet is absent. Three queries for any number of people."""
    current = _current_courses(learner_ids)
    courses = dict(Course.objects.filter(pk__in=set(current.values())).values_list("pk", "title"))
    totals = _counted_lessons(set(courses)).values("module__course_id").annotate(n=Count("pk"))
    total_of = {row["module__course_id"]: row["n"] for row in totals}
    done_of = _finished(learner_ids=list(current), course_ids=set(courses))
    return {
        learner: CourseProgress(courses[course], done_of.get((learner, course), 0), total_of.get(course, 0))
        for learner, course in current.items()
    }


def module_progress(*, learner: User) -> list[ModuleProgress]:
    """Every published module in order, with the required lessons counted. Three queries."""
    modules = list(Module.objects.published().select_related("course"))
    lessons: dict[int, list[str]] = {}
    for key, module in _counted_lessons().values_list("key", "module_id"):
        lessons.setdefault(module, []).append(key)
    states = progress_of(learner=learner, lesson_keys=[key for keys in lessons.values() for key in keys])
    return [_module_row(module, [states[key] for key in lessons.get(module.pk, [])]) for module in modules]


def _module_row(module: Module, states: list[LessonState]) -> ModuleProgress:
    moments = [state.opened_at for state in states if state.opened_at]
    return ModuleProgress(
        key=module.key,
        title=module.title,
        course_title=module.course.title,
        done=sum(state.is_finished for state in states),
        total=len(states),
        last_opened_at=max(moments, default=None),
    )


def _finished(*, learner_ids: Iterable[int], course_ids: set[int]) -> dict[tuple[int, int], int]:
    """Finished required lessons by learner and course; a lesson finished in two revisions counts once."""
    rows = (
        Completion.objects.standing()
        .filter(learner_id__in=list(learner_ids), lesson__in=_counted_lessons(course_ids))
        .values("learner_id", "lesson__module__course_id")
        .annotate(n=Count("lesson_id", distinct=True))
    )
    return {(row["learner_id"], row["lesson__module__course_id"]): row["n"] for row in rows}


def _current_courses(learner_ids: Iterable[int]) -> dict[int, int]:
    """The published course each person opened last, by `User.pk`."""
    opened = Reading.objects.filter(learner=OuterRef("pk"), lesson__in=Lesson.objects.published().order_by())
    last = opened.order_by("-last_opened_at", "-pk").values("lesson__module__course_id")[:1]
    people = User.objects.filter(pk__in=list(learner_ids)).annotate(last_course=Subquery(last))
    return {
        learner: course for learner, course in people.values_list("pk", "last_course") if course is not None
    }


def _counted_lessons(course_ids: set[int] | None = None) -> LessonQuerySet:
    """The lessons that count: published and not optional."""
    lessons = Lesson.objects.published().filter(is_required=True).order_by()
    return lessons if course_ids is None else lessons.filter(module__course_id__in=course_ids)
