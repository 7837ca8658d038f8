"""The planner's tick."""

from celery import shared_task
from django.utils import timezone

from reminders import services


@shared_task(name="reminders.plan_due")
def plan_due() -> int:
    return services.plan_due(now=timezone.now())
