"""Addresses that refuse mail are left alone. Only a keyed hash of each is kept."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import F

from outbox.models import Suppression

REFUSALS_ALLOWED = 1  # the second one in a row suppresses


def address_hash(address: str) -> str:
    return hmac.digest(_key(settings.SECRET_KEY), address.strip().casefold().encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    """A key of its own, so that the hashes are of no use for anything else that is signed."""
    return hashlib.sha256(b"outbox.suppression" + secret.encode()).digest()


def is_suppressed(address: str) -> bool:
    return Suppression.objects.in_force().of_hashes([address_hash(address)]).exists()


def suppress(*, address: str, now: datetime) -> None:
    """Never write to this address again: a complaint, or a bounce told by the provider."""
    Suppression.objects.update_or_create(address_hash=address_hash(address), defaults={"suppressed_at": now})


def silence(*, address: str, now: datetime) -> None:
    """Its owner wishes no mail: none goes there but sign-in mail, whoever asks for it."""
    Suppression.objects.update_or_create(address_hash=address_hash(address), defaults={"silenced_at": now})


def end_silence(*, address: str) -> None:
    """The wish is taken back. What the address itself refused stays refused."""
    Suppression.objects.of_hashes([address_hash(address)]).update(silenced_at=None)


def are_there_any() -> bool:
    return Suppression.objects.exists()


def known_refusals(hashes: Iterable[str]) -> dict[str, bool]:
    """Of these hashes, those that have refused before, and whether they are suppressed or silenced."""
    rows = Suppression.objects.of_hashes(hashes).values_list("address_hash", "suppressed_at", "silenced_at")
    return {digest: any(moments) for digest, *moments in rows}


def note_refusal(*, digest: str, now: datetime) -> None:
    """A server said that it will never take mail for this address."""
    row, is_new = Suppression.objects.get_or_create(address_hash=digest, defaults={"refusals": 1})
    if not is_new:
        again = Suppression.objects.filter(pk=row.pk)
        again.update(refusals=F("refusals") + 1)
        again.filter(suppressed_at=None, refusals__gt=REFUSALS_ALLOWED).update(suppressed_at=now)


def forget_refusals(hashes: Iterable[str]) -> None:
    """A mail got through: only refusals in a row count."""
    Suppression.objects.of_hashes(hashes).filter(suppressed_at=None).update(refusals=0)
