"""Vocabulary for the ledger."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models.functions import Coalesce


class PreferencesQuerySet(models.QuerySet[Any]):
    def held(self) -> Self:
        """Locked until the transaction ends, so that two planners never plan for one person at once."""
        return self.select_for_update(of=("self",))

    def with_key(self, key: Any) -> Self:
        return self.filter(key=key)


class ReminderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def about_note(self, writer: Any, key: Any) -> Self:
        """What was planned for one note from me; takes outer references too."""
        return self.filter(learner=writer, kind=self.model.Kind.NOTE_FROM_ME, note_key=key)

    def newest_first(self) -> Self:
        return self.select_related("mail").order_by("-due_at", "-pk")

    def waiting(self) -> Self:
        """Notes that are on their way and not handed over yet."""
        return self.filter(mail__state__in=["planned", "claimed"])

    def handed_over_since(self, moment: datetime) -> Self:
        """Notes that reached, or may have reached, the mail server since then; annotates handed_over_at."""
        # An uncertain one has no sent_at: it counts from the moment it was due to leave.
        handed_over = self.filter(mail__state__in=["sending", "sent", "uncertain"])
        return handed_over.annotate(handed_over_at=Coalesce("mail__sent_at", "mail__not_before")).filter(
            handed_over_at__gte=moment
        )
