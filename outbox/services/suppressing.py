"""Addresses that refuse mail are left alone. Only a keyed hash of each is kept."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.utils.crypto import salted_hmac

from outbox.models import Suppression

REFUSALS_ALLOWED = 1  # the second one in a row suppresses


def address_hash(address: str) -> str:
    return salted_hmac("outbox.suppression", address.strip().casefold(), algorithm="sha256").hexdigest()


def is_suppressed(address: str) -> bool:
    return Suppression.objects.in_force().of_hashes([address_hash(address)]).exists()


def suppress(*, address: str, now: datetime) -> None:
    """Never write to this address again: a complaint, or a bounce told by the provider."""
    Suppression.objects.update_or_create(address_hash=address_hash(address), defaults={"suppressed_at": now})


def known_refusals(hashes: Iterable[str]) -> dict[str, bool]:
    """Of these hashes, those that have refused before, and whether they are suppressed."""
    rows = Suppression.objects.of_hashes(hashes).values_list("address_hash", "suppressed_at")
    return {digest: suppressed_at is not None for digest, suppressed_at in rows}


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
