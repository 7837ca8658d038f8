"""Vocabulary for sessions: what the client picked for them, and the record of who looked."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from clinic.querysets.links import by_a_standing_clinician


class PickQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Both see it while the link stands; a clinician not while the client has paused."""
        as_clinician = Q(link__clinician=user, link__paused_at__isnull=True)
        return self.filter(
            Q(link__client=user) | as_clinician,
            by_a_standing_clinician("link__"),
            link__ended_at__isnull=True,
        )

    def standing(self) -> Self:
        return self.filter(cleared_at__isnull=True)

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
