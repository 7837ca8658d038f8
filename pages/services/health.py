"""Is the service able to answer, and does its background work go on?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.module_loading import import_string

from library.models import Publication
from outbox import services as outbox
from pages.services.support import n_stale
from quizzes.services import figures as scales
from reminders.services import figures as notes


class State(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"
    NOT_READY = "not ready"


@dataclass(frozen=True)
class Health:
    """Where the service stands, and what of its background work is wrong, in a few plain words each."""

    state: State
    reasons: tuple[str, ...] = ()


def health(*, now: datetime) -> Health:
    """NOT_READY: no database, migrations missing, nothing published. DEGRADED: something behind the pages is stuck."""
    try:
        if _migrations_are_missing() or not Publication.objects.current().exists():
            return Health(State.NOT_READY)
        reasons = tuple(name.replace("_", " ") for name in _wrong(now))
        return Health(State.DEGRADED, reasons) if reasons else Health(State.READY)
    except DatabaseError:
        return Health(State.NOT_READY)


def figures(*, now: datetime) -> Iterator[outbox.Figure]:
    """Of mail, of notes that became none, of copies and deletions, and of subscales and support lines to look at."""
    yield from outbox.figures(now=now)
    yield from notes(now=now)
    for path in settings.WATCHED_FIGURES:
        yield from import_string(path)(now=now)
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


def _wrong(now: datetime) -> Iterator[str]:
    answers = [outbox.health(now), *(import_string(path)(now=now) for path in settings.WATCHED_HEALTH)]
    return (name for answer in answers for name, is_so in answer.items() if is_so)


def _migrations_are_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
