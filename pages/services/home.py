"""What the front door and Today show, gathered from every app below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clinic import services as clinic
from courses import services as courses
from courses.models import Lesson
from journal import services as journal
from quizzes.models import Quiz
from reminders import services as reminders


@dataclass(frozen=True)
class Step:
    """The one card of Today: `kind` is start, next or continue."""

    title: str
    url: str
    minutes: int
    kind: str


@dataclass(frozen=True)
class CourseCard:
    title: str
    url: str
    finished: int
    total: int
    sentence: str
    return_words: str


def front_door() -> dict[str, Any]:
    """The catalogue and the two ways in: a first lesson, the quiz."""
    sample = Lesson.objects.samples().light().first()
    shelf = courses.catalogue()
    return {
        "courses": shelf.courses,
        "paths": shelf.paths,
        "first_lesson_url": sample.get_absolute_url() if sample else reverse("courses:catalogue"),
        "quiz": front_quiz(),
    }


def today(*, learner: User, now: datetime) -> dict[str, Any]:
    """One gentle way back in."""
    today, left = timezone.localdate(now), clinic.left_for(client=learner)
    at = courses.whereabouts(learner=learner, lessons=left.lessons)
    scales = list(Quiz.objects.published().scales().with_words().with_sheets_of(learner).order_by("pk"))
    return {
        "greeting": greeting(learner.greeting_name, now=now),
        "next_step": _next_step(at.next_step),
        "courses": [_card(way, today) for way in at.ways],
        "arriving": journal.arriving(writer=learner, today=today),
        "next_victory": uuid4(),
        "clinic": clinic.for_today(
            left=left, lessons=at.lessons.values(), finished=at.finished, scales=scales, now=now
        ),
        "next_note": _note(learner, now, at.ways),
        "quiz": _quiz_card(scales[0]) if scales else None,
    }


def _next_step(found: courses.NextStep | None) -> Step | None:
    if found is None:
        return None
    return Step(title=found.title, url=found.url, minutes=found.minutes, kind=found.kind)


def _card(way: courses.CourseWay, today: date) -> CourseCard:
    return_on = way.enrolment.return_on if way.enrolment else None
    return CourseCard(
        title=way.course.title,
        url=way.course.get_absolute_url(),
        finished=way.progress.done,
        total=way.progress.total,
        sentence=way.sentence,
        return_words=courses.return_in_words(return_on=return_on, today=today),
    )


def front_quiz() -> dict[str, Any] | None:
    """The quiz as the front door offers it."""
    quiz = _quiz()
    if quiz is None:
        return None
    url = reverse("quizzes:scale", args=[quiz.number])
    return {"url": url, "statements": quiz.statements, "minutes": quiz.minutes}


def _quiz() -> Quiz | None:
    return Quiz.objects.published().scales().with_words().first()


def _quiz_card(quiz: Any) -> dict[str, Any]:
    """The attachment-style quiz as Today offers it: new, started or done."""
    state = "started" if quiz.is_started else "done" if quiz.handed_in_at else "new"
    return {
        "title": quiz.title,
        "url": reverse("quizzes:scale", args=[quiz.number]),
        "minutes": quiz.minutes,
        "state": state,
        "result_url": reverse("quizzes:results"),
    }


def greeting(name: str, *, now: datetime) -> str:
    """Good morning, afternoon or evening in the person's own time; with a name only if they chose one."""
    hour = timezone.localtime(now).hour
    words = (
        _("Good morning") if 4 <= hour < 12 else _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
    )
    return _("%(words)s, %(name)s") % {"words": words, "name": name} if name else words


def _note(learner: User, now: datetime, ways: Sequence[courses.CourseWay]) -> dict[str, str] | None:
    goes_on = {way.course.pk: way.next is not None for way in ways}
    enrolments = [way.enrolment for way in ways if way.enrolment]
    note = reminders.next_note(learner=learner, now=now, enrolments=enrolments, goes_on=goes_on)
    if note.at is None:
        return None
    sentence = _("Your next note comes on %(moment)s.") % {"moment": note.when}
    return {"sentence": sentence, "settings_url": reverse("reminders:settings")}
