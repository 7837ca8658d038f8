"""Whether copies and deletions come to their end, for whoever watches: yes or no, numbers, and nobody's key."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from outbox.services import Figure
from privacy.models import Archive, Leaving

# A worker that died is followed after two minutes; a copy is given up after five such rounds.
STUCK_AFTER = timedelta(minutes=10)


def health(*, now: datetime) -> dict[str, bool]:
    """What is wrong with copies and deletions, each as yes or no: asked for ten minutes ago, and nobody gets on."""
    since = now - STUCK_AFTER
    return {
        "copy_stuck": Archive.objects.asked().stuck(since=since, now=now).exists(),
        "deletion_stuck": Leaving.objects.stuck(since=since, now=now).exists(),
    }


def figures(*, now: datetime) -> Iterator[Figure]:
    """Three queries over rows that are there only while somebody waits."""
    for name, waiting in (("copies", Archive.objects.asked()), ("deletions", Leaving.objects)):
        oldest, number = waiting.oldest_and_number()
        yield Figure(f"{name}_waiting", "Asked for, and not at its end.", number)
        yield Figure(
            f"{name}_oldest_seconds",
            "How long the oldest of those has been waiting.",
            max(0.0, (now - oldest).total_seconds()) if oldest else 0,
        )
    given_up = Archive.objects.given_up().count()
    yield Figure("copies_given_up", "Copies that could not be made, in the last day.", given_up)
