"""What the catalogue, a course page and the glossary show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Enrolment, Lesson, Module
from courses.rules.paths import query_of
from courses.services.moments import pace_in_words
from courses.services.returning import return_in_words
from courses.services.ways import CourseWay, LessonState, courses_of, way_through
from library.models import Term


@dataclass(frozen=True)
class Card:
    """A course or a path on a shelf. `minutes` are those of one lesson, `way` is the learner's own if they joined."""

    course: Course
    title: str
    url: str
    summary: str
    art: str
    lesson_count: int
    minutes: int
    minutes_in_all: int
    way: CourseWay | None = None


@dataclass(frozen=True)
class Shelf:
    """Everything there is to join."""

    courses: tuple[Card, ...]
    paths: tuple[Card, ...]


@dataclass(frozen=True)
class Home:
    """A course that a path leads through: how many of its lessons it takes."""

    title: str
    url: str
    taken: int
    total: int


@dataclass(frozen=True)
class Row:
    """A lesson in the list of a course."""

    lesson: Lesson
    url: str
    state: LessonState
    is_next: bool


@dataclass(frozen=True)
class Group:
    """A module in the list of a course."""

    module: Module
    rows: tuple[Row, ...]

    @property
    def finished(self) -> int:
        return sum(row.state.is_finished for row in self.rows)

    @property
    def is_begun(self) -> bool:
        return any(row.state.is_opened or row.state.is_finished for row in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class CoursePage:
    """A course, or a path with the courses it leads through (`homes`). `way` and `enrolment` are None for somebody who
    is not signed in; `first` is where anybody may begin to read.
    """

    course: Course
    rows: tuple[Row, ...]
    way: CourseWay | None = None
    enrolment: Enrolment | None = None
    first: Row | None = None
    homes: tuple[Home, ...] = ()

    @property
    def groups(self) -> list[Group]:
        """The rows by module."""
        by_module = groupby(self.rows, key=lambda row: row.lesson.module_id)
        members = [tuple(rows) for _module, rows in by_module]
        return [Group(rows[0].lesson.module, rows) for rows in members]

    @property
    def next_at(self) -> int:
        """Which lesson of the list, counted from one, is the next step; 0 if none is."""
        return next((at for at, row in enumerate(self.rows, start=1) if row.is_next), 0)

    @property
    def required(self) -> list[Lesson]:
        return [row.lesson for row in self.rows if row.lesson.is_required]

    @property
    def pace(self) -> str:
        """The pace chosen for this course, in words."""
        return pace_in_words(self.enrolment) if self.enrolment else ""

    @property
    def return_words(self) -> str:
        """The day they would like to come back, in words; empty if they named none."""
        return_on = self.enrolment.return_on if self.enrolment else None
        return return_in_words(return_on=return_on, today=timezone.localdate())

    @property
    def lesson_count(self) -> int:
        return len(self.required)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.required)


def catalogue(*, learner: User | None = None) -> Shelf:
    """Every published course and path; one query, and two or three more for what a learner joined."""
    ways = {way.course.pk: way for way in courses_of(learner=learner)} if learner else {}
    published = Course.objects.published().with_size()
    cards = [_card(course, ways.get(course.pk)) for course in published]
    return Shelf(
        courses=tuple(card for card in cards if not card.course.is_path),
        paths=tuple(card for card in cards if card.course.is_path),
    )


def first_lesson_url() -> str:
    """The first lesson of the first course, open to everybody; empty while nothing is published."""
    lesson = Lesson.objects.samples().light().first()
    return lesson.get_absolute_url() if lesson else ""


def course_page(*, reader: User | AnonymousUser, course: Course) -> CoursePage:
    """The course or path as this reader sees it."""
    if not isinstance(reader, User):
        lessons = tuple(Lesson.objects.published().light().of(course))
        rows = _rows(course, lessons, {}, None)
        return CoursePage(course, rows, first=_open_to_all(rows), homes=_homes(course, lessons))
    way = way_through(learner=reader, course=course)
    enrolment = Enrolment.objects.visible_to(reader).active().filter(course=course).first()
    rows = _rows(course, way.lessons, way.states, way.next.lesson if way.next else None)
    return CoursePage(course, rows, way, enrolment, _open_to_all(rows), _homes(course, way.lessons))


def words() -> list[Term]:
    """The glossary in the order of the alphabet."""
    return list(Term.objects.published())


def _card(course: Course, way: CourseWay | None) -> Card:
    count, minutes = getattr(course, "lesson_count", 0), getattr(course, "minutes", 0)
    return Card(
        course=course,
        title=course.title,
        url=course.get_absolute_url(),
        summary=course.summary,
        art=course.art,
        lesson_count=count,
        minutes=round(minutes / count) if count else 0,
        minutes_in_all=minutes,
        way=way,
    )


def _rows(
    course: Course, lessons: Iterable[Lesson], states: Mapping[str, LessonState], following: Lesson | None
) -> tuple[Row, ...]:
    query = query_of(course.number if course.is_path else None)
    return tuple(
        Row(
            lesson=lesson,
            url=lesson.get_absolute_url() + query,
            state=states.get(lesson.key, LessonState()),
            is_next=following is not None and lesson.pk == following.pk,
        )
        for lesson in lessons
    )


def _open_to_all(rows: Sequence[Row]) -> Row | None:
    """The first lesson, if it can be read without an account: that of a course can, that of a path hardly ever."""
    return rows[0] if rows and rows[0].lesson.is_sample else None


def _homes(course: Course, lessons: Iterable[Lesson]) -> tuple[Home, ...]:
    """The courses a path leads through, in its order; one query, and none for a course."""
    if not course.is_path:
        return ()
    taken = Counter(lesson.module.course_id for lesson in lessons if lesson.is_required)
    sizes = {home.pk: home for home in Course.objects.published().with_size().filter(pk__in=taken)}
    return tuple(
        Home(home.title, home.get_absolute_url(), taken[pk], getattr(home, "lesson_count", 0))
        for pk in taken
        if (home := sizes.get(pk))
    )
