"""Vocabulary for mail on its way."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models.functions import Now


def from_now(seconds: float) -> models.Expression:
    """A moment by the database's clock: workers' clocks differ."""
    return models.ExpressionWrapper(
        Now() + models.Value(timedelta(seconds=seconds)), output_field=models.DateTimeField()
    )


class MailQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=self.model.State.PLANNED, not_before__lte=now)

    def oldest_first(self) -> Self:
        return self.order_by("not_before", "id")

    def for_person(self, recipient_key: Any) -> Self:
        return self.filter(recipient_key=recipient_key)

    def not_handed_over(self) -> Self:
        return self.filter(state__in=[self.model.State.PLANNED, self.model.State.CLAIMED])

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)

    def waiting(self) -> Self:
        return self.filter(state=self.model.State.PLANNED)

    def uncertain(self) -> Self:
        return self.filter(state=self.model.State.UNCERTAIN)

    def claimed_by(self, owner: UUID) -> Self:
        return self.filter(owner=owner, state=self.model.State.CLAIMED)

    def to_begin(self, owner: UUID, pks: Iterable[int]) -> Self:
        """Claimed by this owner, and still his by the database's clock."""
        claimed = self.model.State.CLAIMED
        return self.filter(pk__in=list(pks), owner=owner, state=claimed, lease_until__gt=Now())

    def with_dead_lease(self) -> Self:
        return self.filter(lease_until__lte=Now())

    def in_hand_of(self, owner: UUID, pks: Iterable[int]) -> Self:
        """Being handed over by this owner, though the reaper may have lost patience in between."""
        begun = [self.model.State.SENDING, self.model.State.UNCERTAIN]
        return self.filter(pk__in=list(pks), owner=owner, state__in=begun)

    def among(self, pks: Iterable[int]) -> Self:
        return self.filter(pk__in=list(pks))


class SuppressionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        return self.exclude(suppressed_at=None, silenced_at=None)

    def of_hashes(self, hashes: Iterable[str]) -> Self:
        return self.filter(address_hash__in=list(hashes))


class HeartbeatQuerySet(models.QuerySet[Any]):
    def since(self, moment: datetime) -> Self:
        return self.filter(beat_at__gte=moment)
