"""Signs of life: written by the work itself, so that silence means it has stopped."""

from datetime import datetime, timedelta

from django.utils import timezone

from outbox.models import Heartbeat, Mail

SILENT_AFTER = timedelta(seconds=150)
STUCK_AFTER = timedelta(minutes=10)


def note_heartbeat(*, name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


def health(now: datetime) -> dict[str, bool]:
    """What is wrong with the background work, each as yes or no."""
    alive = set(Heartbeat.objects.since(now - SILENT_AFTER).values_list("name", flat=True))
    return {
        "worker_silent": "worker" not in alive,
        "beat_silent": "beat" not in alive,
        "mail_stuck": (oldest_due(now=now) or now) <= now - STUCK_AFTER,
    }


def oldest_due(*, now: datetime) -> datetime | None:
    """When the oldest mail that is due should have left; None when none is due."""
    return Mail.objects.due(now).oldest_first().values_list("not_before", flat=True).first()


def is_healthy(*, now: datetime) -> bool:
    return not any(health(now).values())
