"""What the worker does with mail. Each task finds its own rows and is safe to repeat."""

from celery import shared_task
from django.utils import timezone

from outbox import services


@shared_task(name="outbox.send_due")
def send_due() -> None:
    services.take_turn(now=timezone.now())
    services.note_heartbeat(name="worker")


@shared_task(name="outbox.reap")
def reap() -> None:
    services.reap(now=timezone.now())


@shared_task(name="outbox.note_beat")
def note_beat() -> None:
    """Sent by the beat and run by a worker: one row for each of them."""
    services.note_heartbeat(name="beat")
    services.note_heartbeat(name="worker")


@shared_task(name="outbox.tidy")
def tidy() -> None:
    services.tidy(now=timezone.now())
