"""Signs of life: written by the work itself, so that silence means it has stopped."""

from datetime import datetime, timedelta

from django.utils import timezone

from outbox.models import Heartbeat, Mail

# Worker and beat are heard of twice a minute; the planner when it has come to its end, which may take a while.
SILENT_AFTER = {
    "worker": timedelta(seconds=150),
    "beat": timedelta(seconds=150),
    "planner": timedelta(minutes=10),
}
STUCK_AFTER = timedelta(minutes=10)


def note_heartbeat(*, name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


def health(now: datetime) -> dict[str, bool]:
    """What is wrong with the background work, each as yes or no."""
    heard = dict(Heartbeat.objects.living().values_list("name", "beat_at"))
    silent = {
        f"{name}_silent": name not in heard or heard[name] < now - patience
        for name, patience in SILENT_AFTER.items()
    }
    return {**silent, "mail_stuck": (oldest_due(now=now) or now) <= now - STUCK_AFTER}


def oldest_due(*, now: datetime) -> datetime | None:
    """When the oldest mail that is due should have left; None when none is due."""
    return Mail.objects.due(now).oldest_first().values_list("not_before", flat=True).first()
