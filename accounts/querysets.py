"""Vocabulary for consents and the audit trail."""

import uuid
from typing import Any, Self

from django.db import models


class ConsentQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def for_purpose(self, purpose: str) -> Self:
        return self.filter(purpose=purpose)


class AuditQuerySet(models.QuerySet[Any]):
    """Append-only: rows can be added and read."""

    def about(self, subject_key: uuid.UUID) -> Self:
        return self.filter(subject_key=subject_key).order_by("-at", "-pk")

    def update(self, **_: Any) -> int:
        raise TypeError("Audit entries are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Audit entries are never deleted.")
