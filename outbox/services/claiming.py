"""The four statements that carry the promise: claim, begin, finish, and giving back what was not begun.

Nobody holds a transaction while speaking to a mail server. A row that says SENDING was committed before the first word
of the dialogue, so whatever dies afterwards, the mail is not sent a second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from outbox.models import Mail
from outbox.querysets import MailQuerySet, from_now
from outbox.rules import Verdict, retry_at

BATCH = 100  # rows claimed in one statement
LEASE_SECONDS = 240.0  # longer than a batch may take to be begun and its last group to end
PAUSE_WITHOUT_LINE = timedelta(seconds=15)


@dataclass(frozen=True)
class Result:
    """What became of one mail: `reason` is kept in the row and holds no address and no words."""

    mail: Mail
    verdict: Verdict
    reason: str = ""


def moment(now: datetime) -> datetime:
    """Never earlier than the run's `now`: a row put off must not be due again in the same run."""
    return max(now, timezone.now())


@transaction.atomic
def claim(*, owner: UUID, now: datetime) -> list[Mail]:
    """Take the oldest due rows for a while. PostgreSQL skips rows others hold; SQLite lets one writer in at a time."""
    mails = list(Mail.objects.due(now).oldest_first().select_for_update(skip_locked=True)[:BATCH])
    if mails:
        Mail.objects.among(mail.pk for mail in mails).due(now).update(
            state=Mail.State.CLAIMED, owner=owner, lease_until=from_now(LEASE_SECONDS)
        )
    return mails


@transaction.atomic
def turn(*, owner: UUID, results: Sequence[Result], mails: Sequence[Mail], now: datetime) -> set[int]:
    """Finish one group and begin the next in one commit; returns what `begin` returns."""
    finish(owner=owner, results=results, now=now)
    return begin(owner=owner, mails=mails, now=now)


@transaction.atomic(savepoint=False)
def begin(*, owner: UUID, mails: Sequence[Mail], now: datetime) -> set[int]:
    """Commit that these are being handed over; returns the primary keys of those that still may be.

    A row whose lease has run out is left alone: the reaper may have given it to somebody else.
    """
    at = moment(now)
    pks = {mail.pk for mail in mails if mail.expires_at > at}
    if not pks:
        return pks
    begun = Mail.objects.to_begin(owner, pks).update(state=Mail.State.SENDING, attempts=F("attempts") + 1)
    for mail in mails:
        mail.attempts += 1
    if begun == len(pks):
        return pks
    return set(Mail.objects.in_hand_of(owner, pks).values_list("pk", flat=True))


@transaction.atomic(savepoint=False)
def finish(*, owner: UUID, results: Sequence[Result], now: datetime) -> None:
    """Write down what became of a group. Only its owner may, also when the reaper had already called it uncertain."""
    if not results:
        return
    at = moment(now)
    sent: list[int] = []
    for result in results:
        if result.verdict == Verdict.SENT:
            sent.append(result.mail.pk)
        else:
            _put_down(owner, result, at)
    if sent:
        Mail.objects.in_hand_of(owner, sent).update(
            state=Mail.State.SENT, sent_at=at, sealed=None, reason="", lease_until=None
        )


def _put_down(owner: UUID, result: Result, at: datetime) -> None:
    row = Mail.objects.in_hand_of(owner, [result.mail.pk])
    reason = result.reason[:200]
    if result.verdict == Verdict.UNCERTAIN:
        row.update(state=Mail.State.UNCERTAIN, reason=reason, lease_until=None)
    elif result.verdict == Verdict.NOT_HANDED_OVER:
        row.update(attempts=F("attempts") - 1, **_waiting_again(at + PAUSE_WITHOUT_LINE, reason))
    elif result.verdict == Verdict.AGAIN:
        _try_later(row, result.mail, reason, at)
    else:
        row.update(state=Mail.State.FAILED, reason=reason, sealed=None, lease_until=None)


def _try_later(row: MailQuerySet, mail: Mail, reason: str, at: datetime) -> None:
    later = retry_at(attempts=mail.attempts, key=mail.unique_key, now=at)
    if later is None:
        row.update(
            state=Mail.State.FAILED,
            reason=f"Tried often enough. {reason}"[:200],
            sealed=None,
            lease_until=None,
        )
    elif later >= mail.expires_at:
        row.update(state=Mail.State.EXPIRED, reason=reason, sealed=None, lease_until=None)
    else:
        row.update(**_waiting_again(later, reason))


def _waiting_again(not_before: datetime, reason: str) -> dict[str, object]:
    return {
        "state": Mail.State.PLANNED, "not_before": not_before, "reason": reason, "owner": None, "lease_until": None,
    }  # fmt: skip


def skip(*, owner: UUID, mail: Mail, reason: str) -> None:
    """Not to be sent after all, decided before it was begun."""
    _end(owner, mail, Mail.State.SKIPPED, reason)


def fail(*, owner: UUID, mail: Mail, reason: str) -> None:
    """Cannot be sent, found out before it was begun."""
    _end(owner, mail, Mail.State.FAILED, reason)


def put_off(*, owner: UUID, mail: Mail, until: datetime, now: datetime) -> None:
    """Not yet; one that would come too late is not sent at all."""
    if until >= mail.expires_at:
        _end(owner, mail, Mail.State.EXPIRED, "Too late by then.")
        return
    later = max(until, moment(now) + timedelta(minutes=1))
    Mail.objects.claimed_by(owner).among([mail.pk]).update(**_waiting_again(later, ""))


def _end(owner: UUID, mail: Mail, state: Mail.State, reason: str) -> None:
    Mail.objects.claimed_by(owner).among([mail.pk]).update(
        state=state, reason=reason[:200], sealed=None, lease_until=None
    )


def give_back(*, owner: UUID) -> int:
    """Let go of what was claimed and not begun."""
    return Mail.objects.claimed_by(owner).update(state=Mail.State.PLANNED, owner=None, lease_until=None)
