"""Housekeeping on a clock."""

from celery import shared_task
from django.utils import timezone

from clinic import services


@shared_task(name="clinic.forget_expired")
def forget_expired() -> int:
    return services.forget_expired(now=timezone.now())
