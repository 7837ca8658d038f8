"""The state of the outbox in numbers, for whoever watches it: kinds, states and reasons, and nobody's address.

What ended is counted over the last day. A total since the beginning would fall when old rows go or a person is erased,
and a counter that falls looks like a restart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from outbox.models import Allowance, Heartbeat, Mail, Suppression
from outbox.services.signs import oldest_due

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figure:
    """One number with its name, what it means, and its labels."""

    name: str
    meaning: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def figures(*, now: datetime) -> Iterator[Figure]:
    """Reads what waits and what ended in the last day, by index; the cost does not grow with what is kept."""
    yield from _waiting()
    yield from _ended(now)
    since = oldest_due(now=now)
    yield Figure(
        "mail_oldest_due_seconds",
        "How long the oldest mail that is due has been waiting.",
        max(0.0, (now - since).total_seconds()) if since else 0,
    )
    yield Figure("mail_uncertain", "Mails whose outcome nobody knows.", Mail.objects.uncertain().count())
    yield Figure("mail_in_hand", "Mails taken by a worker.", Mail.objects.in_hand().count())
    for cause, count in _counted(Suppression.objects.refusing(), "cause"):
        yield Figure("mail_suppressed", "Addresses that are not written to.", count, {"cause": cause})
    yield Figure("mail_slowed", "Domains that asked for patience.", Allowance.objects.slowed(now).count())
    for name, beat_at in Heartbeat.objects.living().order_by("name").values_list("name", "beat_at"):
        age = max(0.0, (now - beat_at).total_seconds())
        yield Figure("heartbeat_age_seconds", "Since a process was last heard of.", age, {"name": name})


def _waiting() -> Iterator[Figure]:
    for kind, count in _counted(Mail.objects.waiting(), "kind"):
        yield Figure("mail_planned", "Mails that wait for their moment.", count, {"kind": kind})


def _ended(now: datetime) -> Iterator[Figure]:
    """Reasons are told of what was left out: those are ours. A failure's reason holds a server's own words."""
    why = Case(When(state=Mail.State.SKIPPED, then=F("reason")), default=Value(""), output_field=CharField())
    rows = Mail.objects.ended().due_since(now - DAY).annotate(why=why).values_list("kind", "state", "why")
    for kind, state, reason, count in rows.annotate(count=Count("pk")).order_by("kind", "state", "why"):
        labels = {"kind": kind, "state": state} | ({"reason": reason} if reason else {})
        yield Figure("mail_ended_last_day", "Mails due in the last day, by how they ended.", count, labels)


def _counted(rows: QuerySet[Any], name: str) -> list[tuple[str, int]]:
    return list(rows.values_list(name).annotate(count=Count("pk")).order_by(name))
