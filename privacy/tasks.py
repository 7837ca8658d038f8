"""What workers do for people who ask for everything, or leave. Each task finds its own rows and is safe to repeat."""

from celery import shared_task
from django.utils import timezone

from privacy import services


@shared_task(name="privacy.make_archives")
def make_archives() -> int:
    return services.make_archives(now=timezone.now())


@shared_task(name="privacy.finish_leavings")
def finish_leavings() -> int:
    return services.finish_leavings(now=timezone.now())


@shared_task(name="privacy.forget_archives")
def forget_archives() -> int:
    return services.forget_archives(now=timezone.now())
