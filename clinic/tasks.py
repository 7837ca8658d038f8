"""Housekeeping on a clock: what nobody can answer, marks whose clinician is gone, and what a suspension closed."""

from celery import shared_task
from django.utils import timezone

from clinic import services


@shared_task(name="clinic.forget_expired")
def forget_expired() -> int:
    services.clear_left_behind()
    return services.forget_expired(now=timezone.now())


@shared_task(name="clinic.note_closings")
def note_closings() -> int:
    return services.note_closings(now=timezone.now())
