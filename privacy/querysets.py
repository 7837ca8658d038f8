"""Vocabulary for archives, their pieces, and accounts on their way out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Min, Q


class Leased(models.QuerySet[Any]):
    """Rows that one worker holds at a time, for as long as its lease runs."""

    def free(self, now: datetime) -> Self:
        return self.filter(_in_nobodys_hands(now))

    def held_by(self, owner: UUID) -> Self:
        return self.filter(owner=owner)

    def take(self, *, owner: UUID, until: datetime) -> int:
        return self.update(owner=owner, lease_until=until, attempts=F("attempts") + 1)

    def let_go(self) -> int:
        return self.update(owner=None, lease_until=None)

    def stuck(self, *, since: datetime, now: datetime) -> Self:
        """Asked for so long ago, and in nobody's hands, or taken up again and again without getting on."""
        return self.filter(Q(attempts__gt=1) | _in_nobodys_hands(now), asked_at__lte=since)

    def oldest_and_number(self) -> tuple[datetime | None, int]:
        told = self.aggregate(oldest=Min("asked_at"), number=Count("pk"))
        return told["oldest"], told["number"]


class ArchiveQuerySet(Leased):
    def of(self, user: Any) -> Self:
        return self.filter(user=user)

    def asked(self) -> Self:
        return self.filter(state=self.model.State.ASKED)

    def given_up(self) -> Self:
        return self.filter(state=self.model.State.FAILED)

    def to_make(self, now: datetime) -> Self:
        return self.asked().free(now).order_by("asked_at", "pk")

    def ready(self, since: datetime) -> Self:
        return self.filter(state=self.model.State.READY, ready_at__gt=since)

    def over(self, *, ready_before: datetime, fetched_before: datetime) -> Self:
        """Nobody can fetch these any more, and nobody is fetching them."""
        late = Q(state=self.model.State.READY, ready_at__lte=ready_before)
        failed = Q(state=self.model.State.FAILED, asked_at__lte=ready_before)
        return self.filter(late | failed | Q(fetched_at__lte=fetched_before))


class ChunkQuerySet(models.QuerySet[Any]):
    def paths(self) -> list[str]:
        """The files, in the order in which they were begun."""
        begun = self.order_by().values("path").annotate(first=Min("number")).order_by("first")
        return list(begun.values_list("path", flat=True))

    def of_file(self, path: str) -> Self:
        return self.filter(path=path).order_by("number")


class LeavingQuerySet(Leased):
    def to_finish(self, now: datetime) -> Self:
        return self.free(now).order_by("asked_at", "pk")


class ErasedQuerySet(models.QuerySet[Any]):
    def among(self, keys: Iterable[UUID]) -> Self:
        return self.filter(audit_key__in=list(keys))


def _in_nobodys_hands(now: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lte=now)
