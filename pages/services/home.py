"""What the front door and Today show, gathered from every app below."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from clinic import services as clinic
from courses import services as courses
from quizzes import services as quizzes
from reminders import services as reminders


def front_door() -> dict[str, Any]:
    """The catalogue and the two ways in: a first lesson, the quiz."""
    return {
        "courses": courses.catalogue(),
        "first_lesson_url": courses.first_lesson_url(),
        "quiz_url": quizzes.first_quiz_url(),
    }


def today(*, learner: User, now: datetime) -> dict[str, Any]:
    """One gentle way back in."""
    return {
        "greeting": greeting(learner.greeting_name, now=now),
        "next_step": courses.next_step_card(learner=learner),
        "courses": courses.courses_of(learner=learner),
        "assignments": clinic.assignments_for(client=learner),
        "next_note": _note(learner, now),
        "quiz": quizzes.quiz_card(learner=learner),
    }


def greeting(name: str, *, now: datetime) -> str:
    """Good morning, afternoon or evening in the person's own time; with a name only if they chose one."""
    hour = timezone.localtime(now).hour
    words = (
        _("Good morning") if 4 <= hour < 12 else _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
    )
    return _("%(words)s, %(name)s") % {"words": words, "name": name} if name else words


def _note(learner: User, now: datetime) -> dict[str, str] | None:
    note = reminders.next_note(learner=learner, now=now)
    if note.at is None:
        return None
    sentence = _("Your next note comes on %(moment)s.") % {"moment": date_format(note.at, "l j F, H:i")}
    return {"sentence": sentence, "settings_url": reverse("reminders:settings")}
