"""Is the service able to answer, and does its background work go on?"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from library.models import Publication
from outbox import services as outbox
from pages.services.support import n_stale
from quizzes.services import figures as scales
from reminders.services import figures as notes


class State(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"
    NOT_READY = "not ready"


def state(*, now: datetime) -> State:
    """NOT_READY: no database, migrations missing, nothing published. DEGRADED: worker, beat or mail is stuck."""
    try:
        if _migrations_are_missing() or not Publication.objects.current().exists():
            return State.NOT_READY
        return State.READY if outbox.is_healthy(now=now) else State.DEGRADED
    except DatabaseError:
        return State.NOT_READY


def figures(*, now: datetime) -> Iterator[outbox.Figure]:
    """Numbers about mail, about notes that became none, and about subscales and support lines to look at."""
    yield from outbox.figures(now=now)
    yield from notes(now=now)
    yield outbox.Figure(
        "scale_figures_doubtful",
        "Subscales whose statements do not hang together; see manage.py scale_figures.",
        scales.n_doubtful(),
    )
    yield outbox.Figure(
        "support_lines_stale",
        "Support lines on show that nobody has looked at for more than 90 days; see check_content.",
        n_stale(today=timezone.localdate(now)),
    )


def _migrations_are_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
