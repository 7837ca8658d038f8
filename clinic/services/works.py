"""What can be suggested: every lesson, module, course and set of questions, as the library has it now."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from clinic.models import Assignment
from courses.models import Course, Lesson, Module
from courses.querysets.library import LessonQuerySet
from quizzes.models import Quiz
from quizzes.querysets import QuizQuerySet

Target = tuple[str, str]  # what kind of work (Assignment.Target), and its key
_TEXT = ("parts", "outline", "extras")
_LOOKUP = {
    Assignment.Target.LESSON: "key",
    Assignment.Target.MODULE: "module__key",
    Assignment.Target.COURSE: "module__course__key",
}


@dataclass(frozen=True)
class Work:
    """Something somebody may be pointed to: one lesson or several, or a set of questions."""

    target: str
    key: str
    title: str
    course_title: str = ""
    lessons: tuple[Lesson, ...] = ()
    quiz: Quiz | None = None

    @property
    def ref(self) -> str:
        """How a form names it; keys hold no colon."""
        return f"{self.target}:{self.key}"

    @property
    def label(self) -> str:
        return str(Assignment.Target(self.target).label)

    @property
    def minutes(self) -> int:
        return self.quiz.minutes if self.quiz else sum(lesson.minutes for lesson in self.lessons)

    @property
    def mentions(self) -> tuple[str, ...]:
        """The content notes of its lessons, each once."""
        return tuple(dict.fromkeys(lesson.mentions for lesson in self.lessons if lesson.mentions))

    @property
    def clinician_notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note for note in (each.clinician_note for each in self.lessons) if note))

    @property
    def counted(self) -> tuple[Lesson, ...]:
        """The lessons that count: those that are not optional, or all where every one of them is."""
        return tuple(lesson for lesson in self.lessons if lesson.is_required) or self.lessons

    @property
    def url(self) -> str:
        if self.quiz:
            return reverse("quizzes:scale", args=[self.quiz.number])
        return self.lessons[0].get_absolute_url()


@dataclass(frozen=True)
class ModuleOnShelf:
    """`position` is the number people read, `number` the one in addresses."""

    work: Work
    position: int
    number: int
    purpose: str
    lessons: tuple[Work, ...]


@dataclass(frozen=True)
class CourseOnShelf:
    work: Work
    course: Course
    modules: tuple[ModuleOnShelf, ...]

    def __iter__(self) -> Iterator[Work]:
        yield self.work
        for module in self.modules:
            yield module.work
            yield from module.lessons


@dataclass(frozen=True)
class Shelf:
    """Everything there is, in the order of the library."""

    courses: tuple[CourseOnShelf, ...]
    scales: tuple[Work, ...]

    def __iter__(self) -> Iterator[Work]:
        for course in self.courses:
            yield from course
        yield from self.scales

    @property
    def works(self) -> dict[str, Work]:
        """By `Work.ref`."""
        return {work.ref: work for work in self}


def shelf() -> Shelf:
    """Two queries, however much there is."""
    lessons = Lesson.objects.published().select_related("module__course").defer(*_TEXT)
    courses = groupby(lessons, key=lambda lesson: lesson.module.course)
    return Shelf(
        courses=tuple(_course(course, list(some)) for course, some in courses),
        scales=tuple(_scale(quiz) for quiz in _scales() if quiz.is_licensed),
    )


def works_of(assignments: Sequence[Assignment]) -> dict[int, Work]:
    """By `Assignment.pk`; what has left the library is absent. One query, two where questions are among them."""
    found = works_at(_targets(assignments))
    return {
        each.pk: found[target] for each in assignments if (target := (each.target, each.target_key)) in found
    }


def works_at(targets: Collection[Target]) -> dict[Target, Work]:
    """What is in the library of these. One query, two where questions are among them."""
    return works_among(targets, list(_lessons_at(targets)), list(scales_at(targets)))


def lessons_of(assignments: Iterable[Assignment]) -> LessonQuerySet:
    """The lessons these lead to, each once, in the order of the library."""
    return _lessons_at(_targets(assignments))


def scales_at(targets: Iterable[Target]) -> QuizQuerySet:
    """The sets of questions among these."""
    keys = {key for target, key in targets if target == Assignment.Target.SCALE}
    return _scales().filter(key__in=keys)


def works_among(
    targets: Collection[Target], lessons: Iterable[Lesson], scales: Iterable[Quiz]
) -> dict[Target, Work]:
    """The same with lessons and questions at hand, these and perhaps others, in the order of the library: a caller may
    have read them with something besides."""
    quizzes = {quiz.key: quiz for quiz in scales if quiz.is_licensed}
    found = {target: _work(target, lessons, quizzes) for target in targets}
    return {target: work for target, work in found.items() if work}


def _targets(assignments: Iterable[Assignment]) -> set[Target]:
    return {(each.target, each.target_key) for each in assignments}


def _lessons_at(targets: Collection[Target]) -> LessonQuerySet:
    wanted = Q(pk__in=[])
    for kind, lookup in _LOOKUP.items():
        wanted |= Q(**{f"{lookup}__in": [key for target, key in targets if target == kind]})
    return Lesson.objects.published().filter(wanted).light()


def _scales() -> QuizQuerySet:
    return Quiz.objects.published().scales().with_words().order_by("title", "pk")


def _work(target: Target, lessons: Iterable[Lesson], quizzes: Mapping[str, Quiz]) -> Work | None:
    kind, key = target
    if kind == Assignment.Target.SCALE:
        return _scale(quizzes[key]) if key in quizzes else None
    mine = tuple(lesson for lesson in lessons if _owner(lesson, kind).key == key)
    return _of_lessons(kind, mine) if mine else None


def _owner(lesson: Lesson, kind: str) -> Lesson | Module | Course:
    """What of this kind the lesson belongs to."""
    if kind == Assignment.Target.LESSON:
        return lesson
    module: Module = lesson.module
    course: Course = module.course
    return module if kind == Assignment.Target.MODULE else course


def _of_lessons(kind: str, lessons: Sequence[Lesson]) -> Work:
    owner = _owner(lessons[0], kind)
    return Work(kind, owner.key, owner.title, lessons[0].module.course.title, tuple(lessons))


def _scale(quiz: Quiz) -> Work:
    return Work(Assignment.Target.SCALE, quiz.key, quiz.title, quiz=quiz)


def _course(course: Course, lessons: Sequence[Lesson]) -> CourseOnShelf:
    modules = groupby(lessons, key=lambda lesson: lesson.module)
    return CourseOnShelf(
        work=_of_lessons(Assignment.Target.COURSE, lessons),
        course=course,
        modules=tuple(_module(list(some)) for _module_row, some in modules),
    )


def _module(lessons: Sequence[Lesson]) -> ModuleOnShelf:
    module = lessons[0].module
    return ModuleOnShelf(
        work=_of_lessons(Assignment.Target.MODULE, lessons),
        position=module.position,
        number=module.number,
        purpose=module.purpose,
        lessons=tuple(_of_lessons(Assignment.Target.LESSON, [lesson]) for lesson in lessons),
    )
