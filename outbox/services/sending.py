"""The run: claim a batch, and for each group of ten decide, begin, hand over, finish."""

import logging
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
GROUP_SECONDS = 60.0  # the rest of a group goes back to waiting, long before its lease is over
UNBLOCKED = frozenset({"direct"})  # asked for by the person a moment ago: sign-in codes and the like

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """A mail that is ready to be handed over."""

    mail: Mail
    digest: str
    packed: Any


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
    owner = uuid.uuid4()
    ended: Counter[str] = Counter()
    mails = claiming.claim(owner=owner, now=now)
    for start in range(0, len(mails), GROUP):
        ended.update(_send_group(line, owner, mails[start : start + GROUP], now))
        if Verdict.NOT_HANDED_OVER in ended:
            claiming.give_back(owner=owner)
            break
    return ended


def _send_group(line: Carrier, owner: UUID, mails: Sequence[Mail], now: datetime) -> Counter[str]:
    ready = list(_decide(line, owner, mails, now))
    refused = suppressing.known_refusals(parcel.digest for parcel in ready)
    open_ones = []
    for parcel in ready:
        if refused.get(parcel.digest) and parcel.mail.kind not in UNBLOCKED:
            claiming.skip(owner=owner, mail=parcel.mail, reason="The address refuses mail.")
        else:
            open_ones.append(parcel)
    begun = {mail.pk for mail in claiming.begin(owner=owner, mails=[p.mail for p in open_ones], now=now)}
    parcels = [parcel for parcel in open_ones if parcel.mail.pk in begun]
    results = list(_hand_over(line, parcels))
    claiming.finish(owner=owner, results=[result for result, _ in results], now=now)
    _learn(parcels, results, refused, now)
    ended = Counter(str(result.verdict) for result, _ in results)
    ended["not begun"] += len(mails) - len(parcels)
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


def _hand_over(line: Carrier, parcels: Sequence[Parcel]) -> Iterator[tuple[Result, Reply]]:
    until = time.monotonic() + GROUP_SECONDS
    is_cut = False
    for parcel in parcels:
        is_cut = is_cut or time.monotonic() > until
        reply = Reply(Stage.CONNECT, None, "no line") if is_cut else line.hand_over(parcel.packed)
        verdict = judge(stage=reply.stage, code=reply.code)
        is_cut = is_cut or verdict == Verdict.NOT_HANDED_OVER
        yield Result(parcel.mail, verdict, _reason(reply)), reply


def _reason(reply: Reply) -> str:
    return f"{reply.stage}: {reply.code or 'no answer'} {reply.words}".strip()


def _learn(
    parcels: Sequence[Parcel],
    results: Sequence[tuple[Result, Reply]],
    refused: dict[str, bool],
    now: datetime,
) -> None:
    """Remember addresses that refuse, and forget it of those that have taken mail again."""
    for parcel, (result, reply) in zip(parcels, results, strict=True):
        if result.verdict == Verdict.REFUSED and reply.stage == Stage.RECIPIENT:
            suppressing.note_refusal(digest=parcel.digest, now=now)
        elif result.verdict == Verdict.SENT and parcel.digest in refused:
            suppressing.forget_refusals([parcel.digest])
