"""Putting mail into the outbox, and taking back what has not left."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.utils import timezone

from common.rows import write_new
from common.wake import wake
from outbox.models import Mail
from outbox.services.restoring import MAY_HAVE_LEFT

USEFUL_FOR = timedelta(hours=48)


class Letter(TypedDict):
    """What a mail is told by.

    `keys` are ids only. What cannot be rebuilt later (a code, a link with a token, an address nobody has yet) goes into
    `sealed`, which is encrypted and blanked once it is sent. The kind's `prepare` gets both as one dictionary.
    `unique_key` is the kind and the key of the row it is about, `kind:key`: by that a deletion finds it when it has
    forgotten whom it was for. It leaves at once, or from `not_before` on, and never later than `expires_at`: if not
    told, two days after that.
    """

    unique_key: str
    kind: str
    keys: dict[str, Any]
    recipient_key: NotRequired[UUID | None]
    sealed: NotRequired[dict[str, Any] | None]
    not_before: NotRequired[datetime | None]
    expires_at: NotRequired[datetime | None]


def enqueue(**letter: Unpack[Letter]) -> Mail | None:
    """Write a mail down in the caller's transaction; None when one with this unique key exists already."""
    mail = _mail(letter)
    # One statement that cannot fail half-way: the caller's transaction survives a key that is taken.
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    written = Mail.objects.filter(key=mail.key).first()
    _wake_for([written] if written else [])
    return written


def enqueue_all(letters: Iterable[Letter]) -> list[Mail]:
    """Write down many, in one statement and in their order; each has a unique key that nobody else can have taken."""
    mails = [_mail(letter) for letter in letters]
    write_new(mails)
    _wake_for(mails)
    return mails


def keys_not_in_vain(unique_keys: Iterable[str]) -> set[str]:
    """Of these, those whose mail has left, may have left or may yet leave. One query; mail is known for 90 days."""
    rows = Mail.objects.written_as(unique_keys).not_in_vain(but_for=MAY_HAVE_LEFT)
    return set(rows.values_list("unique_key", flat=True))


def _mail(letter: Letter) -> Mail:
    now = timezone.now()
    start = letter.get("not_before") or now
    times = {"not_before": start, "expires_at": letter.get("expires_at") or start + USEFUL_FOR}
    return Mail(**{**letter, **times}, created_at=now)


def _wake_for(mails: Sequence[Mail]) -> None:
    if any(mail.not_before <= mail.created_at for mail in mails):
        wake("outbox.send_due")


def drop_waiting(*, recipient_key: UUID, kind: str | None = None, reason: str) -> int:
    """Take back everything for a person that is not being handed over at this moment; returns how many."""
    waiting = Mail.objects.for_person(recipient_key).not_handed_over()
    if kind is not None:
        waiting = waiting.filter(kind=kind)
    return waiting.update(state=Mail.State.SKIPPED, reason=reason, sealed=None, owner=None, lease_until=None)
