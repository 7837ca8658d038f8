"""Vocabulary for the ledger."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce


class PreferencesQuerySet(models.QuerySet[Any]):
    def held(self) -> Self:
        """Locked until the transaction ends, so that two planners never plan for one person at once."""
        return self.select_for_update(of=("self",))

    def of_people(self, learners: Iterable[Any]) -> Self:
        """In the order of people, so that two planners never wait for each other crosswise."""
        return self.filter(learner__in=list(learners)).order_by("learner_id")

    def with_key(self, key: Any) -> Self:
        return self.filter(key=key)

    def with_calendar(self, key: Any) -> Self:
        """Whose calendar address this is, while their account is open."""
        return self.filter(calendar_key=key, learner__is_active=True)

    def to_look_at(self, now: datetime) -> Self:
        """Those of whom a check-in or a questionnaire may be due."""
        return self.filter(look_at__lte=now)

    def claimed_in_order(self) -> Self:
        """Locked where the database can, so that two planners never take the same person."""
        return (
            self.select_for_update(skip_locked=True, of=("self",))
            .select_related("learner")
            .order_by("look_at")
        )


class ReminderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def about_note(self, writer: Any, key: Any) -> Self:
        """What was planned for one note from me; takes outer references too."""
        return self.filter(learner=writer, kind=self.model.Kind.NOTE_FROM_ME, note_key=key)

    def about_return(self, learner: Any, enrolment_key: Any, day: Any) -> Self:
        """What was planned for one day of coming back; takes outer references too."""
        kind = self.model.Kind.RETURN_DATE
        return self.filter(learner=learner, kind=kind, enrolment_key=enrolment_key, about_on=day)

    def about_suggestion(self, client: Any, key: Any) -> Self:
        """What was planned for one suggestion; takes outer references too."""
        return self.filter(learner=client, kind=self.model.Kind.WAITING, about_key=key)

    def of_occurrences(self, rows: Iterable[Any]) -> Self:
        """Rows that say what one of these says; each person's by the unique key of the ledger."""
        rows = list(rows)
        return self.filter(
            learner__in={row.learner_id for row in rows},
            kind__in={row.kind for row in rows},
            occurrence__in={row.occurrence for row in rows},
        )

    def of_plan(self, row: Any) -> Self:
        """Rows of the same kind about the same place on a course."""
        return self.filter(learner=row.learner, kind=row.kind, enrolment_key=row.enrolment_key)

    def newest_first(self) -> Self:
        return self.select_related("mail").order_by("-due_at", "-pk")

    def waiting(self) -> Self:
        """Notes that are on their way and not handed over yet, first to leave first."""
        return self.filter(mail__state__in=["planned", "claimed"]).order_by("mail__not_before", "pk")

    def but(self, row: Any) -> Self:
        return self.exclude(pk=row.pk)

    def but_all(self, rows: Iterable[Any]) -> Self:
        return self.exclude(pk__in=[row.pk for row in rows])

    def with_keys(self, keys: Iterable[Any]) -> Self:
        return self.filter(key__in=list(keys))

    def carried_by_any(self, rows: Iterable[Any]) -> Self:
        """Due together with one of these, whose mail speaks for both."""
        return self.filter(carried_by__in=[row.pk for row in rows])

    def leaving_by(self, moment: datetime) -> Self:
        """Of those waiting: not put off beyond this moment."""
        return self.filter(mail__not_before__lte=moment)

    def carried_since(self, since: datetime) -> Self:
        """Due since then together with another note."""
        return self.filter(carried_by__isnull=False, due_at__gt=since)

    def stranded(self, since: datetime) -> Self:
        """Due since then together with another note, whose mail did not go after all."""
        # Asked row by row: a join would let the database begin at the many that were never carried.
        carrier = self.model.objects.filter(pk=OuterRef("carried_by"), carried_by__isnull=True)
        left = carrier.filter(Q(mail__isnull=True) | Q(mail__state__in=["skipped", "expired", "failed"]))
        return self.carried_since(since).filter(Exists(left))

    def skipped_since(self, moment: datetime) -> Self:
        """Left out by the planner since then, so that no mail was ever written."""
        return self.filter(state=self.model.State.SKIPPED, planned_at__gte=moment)

    def due_between(self, start: datetime, end: datetime) -> Self:
        return self.filter(due_at__gte=start, due_at__lt=end)

    def of_people(self, learners: Iterable[Any]) -> Self:
        return self.filter(learner__in=list(learners))

    def handed_over_since(self, moment: datetime) -> Self:
        """Notes that reached, or may have reached, the mail server since then; annotates handed_over_at."""
        # An uncertain one has no sent_at: it counts from the moment it was due to leave.
        handed_over = self.filter(mail__state__in=["sending", "sent", "uncertain"])
        return handed_over.annotate(handed_over_at=Coalesce("mail__sent_at", "mail__not_before")).filter(
            handed_over_at__gte=moment
        )
