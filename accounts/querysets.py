"""Vocabulary for people, visits, consents, requests, ways back in, and the audit trail."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.db import models


class UserQuerySet(models.QuerySet[Any]):
    def not_seen_on(self, day: date) -> Self:
        return self.filter(models.Q(last_seen_on__isnull=True) | ~models.Q(last_seen_on=day))

    def moved(self) -> Self:
        """Those who chose another time zone, and whose moments have not been worked out anew."""
        return self.filter(moved_at__isnull=False)

    def held_to_follow(self) -> Self:
        """Locked where the database can, first moved first; rows that refer to them may be written meanwhile."""
        return self.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("moved_at", "pk")

    def with_address(self, email: str) -> Self:
        return self.filter(email=email.lower())

    def standing_staff(self) -> Self:
        return self.filter(is_staff=True, is_active=True)

    def audited_as(self, keys: Iterable[uuid.UUID]) -> Self:
        """Whom the audit trail knows by these keys."""
        return self.filter(audit_key__in=list(keys))


class ConsentQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def for_purpose(self, purpose: str) -> Self:
        return self.filter(purpose=purpose)

    def of_version(self, text_version: str) -> Self:
        return self.filter(text_version=text_version)

    def worded(self, text_version: str, text_hash: str) -> Self:
        return self.filter(text_version=text_version, text_hash=text_hash)


class VisitQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-seen_at", "-begun_at")

    def lasting(self, now: datetime) -> Self:
        """What the cookie at least would still open; rules say which of them are over sooner."""
        return self.filter(expire_date__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(expire_date__lte=now)


class AuditQuerySet(models.QuerySet[Any]):
    """Append-only: rows can be added and read."""

    def about(self, subject_key: uuid.UUID) -> Self:
        return self.filter(subject_key=subject_key).order_by("-at", "-pk")

    def update(self, **_: Any) -> int:
        raise TypeError("Audit entries are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit entries are never deleted.")


class ClinicianRequestQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-asked_at", "-pk")

    def asked(self) -> Self:
        return self.filter(state=self.model.State.ASKED)

    def verified(self) -> Self:
        return self.filter(state=self.model.State.VERIFIED)


class FactorResetQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-asked_at", "-pk")

    def open(self) -> Self:
        return self.filter(state__in=self.model.OPEN)

    def waiting(self) -> Self:
        return self.filter(state=self.model.State.WAITING)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now).order_by("due_at")
