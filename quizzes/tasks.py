"""Housekeeping on a clock."""

from celery import shared_task
from django.utils import timezone

from quizzes import publishing
from quizzes.services import figures


@shared_task(name="quizzes.expire_permissions")
def expire_permissions() -> int:
    return publishing.expire_permissions(now=timezone.now())


@shared_task(name="quizzes.count_figures")
def count_figures() -> int:
    return figures.count_when_due(now=timezone.now())
