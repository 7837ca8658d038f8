"""Vocabulary for invitations, links and what hangs on them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

# A suspended clinician loses every door at once, and with it what they said.
VERIFIED = "verified"


def _by_a_standing_clinician(path: str = "") -> Q:
    return Q(**{f"{path}clinician__clinician_state": VERIFIED, f"{path}clinician__is_active": True})


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """An invitation is its sender's; the person invited holds the token instead."""
        return self.filter(_by_a_standing_clinician(), clinician=user)

    def open(self, now: datetime) -> Self:
        return self.filter(
            _by_a_standing_clinician(),
            answered_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
        )

    def forgettable(self, now: datetime) -> Self:
        """Nobody can answer these any more, and they still name an address."""
        return self.filter(expires_at__lte=now, address__isnull=False)

    def sent_by(self, user: Any) -> Self:
        return self.filter(clinician=user)

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(created_at__gt=moment)


class LinkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A client sees all their links, ended ones too; a clinician only those that stand."""
        as_clinician = _by_a_standing_clinician() & Q(clinician=user, ended_at__isnull=True)
        return self.filter(Q(client=user) | as_clinician)

    def active(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def of_client(self, user: Any) -> Self:
        return self.filter(client=user)

    def of_clinician(self, user: Any) -> Self:
        return self.filter(clinician=user)


class SharingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        as_clinician = _by_a_standing_clinician("link__") & Q(
            link__clinician=user, link__ended_at__isnull=True, withdrawn_at__isnull=True
        )
        return self.filter(Q(link__client=user) | as_clinician)

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True, link__ended_at__isnull=True)

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        return self.filter(kind__in=list(kinds))


class AssignmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Both see it while the link stands; afterwards nobody does."""
        as_client = Q(link__client=user)
        as_clinician = Q(link__clinician=user)
        return self.filter(
            as_client | as_clinician, _by_a_standing_clinician("link__"), link__ended_at__isnull=True
        )

    def standing(self) -> Self:
        return self.filter(
            _by_a_standing_clinician("link__"),
            state=self.model.State.SUGGESTED,
            link__ended_at__isnull=True,
        )

    def of_client(self, user: Any) -> Self:
        return self.filter(link__client=user)

    def made_between(self, start: datetime, end: datetime) -> Self:
        """Suggested later than the first moment, up to the second, and not answered."""
        suggested = self.model.State.SUGGESTED
        return self.filter(state=suggested, assigned_at__gt=start, assigned_at__lte=end)

    def in_order(self) -> Self:
        return self.order_by("assigned_at", "pk")


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
