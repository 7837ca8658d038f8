"""Housekeeping on a clock."""

from celery import shared_task
from django.utils import timezone

from journal.services import settling


@shared_task(name="journal.forget_expired")
def forget_expired() -> int:
    return settling.forget_expired(timezone.now())
