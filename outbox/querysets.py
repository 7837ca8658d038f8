"""Vocabulary for mail on its way."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self
from uuid import UUID

from django.db import connections, models
from django.db.models.functions import Now

SLOTS = 10
NOBODY = -1
NOW = {"postgresql": "STATEMENT_TIMESTAMP()", "sqlite": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"}
# Written out because it runs once for every ten mails, and putting it together costs more than running it.
TURN_OVER = """
UPDATE outbox_mail SET
    state = CASE state WHEN 'claimed' THEN 'sending' ELSE 'sent' END,
    attempts = attempts + CASE state WHEN 'claimed' THEN 1 ELSE 0 END,
    sent_at = CASE state WHEN 'claimed' THEN sent_at ELSE %s END,
    sealed = CASE state WHEN 'claimed' THEN sealed ELSE NULL END,
    reason = CASE state WHEN 'claimed' THEN reason ELSE '' END,
    lease_until = CASE state WHEN 'claimed' THEN lease_until ELSE NULL END
WHERE owner = %s AND (
    (state IN ('sending', 'uncertain') AND id IN (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s))
    OR (state = 'claimed' AND lease_until > NOW() AND id IN (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s))
)
"""


@cache
def _turn_over(vendor: str) -> str:
    return TURN_OVER.replace("NOW()", NOW[vendor])


def _filled_up(pks: Sequence[int]) -> list[int]:
    return [*pks, *[NOBODY] * (SLOTS - len(pks))]


def from_now(seconds: float) -> models.Expression:
    """A moment by the database's clock: workers' clocks differ."""
    return models.ExpressionWrapper(
        Now() + models.Value(timedelta(seconds=seconds)), output_field=models.DateTimeField()
    )


class MailQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=self.model.State.PLANNED, not_before__lte=now)

    def for_sending(self) -> Self:
        """Without what a worker never reads of the rows it has claimed."""
        return self.defer(
            "recipient_key", "state", "owner", "lease_until", "reason", "created_at", "sent_at", "is_narrow"
        )

    def oldest_first(self) -> Self:
        return self.order_by("not_before", "id")

    def for_person(self, recipient_key: Any) -> Self:
        return self.filter(recipient_key=recipient_key)

    def written_as(self, unique_keys: Iterable[str]) -> Self:
        return self.filter(unique_key__in=list(unique_keys))

    def not_in_vain(self, *, but_for: str) -> Self:
        """What has left, may have left or may yet leave; something too late with this reason may have left, too."""
        late = [self.model.State.SKIPPED, self.model.State.EXPIRED]
        in_vain = models.Q(state__in=late) & ~models.Q(reason=but_for)
        return self.exclude(models.Q(state=self.model.State.FAILED) | in_vain)

    def of_nobody(self) -> Self:
        """It has forgotten whom it was for, or was written to an address without an account."""
        return self.filter(recipient_key__isnull=True)

    def not_in_hand(self) -> Self:
        return self.exclude(state__in=[self.model.State.CLAIMED, self.model.State.SENDING])

    def not_handed_over(self) -> Self:
        return self.filter(state__in=[self.model.State.PLANNED, self.model.State.CLAIMED])

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)

    def waiting(self) -> Self:
        return self.filter(state=self.model.State.PLANNED)

    def uncertain(self) -> Self:
        return self.filter(state=self.model.State.UNCERTAIN)

    def in_hand(self) -> Self:
        return self.filter(state__in=[self.model.State.CLAIMED, self.model.State.SENDING])

    def being_handed_over(self) -> Self:
        return self.filter(state=self.model.State.SENDING)

    def ended(self) -> Self:
        """Nothing more happens to these; what is older than a month is left to `narrow`."""
        return self.filter(state__in=self.model.ENDED, is_narrow=False)

    def narrow(self) -> Self:
        """Ended long ago, kept so that nothing is written down twice."""
        return self.filter(state__in=self.model.ENDED, is_narrow=True)

    def due_before(self, moment: datetime) -> Self:
        return self.filter(not_before__lt=moment)

    def due_since(self, moment: datetime) -> Self:
        return self.filter(not_before__gte=moment)

    def claimed_by(self, owner: UUID) -> Self:
        return self.filter(owner=owner, state=self.model.State.CLAIMED)

    def turn_over(self, *, owner: UUID, handed: Sequence[int], following: Sequence[int], at: datetime) -> int:
        """Of this owner: what was handed over is sent, what follows is begun; returns how many rows that were."""
        assert len(handed) <= SLOTS, "A group is larger than its statement."
        assert len(following) <= SLOTS, "A group is larger than its statement."
        line = connections[self.db]
        values = [
            line.ops.adapt_datetimefield_value(at),
            self.model._meta.get_field("owner").get_db_prep_value(owner, line),
            *_filled_up(handed),
            *_filled_up(following),
        ]
        with line.cursor() as cursor:
            cursor.execute(_turn_over(line.vendor), values)
            return int(cursor.rowcount)

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

    def refusing(self) -> Self:
        return self.exclude(suppressed_at=None)

    def of_hashes(self, hashes: Iterable[str]) -> Self:
        return self.filter(address_hash__in=list(hashes))


class AllowanceQuerySet(models.QuerySet[Any]):
    def held(self, names: Iterable[str]) -> Self:
        """Nobody else takes from these until the transaction ends; `at` is the database's time."""
        rows = self.select_for_update().filter(name__in=list(names)).order_by("name")
        return rows.annotate(at=models.ExpressionWrapper(Now(), output_field=models.DateTimeField()))

    def idle(self, since: datetime) -> Self:
        return self.filter(filled_at__lt=since)

    def slowed(self, now: datetime) -> Self:
        return self.filter(slowed_until__gt=now)


class HeartbeatQuerySet(models.QuerySet[Any]):
    def named(self, name: str) -> Self:
        return self.filter(name=name)

    def living(self) -> Self:
        """Processes; the row that says when a backup was restored is none."""
        return self.exclude(name="restored")

    def since(self, moment: datetime) -> Self:
        return self.filter(beat_at__gte=moment)
