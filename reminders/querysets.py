"""Vocabulary for the ledger."""

from datetime import datetime
from typing import Any, Self

from django.db import models


class PreferencesQuerySet(models.QuerySet[Any]):
    def with_key(self, key: Any) -> Self:
        return self.filter(key=key)


class ReminderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def newest_first(self) -> Self:
        return self.select_related("mail").order_by("-due_at", "-pk")

    def handed_over_since(self, moment: datetime) -> Self:
        """Notes that reached, or may have reached, the mail server since then."""
        return self.filter(mail__state__in=["sending", "sent", "uncertain"], mail__sent_at__gte=moment)
