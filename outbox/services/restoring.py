"""After a backup: what may have been sent since it was taken is not sent again.

The rows of the backup know nothing of what was sent after it, and what was planned after it is not there at all and
will be planned once more. So everything that was due before a moment is closed, also what only comes up later.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from outbox.models import Heartbeat, Mail
from outbox.querysets import MailQuerySet

NAME = "restored"  # the mark stands among the signs of life
MAY_HAVE_LEFT = "It may have been sent before the backup was restored."


@transaction.atomic
def close_after_restore(*, until: datetime, now: datetime) -> dict[str, int]:
    """Close what was in hand or due before `until`, the last moment at which anything can have been sent."""
    waiting = Mail.objects.waiting().due_before(until)
    counts = {
        "expired": waiting.expired(now).update(state=Mail.State.EXPIRED, reason=MAY_HAVE_LEFT, sealed=None),
        "uncertain": _close(Mail.objects.in_hand()) + _close(waiting),
    }
    Heartbeat.objects.update_or_create(name=NAME, defaults={"beat_at": until})
    return counts


def restored_until() -> datetime | None:
    return Heartbeat.objects.named(NAME).values_list("beat_at", flat=True).first()


def without_sent_before(*, owner: UUID, mails: Sequence[Mail], until: datetime | None) -> Sequence[Mail]:
    """Of claimed mails, those that cannot have been sent by the lost part of the database; the others are closed."""
    if until is None:
        return mails
    before = [mail.pk for mail in mails if mail.not_before < until]
    if before:
        _close(Mail.objects.claimed_by(owner).among(before))
    return [mail for mail in mails if mail.not_before >= until]


def _close(rows: MailQuerySet) -> int:
    """The words go too: a sign-in code from before is of no use to anybody."""
    return rows.update(
        state=Mail.State.UNCERTAIN, reason=MAY_HAVE_LEFT, sealed=None, owner=None, lease_until=None
    )
