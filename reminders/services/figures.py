"""What the planner left out, in numbers: kinds and reasons, and nobody's key.

What it planned is a mail, and counted there, also when that was left out at the last moment.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count

from outbox.services import Figure
from reminders.models import Reminder

DAY = timedelta(days=1)


def figures(*, now: datetime) -> Iterator[Figure]:
    """Over the last day, by index, as the figures of mail are."""
    rows = Reminder.objects.skipped_since(now - DAY).values_list("kind", "reason").annotate(count=Count("pk"))
    for kind, reason, count in rows.order_by("kind", "reason"):
        yield Figure(
            "note_skipped_last_day",
            "Notes the planner left out in the last day, by why.",
            count,
            {"kind": kind, "reason": reason},
        )
