"""Vocabulary for links and what hangs on them."""

from datetime import datetime
from typing import Any, Self

from django.db import models


class InvitationQuerySet(models.QuerySet[Any]):
    def open(self, now: datetime) -> Self:
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)

    def sent_by(self, user: Any) -> Self:
        return self.filter(clinician=user)


class LinkQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of_client(self, user: Any) -> Self:
        return self.filter(client=user)

    def of_clinician(self, user: Any) -> Self:
        return self.filter(clinician=user)


class SharingQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class AssignmentQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(state=self.model.State.SUGGESTED, link__ended_at__isnull=True)


class LookQuerySet(models.QuerySet[Any]):
    pass
