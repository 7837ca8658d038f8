"""Putting mail into the outbox, and taking back what has not left."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from common.wake import wake
from outbox.models import Mail

USEFUL_FOR = timedelta(hours=48)


def enqueue(
    *,
    unique_key: str,
    kind: str,
    keys: dict[str, Any],
    recipient_key: UUID | None = None,
    sealed: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Mail | None:
    """Write a mail down in the caller's transaction; None when one with this unique key exists already.

    `keys` are ids only. What cannot be rebuilt later (a code, a link with a token, an address nobody has yet) goes into
    `sealed`, which is encrypted and blanked once it is sent. The kind's `prepare` gets both as one dictionary.
    """
    now = timezone.now()
    start = not_before or now
    mail = Mail(
        unique_key=unique_key,
        kind=kind,
        keys=keys,
        recipient_key=recipient_key,
        sealed=sealed,
        not_before=start,
        expires_at=expires_at or start + USEFUL_FOR,
        created_at=now,
    )
    # One statement that cannot fail half-way: the caller's transaction survives a key that is taken.
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    written = Mail.objects.filter(key=mail.key).first()
    if written is not None and start <= now:
        wake("outbox.send_due")
    return written


def drop_waiting(*, recipient_key: UUID, kind: str | None = None, reason: str) -> int:
    """Take back everything for a person that is not being handed over at this moment; returns how many."""
    waiting = Mail.objects.for_person(recipient_key).not_handed_over()
    if kind is not None:
        waiting = waiting.filter(kind=kind)
    return waiting.update(state=Mail.State.SKIPPED, reason=reason, sealed=None, owner=None, lease_until=None)
