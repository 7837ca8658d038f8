"""What waits for its time."""

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task(name="accounts.finish_resets")
def finish_resets() -> int:
    return services.finish_resets(now=timezone.now())


@shared_task(name="accounts.forget_visits")
def forget_visits() -> int:
    return services.forget_visits(now=timezone.now())
