"""Addresses that refuse mail are left alone. Only a keyed hash of each is kept."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from outbox.models import Suppression

REFUSALS_ALLOWED = 1  # the second one in a row suppresses


class AddressState(StrEnum):
    """What a person is told about their own address."""

    WORKS = "works"  # nothing speaks against it
    REFUSED_ONCE = "refused once"  # the next refusal ends it
    REFUSED = "refused"  # no mail but sign-in mail goes there
    COMPLAINED = "complained"  # the same, because its mail service reported our mail as unwanted


@dataclass(frozen=True)
class Address:
    """`since` is set when no mail goes there; `may_try_again` once, until a mail has got through."""

    state: AddressState
    since: datetime | None = None
    may_try_again: bool = False

    @property
    def is_given_up(self) -> bool:
        return self.state in {AddressState.REFUSED, AddressState.COMPLAINED}


def address_hash(address: str) -> str:
    return keyed_hash(address.strip().casefold())


def keyed_hash(words: str) -> str:
    return hmac.digest(_key(settings.ADDRESS_SECRET), words.encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    """A key of its own, so that the hashes are of no use for anything else that is signed."""
    return hashlib.sha256(b"outbox.suppression" + secret.encode()).digest()


def is_suppressed(address: str) -> bool:
    return Suppression.objects.in_force().of_hashes([address_hash(address)]).exists()


def address_state(address: str) -> Address:
    """How an address stands. What its owner wished away themselves (`silence`) is not told here."""
    row = Suppression.objects.of_hashes([address_hash(address)]).first()
    if row is None or not (row.suppressed_at or row.refusals):
        return Address(AddressState.WORKS)
    if row.suppressed_at is None:
        return Address(AddressState.REFUSED_ONCE)
    has_complained = row.cause == Suppression.Cause.COMPLAINED
    state = AddressState.COMPLAINED if has_complained else AddressState.REFUSED
    return Address(state, since=row.suppressed_at, may_try_again=row.tried_again_at is None)


@transaction.atomic
def try_again(address: str) -> None:
    """Write to it once more, because its owner says that it works. The next refusal gives it up again."""
    rows = Suppression.objects.refusing().of_hashes([address_hash(address)])
    row = rows.select_for_update().first()
    if row is None:
        return
    if row.tried_again_at is not None:
        raise RuleBroken(_("This address was tried again before. Give another address instead."))
    row.refusals, row.suppressed_at, row.tried_again_at = REFUSALS_ALLOWED, None, timezone.now()
    row.save(update_fields=["refusals", "suppressed_at", "tried_again_at"])


def suppress(*, address: str, now: datetime) -> None:
    """Never write to this address again: whoever reads it has reported our mail."""
    suppress_hash(digest=address_hash(address), now=now)


def suppress_hash(*, digest: str, now: datetime) -> None:
    row, _is_new = Suppression.objects.get_or_create(address_hash=digest)
    Suppression.objects.filter(pk=row.pk, suppressed_at=None).update(suppressed_at=now)
    Suppression.objects.filter(pk=row.pk).update(cause=Suppression.Cause.COMPLAINED)


def silence(*, address: str, now: datetime) -> None:
    """Its owner wishes no mail: none goes there but sign-in mail, whoever asks for it."""
    silence_hash(digest=address_hash(address), now=now)


def silence_hash(*, digest: str, now: datetime) -> None:
    Suppression.objects.update_or_create(address_hash=digest, defaults={"silenced_at": now})


def end_silence(*, address: str) -> None:
    """The wish is taken back. What the address itself refused stays refused."""
    Suppression.objects.of_hashes([address_hash(address)]).update(silenced_at=None)


def are_there_any() -> bool:
    return Suppression.objects.exists()


def known_refusals(hashes: Iterable[str]) -> dict[str, bool]:
    """Of these hashes, those that have refused before, and whether they are suppressed or silenced."""
    rows = Suppression.objects.of_hashes(hashes).values_list("address_hash", "suppressed_at", "silenced_at")
    return {digest: any(moments) for digest, *moments in rows}


@transaction.atomic
def note_refusal(*, digest: str, about: str, now: datetime) -> None:
    """A server will never take mail for this address. `about` names the mail: its news may come twice.

    Remembering the last one is enough, because the second refusal is already the end.
    """
    mark = hashlib.sha256(about.encode()).hexdigest()[:16]
    row, _is_new = Suppression.objects.get_or_create(address_hash=digest)
    known = Suppression.objects.filter(pk=row.pk)
    if known.exclude(last_refused=mark).update(refusals=F("refusals") + 1, last_refused=mark):
        known.filter(suppressed_at=None, refusals__gt=REFUSALS_ALLOWED).update(
            suppressed_at=now, cause=Suppression.Cause.REFUSED
        )


def forget_refusals(hashes: Iterable[str]) -> None:
    """A mail got through: only refusals in a row count, and another try may be asked for again one day."""
    known = Suppression.objects.of_hashes(hashes).filter(suppressed_at=None)
    known.filter(Q(refusals__gt=0) | Q(tried_again_at__isnull=False)).update(refusals=0, tried_again_at=None)
