"""How far a learner is, and what comes next. Progress belongs to learner and lesson, not to an enrolment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from django.utils.translation import gettext, ngettext

from accounts.models import User
from courses.models import Course, Enrolment, Lesson, LessonAddress, PathStep
from courses.querysets.learning import EnrolmentQuerySet
from courses.querysets.library import HEAVY
from courses.rules.paths import query_of
from courses.rules.progress import Next, Progress, Step, next_of
from courses.rules.progress import progress_of as counted
from quizzes.models import Sitting

# Where a lesson is, or was: in a course or on a path.
Place = LessonAddress | PathStep
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class NextStep:
    """`kind`: start (nothing done yet), continue (left open), next."""

    lesson: Lesson
    kind: Literal["start", "continue", "next"]
    place: str = ""
    path: int | None = None

    @property
    def url(self) -> str:
        """The lesson, on the path it is the next step of, at the last heading reached."""
        anchor = f"#{self.place}" if self.place else ""
        return f"{self.lesson.get_absolute_url()}{query_of(self.path)}{anchor}"

    @property
    def title(self) -> str:
        return self.lesson.title

    @property
    def minutes(self) -> int:
        return self.lesson.minutes


@dataclass(frozen=True)
class LessonState:
    is_finished: bool = False
    is_new_since: bool = False
    is_opened: bool = False
    finished_at: datetime | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True)
class CourseWay:
    """One course as one learner stands in it; lessons are those of today, in order."""

    course: Course
    lessons: tuple[Lesson, ...]
    states: dict[str, LessonState]
    progress: Progress
    next: NextStep | None
    last_opened_at: datetime | None
    enrolment: Enrolment | None = None

    @property
    def joined_at(self) -> datetime | None:
        return self.enrolment.joined_at if self.enrolment else None

    @property
    def touched_at(self) -> datetime:
        """When the learner last joined this course or opened something in it."""
        return max(filter(None, (self.last_opened_at, self.joined_at)), default=NEVER)

    @property
    def recency(self) -> tuple[datetime, datetime]:
        """Sorts what was touched last to the end. A lesson may be on a course and on a path: what was joined last is
        what its reader is on.
        """
        return self.touched_at, self.joined_at or NEVER

    @property
    def sentence(self) -> str:
        return in_words(self.progress)

    @property
    def title(self) -> str:
        return self.course.title

    @property
    def url(self) -> str:
        return self.course.get_absolute_url()

    @property
    def finished(self) -> int:
        return self.progress.done

    @property
    def total(self) -> int:
        return self.progress.total


@dataclass(frozen=True)
class Joined:
    """Somebody's standing places, and the keys of the checks they have handed in."""

    places: Mapping[Course, Enrolment]
    handed_in: frozenset[str]

    @property
    def courses(self) -> list[Course]:
        return list(self.places)


def way_through(*, learner: User, course: Course) -> CourseWay:
    """The learner's way through one course, whether or not they joined it; two queries."""
    checks = Sitting.objects.visible_to(learner).submitted().of_checks()
    handed_in = checks.values_list("quiz__key", flat=True).distinct()
    (way,) = _ways([course], _places(learner, [course]), frozenset(handed_in))
    return way


def courses_of(*, learner: User) -> list[CourseWay]:
    """The courses the learner is on, the one touched last first; two queries, and one
    more for somebody on a path and a course."""
    joined = joined_by(learner)
    return in_order(joined, _places(learner, joined.courses)) if joined.places else []


def progress_of(*, learner: User, lesson_keys: Iterable[str]) -> dict[str, LessonState]:
    """The state of each of these lessons by key, retired ones too; one query."""
    wanted = list(lesson_keys)
    lessons = Lesson.objects.filter(key__in=wanted).defer(*HEAVY)
    found = {lesson.key: _state(lesson, lesson.revision) for lesson in lessons.with_progress_of(learner)}
    return {key: found.get(key, LessonState()) for key in wanted}


def in_words(progress: Progress) -> str:
    """ "3 of 8 lessons finished; 2 checks open": what is done, never a share of it."""
    done, total = progress.done, progress.total
    pieces = [
        ngettext("%(done)d of %(total)d lesson finished", "%(done)d of %(total)d lessons finished", total)
        % {"done": done, "total": total}
    ]
    if progress.open_checks:
        pieces.append(
            ngettext("%(n)d check open", "%(n)d checks open", progress.open_checks)
            % {"n": progress.open_checks}
        )
    if progress.beyond:
        pieces.append(gettext("and %(n)d more that you finished") % {"n": progress.beyond})
    return "; ".join(pieces)


def joined_by(learner: User) -> Joined:
    """One query."""
    joined = {row.course: row for row in _standing().visible_to(learner) if row.course.is_open}
    handed_in = (key for row in joined.values() for (key,) in row.handed_in)
    return Joined(joined, frozenset(handed_in))


@cache
def _standing() -> EnrolmentQuerySet:
    """Not asked yet; put together once, which takes longer than to ask it."""
    return Enrolment.objects.active().with_checks().select_related("course")


def in_order(joined: Joined, places: Iterable[Place]) -> list[CourseWay]:
    """The ways through what was joined, the one touched last first."""
    ways = _ways(joined.courses, places, joined.handed_in)
    known = [replace(way, enrolment=joined.places[way.course]) for way in ways]
    return sorted(known, key=lambda way: way.recency, reverse=True)


def _ways(courses: list[Course], places: Iterable[Place], handed_in: frozenset[str]) -> list[CourseWay]:
    by_course: dict[int, dict[int, Place]] = {course.pk: {} for course in courses}
    for place in places:
        by_course[place.course_id].setdefault(place.lesson_id, place)
    return [_way(course, list(by_course[course.pk].values()), handed_in) for course in courses]


def _places(learner: User, courses: list[Course]) -> Iterator[Place]:
    """Where lessons are or were in these courses and on these paths; one query for each of the two kinds."""
    homes = [course.pk for course in courses if not course.is_path]
    if homes:
        yield from LessonAddress.objects.in_courses(homes).light().with_progress_of(learner)
    yield from steps_on(learner, courses)


def steps_on(learner: User, courses: list[Course]) -> Iterator[Place]:
    """Where lessons are or were on the paths among these; one query, and none where none is a path."""
    paths = [course.pk for course in courses if course.is_path]
    if paths:  # to put together a question that finds nothing takes as long as to ask one
        yield from PathStep.objects.on(paths).light().with_progress_of(learner)


def _way(course: Course, places: list[Place], handed_in: frozenset[str]) -> CourseWay:
    steps = [step_of(place) for place in places]
    lessons = {p.lesson.key: p.lesson for p, step in zip(places, steps, strict=True) if step.in_course}
    headings = {place.lesson.key: getattr(place, "place", None) or "" for place in places}
    opened = [step.opened_at for step in steps if step.opened_at and step.in_course]
    return CourseWay(
        course=course,
        lessons=tuple(lessons.values()),
        states={place.lesson.key: _state(place, place.lesson.revision) for place in places},
        progress=counted(steps, handed_in),
        next=_next(course, next_of(steps), lessons, headings),
        last_opened_at=max(opened, default=None),
    )


def _next(
    course: Course, following: Next | None, lessons: Mapping[str, Lesson], headings: Mapping[str, str]
) -> NextStep | None:
    if following is None:
        return None
    path = course.number if course.is_path else None
    return NextStep(lessons[following.key], following.kind, headings[following.key], path)


def step_of(place: Place) -> Step:
    """From a row that with_progress_of has annotated."""
    lesson = place.lesson
    return Step(
        key=lesson.key,
        is_required=lesson.is_required,
        in_course=place.is_in_course,
        finished_revision=getattr(place, "finished_revision", None),
        revision=lesson.revision,
        opened_at=getattr(place, "opened_at", None),
        checks=tuple(lesson.around.get("checks", ())),
    )


def _state(row: Lesson | Place, revision: int) -> LessonState:
    """From a row that with_progress_of has annotated."""
    finished = getattr(row, "finished_revision", None)
    opened_at = getattr(row, "opened_at", None)
    return LessonState(
        is_finished=finished is not None,
        is_new_since=finished is not None and finished < revision,
        is_opened=opened_at is not None,
        finished_at=getattr(row, "finished_at", None),
        opened_at=opened_at,
    )
