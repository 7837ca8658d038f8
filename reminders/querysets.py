"""Vocabulary for the ledger."""

from typing import Any, Self

from django.db import models


class ReminderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)
