"""Where to start: the courses in their order, and questions whose answers are read once and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Lesson
from library import services as library
from library.grammar.trees import StartAnswerTree, StartQuestionTree

PLACES = {
    "help:safety": ("pages:help_safety", _("Safety comes first")),
    "help:now": ("pages:help", _("Help now")),
    "help:grounding": ("pages:pause", _("Pause")),
    "tools": ("pages:tools", _("Short things to do, by what they are for")),
}


@dataclass(frozen=True)
class Way:
    """What an answer brings: the author's sentence and a place to go; `url` is empty when it has left the library."""

    then: str
    title: str | Promise = ""
    url: str = ""


@dataclass(frozen=True)
class StartPage:
    """`chosen` names the answers that were posted, as `question:answer`, so that the page can show them again."""

    questions: tuple[StartQuestionTree, ...]
    courses: Sequence[Course]
    ways: tuple[Way, ...]
    chosen: frozenset[str]


def start_page(*, answers: Mapping[str, str]) -> StartPage:
    """In the order of the questions; what is not one of their answers is not looked at."""
    questions = library.start_questions()
    given = [
        (question, answer)
        for question in questions
        for answer in question.answers
        if answers.get(question.key) == answer.key
    ]
    return StartPage(
        questions=questions,
        courses=list(Course.objects.published()),
        ways=_ways([answer for _question, answer in given]),
        chosen=frozenset(f"{question.key}:{answer.key}" for question, answer in given),
    )


def _ways(given: Sequence[StartAnswerTree]) -> tuple[Way, ...]:
    """No query for nothing, two for any number."""
    if not given:
        return ()
    keys = [answer.to.partition(":")[2] for answer in given]
    courses = Course.objects.published().filter(key__in=keys)
    lessons = Lesson.objects.published().light().filter(key__in=keys)
    found: dict[str, Course | Lesson] = {f"course:{course.key}": course for course in courses}
    found |= {f"lesson:{lesson.key}": lesson for lesson in lessons}
    return tuple(_way(answer, found.get(answer.to)) for answer in given)


def _way(answer: StartAnswerTree, found: Course | Lesson | None) -> Way:
    if answer.to in PLACES:
        name, title = PLACES[answer.to]
        return Way(answer.then, title, reverse(name))
    return Way(answer.then, found.title, found.get_absolute_url()) if found else Way(answer.then)
