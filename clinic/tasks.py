"""Housekeeping on a clock: what nobody can answer, and marks whose clinician is gone."""

from celery import shared_task
from django.utils import timezone

from clinic import services


@shared_task(name="clinic.forget_expired")
def forget_expired() -> int:
    services.clear_left_behind()
    return services.forget_expired(now=timezone.now())
