"""Vocabulary for sessions: what the client picked for them, and the record of who looked."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from clinic.querysets.links import by_a_standing_clinician, lets_be_seen


class PickQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The client sees all they ever picked; a clinician what stands now, while anything may be seen."""
        as_clinician = lets_be_seen("link__") & Q(link__clinician=user, cleared_at__isnull=True)
        return self.filter(Q(link__client=user) | as_clinician, link__ended_at__isnull=True)

    def standing(self) -> Self:
        return self.filter(cleared_at__isnull=True)

    def cleared(self) -> Self:
        """Those a session was held with, the latest first."""
        return self.filter(cleared_at__isnull=False).order_by("-cleared_at", "place")

    def in_place(self) -> Self:
        return self.order_by("place")


class SessionMarkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        as_clinician = Q(link__clinician=user)
        return self.filter(
            Q(link__client=user) | as_clinician,
            by_a_standing_clinician("link__"),
            link__ended_at__isnull=True,
        )

    def latest_first(self) -> Self:
        return self.order_by("-marked_at", "-pk")


class LookQuerySet(models.QuerySet[Any]):
    """Append-only: rows can be added and read; they go only when their link goes."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(link__client=user)

    def latest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def update(self, **_: Any) -> int:
        raise TypeError("Looks are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Looks are never deleted.")
