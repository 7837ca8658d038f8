"""Doors to quizzes, sittings and results: a row the person may see, or 404."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.models import User
from quizzes.models import Quiz, Result, Sitting


def get_quiz(key: str) -> Quiz:
    found: Quiz = get_object_or_404(Quiz.objects.published().with_words(), key=key)
    return found


def get_check(number: int) -> Quiz:
    found: Quiz = get_object_or_404(Quiz.objects.published().checks().with_words(), number=number)
    return found


def get_scale(number: int) -> Quiz:
    found: Quiz = get_object_or_404(Quiz.objects.published().scales().with_words(), number=number)
    return found


def get_sitting(user: User, key: UUID) -> Sitting:
    found: Sitting = get_object_or_404(Sitting.objects.visible_to(user).with_questions(), key=key)
    return found


def get_sheet(user: User, key: UUID) -> Sitting:
    """A sitting at a scale: checks have no pages of their own."""
    found: Sitting = get_object_or_404(Sitting.objects.visible_to(user).of_scales().with_questions(), key=key)
    return found


def get_result(user: User, key: UUID) -> Result:
    found: Result = get_object_or_404(Result.objects.visible_to(user).with_sheet(), key=key)
    return found
