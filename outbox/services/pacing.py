"""Not faster than a provider and a domain will take it, whoever sends: the workers share one row for each.

With no rate set nothing is read or written here. A domain that keeps us waiting is left alone for a while in any case:
nobody else shall stand behind it.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from outbox.models import Allowance
from outbox.querysets import from_now
from outbox.rules import Stage, Verdict, asks_for_patience, paces
from outbox.rules.paces import Bucket
from outbox.services import suppressing
from outbox.services.carrying import Reply
from outbox.services.claiming import PAUSES
from outbox.services.parcels import Parcel

EVERYBODY = "everybody"
SLOW_SECONDS = 5.0


@lru_cache(maxsize=1000)
def domain_hash(domain: str) -> str:
    """A domain may be one person's own: it is kept as addresses are."""
    return suppressing.keyed_hash(f"@{domain}")


def rates(domain: str) -> dict[str, int]:
    """The buckets a mail to this domain takes from, each with its mails a minute."""
    found = {
        EVERYBODY: settings.MAIL_PER_MINUTE,
        domain_hash(domain): settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN,
    }
    return {name: per_minute for name, per_minute in found.items() if per_minute}


@dataclass
class Pacing:
    """What one run knows of the pace: who must wait, and how many wait already."""

    now: datetime
    behind: Counter[str] = field(default_factory=Counter)
    slow_until: dict[str, float] = field(default_factory=dict)  # by domain, on this process's own clock

    def sort(self, parcels: Sequence[Parcel]) -> tuple[list[Parcel], dict[datetime, list[Parcel]]]:
        """Those that may go now, and the others by the moment there may be room for them."""
        quick = [parcel for parcel in parcels if not self.is_slow(parcel)]
        later: defaultdict[datetime, list[Parcel]] = defaultdict(list)
        if len(quick) < len(parcels):
            resume = max(self.now, timezone.now()) + PAUSES[Verdict.HELD]
            later[resume] = [parcel for parcel in parcels if self.is_slow(parcel)]
        if settings.MAIL_PER_MINUTE or settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN:
            quick = self._take(quick, later)
        return quick, later

    def is_slow(self, parcel: Parcel) -> bool:
        return not parcel.is_urgent and time.monotonic() < self.slow_until.get(parcel.domain, 0)

    def note_answer(self, parcel: Parcel, reply: Reply, seconds: float) -> None:
        """Learn from the time an answer took, and from a server that asks for patience."""
        if seconds > SLOW_SECONDS and reply.stage != Stage.CONNECT:
            self.slow_until[parcel.domain] = time.monotonic() + PAUSES[Verdict.HELD].total_seconds()
        if asks_for_patience(reply.code):
            be_patient(parcel.domain if reply.stage not in {Stage.CONNECT, Stage.SENDER} else "")

    @transaction.atomic
    def _take(self, parcels: Sequence[Parcel], later: dict[datetime, list[Parcel]]) -> list[Parcel]:
        limits = {name: rate for parcel in parcels for name, rate in rates(parcel.domain).items()}
        rows = _held(limits)
        tokens = {
            name: paces.filled(_bucket(row), per_minute=limits[name], now=row.at)
            for name, row in rows.items()
        }
        allowed = []
        for parcel in parcels:
            names = list(rates(parcel.domain))
            if parcel.is_urgent or all(tokens[name] >= 1 for name in names):
                allowed.append(parcel)
                for name in names:
                    tokens[name] -= 1
                continue
            short = [name for name in names if tokens[name] < 1]
            moments = [self._free_at(rows[name], name, limits[name], tokens[name]) for name in short]
            later[max(moments)].append(parcel)
        for name, row in rows.items():
            Allowance.objects.filter(pk=row.pk).update(tokens=tokens[name], filled_at=row.at)
        return allowed

    def _free_at(self, row: Any, name: str, per_minute: int, tokens: float) -> datetime:
        """Behind everybody this run has sent away before, so that few of them come back in vain."""
        left = Bucket(tokens=tokens, filled_at=row.at, slowed_until=row.slowed_until)
        at = paces.free_at(left, ahead=self.behind[name], per_minute=per_minute, now=row.at)
        self.behind[name] += 1
        return at


def be_patient(domain: str) -> None:
    """Half as fast for five minutes: to this domain, or, with none, to everybody."""
    name = domain_hash(domain) if domain else EVERYBODY
    limit = settings.MAIL_PER_MINUTE_TO_ONE_DOMAIN if domain else settings.MAIL_PER_MINUTE
    if not limit:
        return
    with transaction.atomic():
        for row in _held({name: limit}).values():
            tokens = paces.filled(_bucket(row), per_minute=limit, now=row.at)
            Allowance.objects.filter(pk=row.pk).update(
                tokens=tokens, filled_at=row.at, slowed_until=from_now(paces.SLOWED_FOR.total_seconds())
            )


def _held(limits: dict[str, int]) -> dict[str, Any]:
    """The rows of these buckets, ours until the transaction ends; a new bucket is full."""
    rows = {row.name: row for row in Allowance.objects.held(limits)}
    missing = [name for name in limits if name not in rows]
    if not missing:
        return rows
    now = timezone.now()
    Allowance.objects.bulk_create(
        [Allowance(name=name, tokens=paces.full(limits[name]), filled_at=now) for name in missing],
        ignore_conflicts=True,
    )
    return {row.name: row for row in Allowance.objects.held(limits)}


def _bucket(row: Any) -> Bucket:
    return Bucket(tokens=row.tokens, filled_at=row.filled_at, slowed_until=row.slowed_until)
