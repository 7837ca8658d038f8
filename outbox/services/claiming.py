"""The four statements that carry the promise: claim, begin, finish, and giving back what was not begun.

Nobody holds a transaction while speaking to a mail server. A row that says SENDING was committed before the first word
of the dialogue, so whatever dies afterwards, the mail is not sent a second time.

Of all these only `begin` must be on disk before the run goes on: a lost claim is a row that waits again, a lost result
is a row that is uncertain. PostgreSQL is therefore not waited for when claiming; what it flushes later includes the
claim, because its log is written in order. SQLite is always waited for (synchronous=FULL), where it costs little.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from outbox.models import Mail
from outbox.querysets import MailQuerySet, from_now
from outbox.rules import Verdict, retry_at

BATCH = 100  # rows claimed in one statement
LAST_CALL = timedelta(minutes=1)
LEASE_SECONDS = 240.0  # longer than a batch may take to be begun and its last group to end
# Not begun after all, for no fault of the mail: the attempt does not count.
PAUSES = {Verdict.NOT_HANDED_OVER: timedelta(seconds=15), Verdict.HELD: timedelta(minutes=5)}


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
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
    rows = Mail.objects.due(now).oldest_first().select_for_update(skip_locked=True)
    mails = list(rows.for_sending()[:BATCH])
    if mails:
        Mail.objects.among(mail.pk for mail in mails).due(now).update(
            state=Mail.State.CLAIMED, owner=owner, lease_until=from_now(LEASE_SECONDS)
        )
    return mails


def turn(*, owner: UUID, results: Sequence[Result], mails: Sequence[Mail], now: datetime) -> set[int]:
    """Finish one group and begin the next; returns the primary keys of those that may be handed over.

    In one statement, committed by itself: in four, half the time of a mail is spent on waiting for the database. A row
    whose lease has run out is left alone: the reaper may have given it to somebody else.
    """
    at = moment(now)
    _put_down_unsent(owner, results, at)
    sent = [result.mail.pk for result in results if result.verdict == Verdict.SENT]
    pks = {mail.pk for mail in mails if mail.expires_at > at}
    if not pks and not sent:
        return pks
    turned = Mail.objects.turn_over(owner=owner, handed=sent, following=list(pks), at=at)
    for mail in mails:
        mail.attempts += 1
    if turned == len(sent) + len(pks):
        return pks
    return set(Mail.objects.in_hand_of(owner, pks).values_list("pk", flat=True))


def begin(*, owner: UUID, mails: Sequence[Mail], now: datetime) -> set[int]:
    """Commit that these are being handed over; returns the primary keys of those that still may be."""
    return turn(owner=owner, results=[], mails=mails, now=now)


def finish(*, owner: UUID, results: Sequence[Result], now: datetime) -> None:
    """Write down what became of a group. Only its owner may, also when the reaper had already called it uncertain."""
    turn(owner=owner, results=results, mails=[], now=now)


def _put_down_unsent(owner: UUID, results: Sequence[Result], at: datetime) -> None:
    unsent = [result for result in results if result.verdict != Verdict.SENT]
    if not unsent:
        return
    with transaction.atomic():
        for result in unsent:
            _put_down(owner, result, at)


def _put_down(owner: UUID, result: Result, at: datetime) -> None:
    row = Mail.objects.in_hand_of(owner, [result.mail.pk])
    reason = result.reason[:200]
    if result.verdict == Verdict.UNCERTAIN:
        row.update(state=Mail.State.UNCERTAIN, reason=reason, lease_until=None)
    elif result.verdict in PAUSES:
        row.update(attempts=F("attempts") - 1, **_waiting_again(at + PAUSES[result.verdict], reason))
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


def hold(*, owner: UUID, mails: Sequence[Mail], until: datetime, now: datetime) -> None:
    """There is no room for these at the moment. One that would come too late is asked once more before it expires."""
    at = moment(now) + timedelta(seconds=1)
    times: defaultdict[datetime, list[int]] = defaultdict(list)
    for mail in mails:
        times[max(min(until, mail.expires_at - LAST_CALL), at)].append(mail.pk)
    for later, pks in times.items():
        Mail.objects.claimed_by(owner).among(pks).update(**_waiting_again(later, "No room yet."))


def _end(owner: UUID, mail: Mail, state: Mail.State, reason: str) -> None:
    Mail.objects.claimed_by(owner).among([mail.pk]).update(
        state=state, reason=reason[:200], sealed=None, lease_until=None
    )


def give_back(*, owner: UUID) -> int:
    """Let go of what was claimed and not begun."""
    return Mail.objects.claimed_by(owner).update(state=Mail.State.PLANNED, owner=None, lease_until=None)
