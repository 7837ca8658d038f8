"""Vocabulary for mail on its way."""

from datetime import datetime
from typing import Any, Self

from django.db import models


class MailQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=self.model.State.PLANNED, not_before__lte=now)

    def for_person(self, recipient_key: Any) -> Self:
        return self.filter(recipient_key=recipient_key)


class SuppressionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        return self.filter(suppressed_at__isnull=False)


class HeartbeatQuerySet(models.QuerySet[Any]):
    pass
