"""How far people are, counted from lessons and completions; called only for those who agreed to show it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q

from accounts.models import User
from clinic.models import Assignment
from courses.models import Completion, Lesson, Module
from courses.querysets.library import LessonQuerySet
from courses.services import LessonState, progress_of

Target = tuple[str, str]  # what kind of work, and its key


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


@dataclass(frozen=True)
class Finished:
    """Of several people: how many lessons since a moment, and which lessons of those that were asked about."""

    since: Mapping[int, int]  # by User.pk
    lessons: Mapping[int, frozenset[int]]  # Lesson.pk, by User.pk

    def holds(self, learner_id: int, lessons: frozenset[int]) -> bool:
        """Whether somebody has finished all of these; of nothing, nobody has."""
        return bool(lessons) and lessons <= self.lessons.get(learner_id, frozenset())


def finished_of(*, learner_ids: Collection[int], lesson_ids: Collection[int], since: datetime) -> Finished:
    """One query for any number of people. A lesson finished twice since the moment counts once."""
    is_lately = ExpressionWrapper(Q(completed_at__gte=since), output_field=BooleanField())
    rows = (
        Completion.objects.standing()
        .filter(Q(completed_at__gte=since) | Q(lesson__in=lesson_ids), learner__in=learner_ids)
        .values_list("learner_id", "lesson_id", is_lately)
    )
    lately: dict[int, set[int]] = {}
    ever: dict[int, set[int]] = {}
    for learner, lesson, was_lately in rows:
        ever.setdefault(learner, set()).add(lesson)
        if was_lately:
            lately.setdefault(learner, set()).add(lesson)
    return Finished(
        since={learner: len(lessons) for learner, lessons in lately.items()},
        lessons={learner: frozenset(lessons) for learner, lessons in ever.items()},
    )


def lessons_of_works() -> dict[Target, frozenset[int]]:
    """The lessons that count (Lesson.pk) for every lesson, module and course there is; not for a path. One query."""
    rows = (
        Lesson.objects.published()
        .order_by()
        .values_list("pk", "key", "is_required", "module__key", "module__course__key")
    )
    single: dict[Target, set[int]] = {}
    required: dict[Target, set[int]] = {}
    whole: dict[Target, set[int]] = {}
    for pk, key, is_required, module, course in rows:
        single[Assignment.Target.LESSON, key] = {pk}
        for target in ((Assignment.Target.MODULE, module), (Assignment.Target.COURSE, course)):
            whole.setdefault(target, set()).add(pk)
            if is_required:
                required.setdefault(target, set()).add(pk)
    return {target: frozenset(lessons) for target, lessons in (single | whole | required).items()}


def module_progress(*, learner: User) -> list[ModuleProgress]:
    """Every published module in order, with the required lessons counted. Three queries."""
    modules = list(Module.objects.published().select_related("course"))
    lessons: dict[int, list[str]] = {}
    for key, module in _counted_lessons().values_list("key", "module_id"):
        lessons.setdefault(module, []).append(key)
    states = progress_of(learner=learner, lesson_keys=[key for keys in lessons.values() for key in keys])
    return [_module_row(module, [states[key] for key in lessons.get(module.pk, [])]) for module in modules]


def _module_row(module: Module, states: Iterable[LessonState]) -> ModuleProgress:
    found = list(states)
    moments = [state.opened_at for state in found if state.opened_at]
    return ModuleProgress(
        key=module.key,
        title=module.title,
        course_title=module.course.title,
        done=sum(state.is_finished for state in found),
        total=len(found),
        last_opened_at=max(moments, default=None),
    )


def _counted_lessons() -> LessonQuerySet:
    """The lessons that count: published and not optional."""
    return Lesson.objects.published().filter(is_required=True).order_by()
