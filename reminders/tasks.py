"""The planner's tick."""

from celery import shared_task
from django.utils import timezone

from outbox.services import note_heartbeat
from reminders import services


@shared_task(name="reminders.plan_due")
def plan_due() -> int:
    """A planner that breaks down at every tick would leave no mail waiting: only its silence tells."""
    planned = services.plan_due(now=timezone.now())
    note_heartbeat(name="planner")
    return planned
