"""The run: claim a batch, and for each group of ten decide, begin, hand over, finish."""

import logging
import threading
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

from common.wake import wake
from outbox.models import Mail
from outbox.rules import Envelope, Message, Prepared, Skip, Stage, Verdict, Wait, judge, message_id
from outbox.services import claiming, suppressing
from outbox.services.carrying import Carrier, NoLine, Reply, carrier, sender_header
from outbox.services.claiming import Result
from outbox.services.inlining import with_inline_styles
from outbox.services.reaping import expire

GROUP = 10  # what a crash may leave uncertain, at most
RUN_SECONDS = 150.0
BATCH_SECONDS = 60.0  # after this no further group of a batch is begun
GROUP_SECONDS = 60.0  # after this no further mail of a group is handed over
UNBLOCKED = frozenset({"direct"})  # asked for by the person a moment ago: sign-in codes and the like

logger = logging.getLogger(__name__)
_turn = threading.Lock()
_asked = threading.Event()


@dataclass(frozen=True)
class Parcel:
    """A mail that is ready to be handed over."""

    mail: Mail
    digest: str
    packed: Any
    has_refused: bool = False


def take_turn(*, now: datetime) -> dict[str, int]:
    """Send what is due, one run at a time in this process: a crash may leave one group uncertain, not one a thread.

    Who comes while another thread is at it leaves a note, and that thread goes round once more.
    """
    counts: Counter[str] = Counter()
    _asked.set()
    while _asked.is_set() and _turn.acquire(blocking=False):
        try:
            _asked.clear()
            counts.update(send_due(now=max(now, timezone.now())))
        finally:
            _turn.release()
    return dict(counts)


def send_due(*, now: datetime, seconds: float = RUN_SECONDS) -> dict[str, int]:
    """Send what is due until nothing is left or the time is up; returns how many came to which end."""
    if not Mail.objects.due(now).exists():
        return {}
    counts = Counter(expired=expire(now=now))
    until = time.monotonic() + seconds
    try:
        with carrier() as line:
            while time.monotonic() < until:
                ended = _send_batch(line, now)
                counts.update(ended)
                if not ended or Verdict.NOT_HANDED_OVER in ended:
                    return dict(counts)
    except NoLine as error:
        logger.warning("mail server away, left to the next run", extra={"error": str(error)})
        return dict(counts)
    wake("outbox.send_due")
    return dict(counts)


def _send_batch(line: Carrier, now: datetime) -> Counter[str]:
    """Finishing one group and beginning the next is one commit: half the time of a mail is spent on commits."""
    owner = uuid.uuid4()
    ended: Counter[str] = Counter()
    results: list[Result] = []  # of the group before; a crash leaves no more than these uncertain
    mails = claiming.claim(owner=owner, now=now)
    begin_until = time.monotonic() + BATCH_SECONDS
    has_refusals = suppressing.are_there_any()
    try:
        for start in range(0, len(mails), GROUP):
            group = mails[start : start + GROUP]
            ready = list(_decide(line, owner, group, now))
            if has_refusals:
                ready = list(_unrefused(owner, ready))
            begun = claiming.turn(
                owner=owner, results=results, mails=[parcel.mail for parcel in ready], now=now
            )
            results = []
            for result in _hand_over(line, [parcel for parcel in ready if parcel.mail.pk in begun], now):
                results.append(result)  # one by one: whatever breaks, what is known is written down
            ended.update(str(result.verdict) for result in results)
            ended["not begun"] += len(group) - len(results)
            if Verdict.NOT_HANDED_OVER in ended or time.monotonic() > begin_until:
                break  # the rest is given back, long before its lease is over
    finally:
        claiming.finish(owner=owner, results=results, now=now)
    claiming.give_back(owner=owner)
    return +ended


def _decide(line: Carrier, owner: UUID, mails: Sequence[Mail], now: datetime) -> Iterator[Parcel]:
    """Ask each kind for its words, at the last moment. One that cannot be worded stops nobody else."""
    for mail in mails:
        try:
            prepared = _prepare(mail, now)
            if isinstance(prepared, Message):
                yield Parcel(mail, suppressing.address_hash(prepared.to), _pack(line, mail, prepared))
            elif isinstance(prepared, Skip):
                claiming.skip(owner=owner, mail=mail, reason=prepared.reason)
            else:
                claiming.put_off(owner=owner, mail=mail, until=prepared.until, now=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away: not the mail's fault
        except Exception as error:  # noqa: BLE001 (a poisonous row must not stop the others)
            _refuse_poison(owner, mail, error)


def _prepare(mail: Mail, now: datetime) -> Prepared:
    prepare = import_string(settings.MAIL_KINDS[mail.kind])
    prepared: Prepared = prepare({**mail.keys, **(mail.sealed or {})}, now)
    if not isinstance(prepared, Message | Skip | Wait):
        raise TypeError
    return prepared


def _pack(line: Carrier, mail: Mail, message: Message) -> Any:
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    envelope = Envelope(
        sender=sender_header(settings.DEFAULT_FROM_EMAIL),
        message_id=message_id(unique_key=mail.unique_key, domain=domain),
        sent_at=timezone.now(),
    )
    return line.pack(with_inline_styles(message), envelope)


def _refuse_poison(owner: UUID, mail: Mail, error: Exception) -> None:
    """Name the kind of error and its line; its message could hold somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "nowhere"
    logger.error(
        "mail cannot be put into words", extra={"mail": str(mail.key), "error": type(error).__name__}
    )
    claiming.fail(
        owner=owner, mail=mail, reason=f"Could not be put into words: {type(error).__name__} at {place}."
    )


def _unrefused(owner: UUID, parcels: Sequence[Parcel]) -> Iterator[Parcel]:
    known = suppressing.known_refusals(parcel.digest for parcel in parcels)
    for parcel in parcels:
        if known.get(parcel.digest) and parcel.mail.kind not in UNBLOCKED:
            claiming.skip(owner=owner, mail=parcel.mail, reason="The address refuses mail.")
        else:
            yield replace(parcel, has_refused=parcel.digest in known)


def _hand_over(line: Carrier, parcels: Sequence[Parcel], now: datetime) -> Iterator[Result]:
    until = time.monotonic() + GROUP_SECONDS
    is_cut = False
    for parcel in parcels:
        is_cut = is_cut or time.monotonic() > until
        reply = Reply(Stage.CONNECT, None, "no line") if is_cut else line.hand_over(parcel.packed)
        verdict = judge(stage=reply.stage, code=reply.code)
        is_cut = is_cut or verdict == Verdict.NOT_HANDED_OVER
        yield Result(parcel.mail, verdict, _reason(reply))
        _learn(parcel, verdict, reply, now)


def _reason(reply: Reply) -> str:
    return f"{reply.stage}: {reply.code or 'no answer'} {reply.words}".strip()


def _learn(parcel: Parcel, verdict: Verdict, reply: Reply, now: datetime) -> None:
    """Remember an address that refuses, and forget it of one that has taken mail again."""
    if verdict == Verdict.REFUSED and reply.stage == Stage.RECIPIENT:
        suppressing.note_refusal(digest=parcel.digest, now=now)
    elif verdict == Verdict.SENT and parcel.has_refused:
        suppressing.forget_refusals([parcel.digest])
