"""What the catalogue, a course page and the glossary show."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Enrolment, Lesson, Module
from courses.services.moments import about_when, pace_in_words
from courses.services.returning import return_in_words
from courses.services.ways import CourseWay, LessonState, courses_of, way_through
from library.models import Term


@dataclass(frozen=True)
class Card:
    """A course on a shelf. `minutes` is the usual length of a lesson, `way` the learner's own if they joined."""

    course: Course
    title: str
    url: str
    summary: str
    art: str
    lesson_count: int
    minutes: int
    way: CourseWay | None = None


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
    """`way` and `enrolment` are None for somebody who is not signed in."""

    course: Course
    groups: tuple[Group, ...]
    way: CourseWay | None = None
    enrolment: Enrolment | None = None
    first: Lesson | None = None

    @property
    def required(self) -> list[Lesson]:
        return [row.lesson for group in self.groups for row in group.rows if row.lesson.is_required]

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
    def next_note(self) -> str:
        """When the next note about this course comes, in words; empty if none does."""
        due_at = self.enrolment.next_due_at if self.enrolment else None
        return about_when(timezone.localtime(due_at)) if due_at else ""

    @property
    def lesson_count(self) -> int:
        return len(self.required)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.required)


def catalogue(*, learner: User | None = None) -> list[Card]:
    """Every published course; one query, and three more for what a learner joined."""
    ways = {way.course.pk: way for way in courses_of(learner=learner)} if learner else {}
    return [_card(course, ways.get(course.pk)) for course in Course.objects.published().with_size()]


def first_lesson_url() -> str:
    """The first lesson of the first course, open to everybody; empty while nothing is published."""
    lesson = Lesson.objects.samples().light().first()
    return lesson.get_absolute_url() if lesson else ""


def course_page(*, reader: User | AnonymousUser, course: Course) -> CoursePage:
    """The course as this reader sees it."""
    if not isinstance(reader, User):
        lessons = tuple(Lesson.objects.published().light().filter(module__course=course))
        return CoursePage(course, _groups(lessons, {}, None), first=lessons[0] if lessons else None)
    way = way_through(learner=reader, course=course)
    enrolment = Enrolment.objects.visible_to(reader).active().filter(course=course).first()
    groups = _groups(way.lessons, way.states, way.next.lesson if way.next else None)
    return CoursePage(course, groups, way, enrolment, way.lessons[0] if way.lessons else None)


def words() -> list[Term]:
    """The glossary in the order of the alphabet."""
    return list(Term.objects.published())


def _card(course: Course, way: CourseWay | None) -> Card:
    count = getattr(course, "lesson_count", 0)
    minutes = round(getattr(course, "minutes", 0) / count) if count else 0
    url = course.get_absolute_url()
    return Card(course, course.title, url, course.summary, course.art, count, minutes, way)


def _groups(
    lessons: tuple[Lesson, ...], states: dict[str, LessonState], following: Lesson | None
) -> tuple[Group, ...]:
    return tuple(
        Group(members[0].module, tuple(_row(lesson, states, following) for lesson in members))
        for members in (list(group) for _key, group in groupby(lessons, key=lambda lesson: lesson.module_id))
    )


def _row(lesson: Lesson, states: dict[str, LessonState], following: Lesson | None) -> Row:
    state = states.get(lesson.key, LessonState())
    return Row(lesson, lesson.get_absolute_url(), state, following is not None and lesson.pk == following.pk)
