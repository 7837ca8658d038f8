"""From a row to a parcel: each kind is asked for its words at the last moment."""

import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

from outbox.models import Mail
from outbox.rules import Envelope, Message, Prepared, Skip, Wait, message_id
from outbox.services import claiming, suppressing
from outbox.services.carrying import Carrier, sender_header
from outbox.services.inlining import with_inline_styles
from outbox.services.news import our_domain

URGENT = frozenset({"direct"})  # asked for by the person a moment ago: sign-in codes and the like

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """A mail that is ready to be handed over."""

    mail: Mail
    digest: str
    domain: str
    packed: Any
    has_refused: bool = False

    @property
    def is_urgent(self) -> bool:
        """Goes to addresses that refuse, and waits behind nobody."""
        return self.mail.kind in URGENT


def asked_together(mails: Sequence[Mail], *, now: datetime) -> dict[int, Prepared]:
    """Kinds that answer for many at once are asked once for all (by pk): asking takes longer than sending.

    If one of them is poisonous nobody gets an answer here; each is then asked about alone.
    """
    answers: dict[int, Prepared] = {}
    for kind, path in settings.MAIL_KINDS_TOGETHER.items():
        some = [mail for mail in mails if mail.kind == kind]
        if len(some) < 2:  # alone is quicker
            continue
        try:
            found = import_string(path)([mail.keys for mail in some], now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 (whoever it is will be found when asked about alone)
            logger.info("a group cannot be asked about at once", extra={"kind": kind})
            continue
        answers |= {mail.pk: answer for mail, answer in zip(some, found, strict=True) if answer is not None}
    return answers


def parcels_of(
    line: Carrier, *, owner: UUID, mails: Sequence[Mail], answers: Mapping[int, Prepared], now: datetime
) -> Iterator[Parcel]:
    """Ask each kind for its words, but for those that have answered together. What is not to be sent, or not yet, is
    written down and left out."""
    for mail in mails:
        try:
            prepared = answers.get(mail.pk) or _prepare(mail, now)
            if isinstance(prepared, Message):
                yield _parcel(line, mail, prepared)
            elif isinstance(prepared, Skip):
                claiming.skip(owner=owner, mail=mail, reason=prepared.reason)
            else:
                claiming.put_off(owner=owner, mail=mail, until=prepared.until, now=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away: not the mail's fault
        except Exception as error:  # noqa: BLE001 (a poisonous row must not stop the others)
            _refuse_poison(owner, mail, error)


def is_still_wanted(parcel: Parcel, *, now: datetime) -> bool:
    """Asked once more: is it still a mail, to the same address? When that cannot be found out, it is not."""
    try:
        prepared = _prepare(parcel.mail, now)
    except Exception:  # noqa: BLE001 (it goes back to the others, and is decided again)
        return False
    return isinstance(prepared, Message) and suppressing.address_hash(prepared.to) == parcel.digest


def without_refusing(*, owner: UUID, parcels: Sequence[Parcel]) -> Iterator[Parcel]:
    """Leave out what would go to an address that refuses mail."""
    known = suppressing.known_refusals(parcel.digest for parcel in parcels)
    for parcel in parcels:
        if known.get(parcel.digest) and not parcel.is_urgent:
            claiming.skip(owner=owner, mail=parcel.mail, reason="The address refuses mail.")
        else:
            yield replace(parcel, has_refused=parcel.digest in known)


def _prepare(mail: Mail, now: datetime) -> Prepared:
    prepare = import_string(settings.MAIL_KINDS[mail.kind])
    prepared: Prepared = prepare({**mail.keys, **(mail.sealed or {})}, now)
    if not isinstance(prepared, Message | Skip | Wait):
        raise TypeError
    return prepared


def _parcel(line: Carrier, mail: Mail, message: Message) -> Parcel:
    envelope = Envelope(
        sender=sender_header(settings.DEFAULT_FROM_EMAIL),
        message_id=message_id(unique_key=mail.unique_key, domain=our_domain()),
        sent_at=timezone.now(),
    )
    return Parcel(
        mail=mail,
        digest=suppressing.address_hash(message.to),
        domain=message.to.rpartition("@")[2].lower(),
        packed=line.pack(with_inline_styles(message), envelope),
    )


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
