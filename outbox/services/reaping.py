"""What becomes of mail whose worker died, and of mail that nobody needs any more."""

from datetime import datetime

from common.wake import wake
from outbox.models import Mail


def reap(*, now: datetime) -> dict[str, int]:
    """Give back what was only claimed; what was being handed over is uncertain, and stays so."""
    dead = Mail.objects.with_dead_lease()
    counts = {
        "given_back": dead.filter(state=Mail.State.CLAIMED).update(
            state=Mail.State.PLANNED, owner=None, lease_until=None
        ),
        # The owner stays: a worker that was merely slow may still say what became of its group.
        "uncertain": dead.filter(state=Mail.State.SENDING).update(
            state=Mail.State.UNCERTAIN, reason="The worker stopped while handing it over.", lease_until=None
        ),
        "expired": expire(now=now),
    }
    Mail.objects.uncertain().expired(now).filter(sealed__isnull=False).update(sealed=None)
    if counts["given_back"]:
        wake("outbox.send_due")
    return counts


def expire(*, now: datetime) -> int:
    return (
        Mail.objects.waiting()
        .expired(now)
        .update(state=Mail.State.EXPIRED, reason="Too late to be useful.", sealed=None)
    )
