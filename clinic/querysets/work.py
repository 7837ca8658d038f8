"""Vocabulary for what is suggested, plans, nudges and asking for contact."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from clinic.querysets.links import by_a_standing_clinician, lets_be_seen


class AssignmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Both see it while the link stands; afterwards nobody does."""
        as_client = Q(link__client=user)
        as_clinician = Q(link__clinician=user)
        return self.filter(
            as_client | as_clinician, by_a_standing_clinician("link__"), link__ended_at__isnull=True
        )

    def standing(self) -> Self:
        return self.filter(
            by_a_standing_clinician("link__"),
            state__in=self.wanted_states(),
            link__ended_at__isnull=True,
        )

    def of_client(self, user: Any) -> Self:
        return self.filter(link__client=user)

    def unanswered(self) -> Self:
        """What stands and has had no answer."""
        return self.standing().filter(state=self.model.State.SUGGESTED)

    def answers_seen(self) -> Self:
        """Over a link that lets its clinician see what the client answers."""
        return self.filter(lets_be_seen("link__"))

    def claimed(self) -> Self:
        """With their clients and without words; locked where the database can, so that two never take the same."""
        locked = self.select_for_update(skip_locked=True, of=("self",))
        return locked.select_related("link__client").defer("note", "link__reference")

    def in_order(self) -> Self:
        """The clinician's order."""
        return self.order_by("position", "shown_from", "pk")

    def by_moment(self) -> Self:
        return self.order_by("shown_from", "pk")

    def answerable(self) -> Self:
        """The client may answer, and answer otherwise: also what they declined, not what was taken back."""
        return self.filter(by_a_standing_clinician("link__"), link__ended_at__isnull=True).exclude(
            state=self.model.State.WITHDRAWN
        )

    def declined(self) -> Self:
        return self.answerable().filter(state=self.model.State.DECLINED)

    def answered_since(self, moment: datetime) -> Self:
        return self.filter(answered_at__gt=moment)

    def wanted_states(self) -> list[str]:
        """In which a suggestion stands."""
        state = self.model.State
        return [state.SUGGESTED, state.ACCEPTED, state.LESS]


class PlanQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A plan is its maker's, while they are a standing clinician."""
        return self.filter(by_a_standing_clinician(), clinician=user)


class PlanStepQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(by_a_standing_clinician("plan__"), plan__clinician=user)


class NudgeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        as_clinician = Q(link__clinician=user)
        return self.filter(
            Q(link__client=user) | as_clinician,
            by_a_standing_clinician("link__"),
            link__ended_at__isnull=True,
        )

    def of_client(self, user: Any) -> Self:
        return self.filter(link__client=user)

    def waiting(self) -> Self:
        """Not put away, and the client has asked for no quiet, nor paused it all, nor is yet to say what they share."""
        return self.filter(
            lets_be_seen("link__"), put_away_at__isnull=True, link__nudges_muted_at__isnull=True
        )

    def latest_first(self) -> Self:
        return self.order_by("-sent_at", "-pk")

    def claimed(self) -> Self:
        """With their clients and without words; locked where the database can, so that two never take the same."""
        locked = self.select_for_update(skip_locked=True, of=("self",))
        return locked.select_related("link__client").defer("link__reference")


class ContactRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A client keeps seeing their own request when the clinician is suspended: it still waits, and says so."""
        as_clinician = by_a_standing_clinician("link__") & Q(link__clinician=user)
        return self.filter(Q(link__client=user) | as_clinician, link__ended_at__isnull=True)

    def of_client(self, user: Any) -> Self:
        return self.filter(link__client=user)

    def open(self) -> Self:
        return self.filter(acknowledged_at__isnull=True, withdrawn_at__isnull=True)

    def latest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")
