"""What a suggestion leads to: titles, content notes and the next lesson, read from the library as it is now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from clinic.models import Assignment, Link
from courses.models import Lesson
from courses.querysets.library import LessonQuerySet


@dataclass(frozen=True)
class Work:
    """A module or lesson somebody may be pointed to."""

    key: str
    title: str
    course_title: str
    lessons: tuple[Lesson, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def mentions(self) -> tuple[str, ...]:
        """The content notes of its lessons, each once."""
        return tuple(dict.fromkeys(lesson.mentions for lesson in self.lessons if lesson.mentions))

    @property
    def clinician_notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note for note in (each.clinician_note for each in self.lessons) if note))


@dataclass(frozen=True)
class Suggestion:
    """One suggestion as the client sees it. `suggested_by` is a day in words or empty; nothing is ever late."""

    key: UUID
    clinician_name: str
    title: str
    url: str
    note: str
    suggested_by: str
    decline_url: str
    done: int
    total: int

    @property
    def is_finished(self) -> bool:
        return self.done >= self.total


def assignments_for(client: User) -> list[Suggestion]:
    """What stands for Today, oldest first: not what is finished, declined, taken back, retired or ended."""
    return [each for each in suggestions_of(client) if not each.is_finished]


def suggestions_of(client: User, link: Link | None = None) -> list[Suggestion]:
    """Standing suggestions with how far the client is, finished ones too. Two queries for any number, one for none."""
    rows = Assignment.objects.visible_to(client).of_client(client).standing().in_order()
    assignments = list((rows.filter(link=link) if link else rows).select_related("link__clinician"))
    if not assignments:
        return []
    lessons = list(_lessons_of(assignments).with_progress_of(client))
    finished = {lesson.key for lesson in lessons if lesson.is_finished}
    works = _works(assignments, lessons)
    return [
        _suggestion(assignment, works[assignment.pk], finished)
        for assignment in assignments
        if assignment.pk in works
    ]


def works_of(assignments: Sequence[Assignment]) -> dict[int, Work]:
    """By `Assignment.pk`; what has left the library is absent. One query."""
    return _works(assignments, list(_lessons_of(assignments)))


def _lessons_of(assignments: Sequence[Assignment]) -> LessonQuerySet:
    keys = {target: [each.target_key for each in assignments if each.target == target] for target in _LOOKUP}
    wanted = Q(pk__in=[])
    for target, lookup in _LOOKUP.items():
        wanted |= Q(**{f"{lookup}__in": keys[target]})
    return Lesson.objects.published().filter(wanted).light()


def _works(assignments: Sequence[Assignment], lessons: Sequence[Lesson]) -> dict[int, Work]:
    found = {each.pk: _work(each.target, each.target_key, lessons) for each in assignments}
    return {pk: work for pk, work in found.items() if work}


@dataclass(frozen=True)
class Choice:
    """What can be suggested to one client now, and whether a plan for urgent contact is still to be confirmed."""

    works: tuple[Work, ...]
    suggested: tuple[Work, ...]
    asks_plan: bool

    @property
    def keys(self) -> list[str]:
        return [work.key for work in self.works]


def choice_for(*, link: Link) -> Choice:
    """Every published module but those that stand suggested already."""
    standing = Assignment.objects.standing().filter(link=link, target=Assignment.Target.MODULE)
    taken = set(standing.values_list("target_key", flat=True))
    works = assignable_modules()
    return Choice(
        works=tuple(work for work in works if work.key not in taken),
        suggested=tuple(work for work in works if work.key in taken),
        asks_plan=link.plan_confirmed_at is None,
    )


def assignable_modules() -> list[Work]:
    """Every published module with its lessons, in order. One query."""
    lessons = list(Lesson.objects.published().select_related("module__course").defer(*_TEXT))
    keys = dict.fromkeys(lesson.module.key for lesson in lessons)
    return [work for key in keys if (work := _work(Assignment.Target.MODULE, key, lessons))]


def preview_of(*, link: Link, module_keys: Iterable[str], note: str, by_on: date | None) -> list[Suggestion]:
    """What the client would see, built by the same code; nothing is saved and the client's progress is not read."""
    chosen = set(module_keys)
    drafts = [
        (work, Assignment(link=link, note=note.strip(), by_on=by_on))
        for work in assignable_modules()
        if work.key in chosen
    ]
    return [_suggestion(draft, work, set()) for work, draft in drafts]


def day_in_words(day: date | None) -> str:
    return date_format(day, "l j F") if day else ""


_TEXT = ("parts", "outline", "extras")
_LOOKUP = {Assignment.Target.MODULE: "module__key", Assignment.Target.LESSON: "key"}


def _work(target: str, key: str, lessons: Iterable[Lesson]) -> Work | None:
    if target == Assignment.Target.LESSON:
        mine = tuple(lesson for lesson in lessons if lesson.key == key)
        title = mine[0].title if mine else ""
    else:
        mine = tuple(lesson for lesson in lessons if lesson.module.key == key)
        title = mine[0].module.title if mine else ""
    return Work(key, title, mine[0].module.course.title, mine) if mine else None


def _suggestion(assignment: Assignment, work: Work, finished: set[str]) -> Suggestion:
    counted = [lesson for lesson in work.lessons if lesson.is_required] or list(work.lessons)
    waiting = [lesson for lesson in counted if lesson.key not in finished]
    return Suggestion(
        key=assignment.key,
        clinician_name=assignment.link.clinician.professional_name,
        title=work.title,
        url=(waiting or counted)[0].get_absolute_url(),
        note=assignment.note or "",
        suggested_by=day_in_words(assignment.by_on),
        decline_url=reverse("clinic:decline_assignment", args=[assignment.key]),
        done=len(counted) - len(waiting),
        total=len(counted),
    )
