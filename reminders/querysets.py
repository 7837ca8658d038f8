"""Vocabulary for the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Self

from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest


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

    def looking_after(self, moment: datetime) -> Self:
        return self.filter(look_at__gt=moment)

    def checking_in_after(self, moment: datetime) -> Self:
        return self.filter(check_in_due_at__gt=moment)

    def claimed(self) -> Self:
        """Locked where the database can, so that two planners never take the same person; but for those who moved,
        whose moments are being worked out anew."""
        locked = self.filter(learner__moved_at__isnull=True).select_for_update(skip_locked=True, of=("self",))
        return locked.select_related("learner")


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

    def to_look_at_again(self, now: datetime) -> Self:
        """Due together with another note, which was to have left by now."""
        return self.filter(look_again_at__lte=now)

    def carried_well(self) -> Self:
        """Those whose other note went, or may have gone, by itself or with a third; or is there no longer."""
        went = Q(carried_by__mail__state__in=["sent", "uncertain"])
        went_along = Q(carried_by__carried_by__isnull=False, carried_by__look_again_at__isnull=True)
        return self.filter(Q(carried_by__isnull=True) | went | went_along)

    def stranded(self) -> Self:
        """Those whose other note did not go after all."""
        ended = ["skipped", "expired", "failed"]
        left = Q(carried_by__mail__isnull=True) | Q(carried_by__mail__state__in=ended)
        return self.filter(left, carried_by__isnull=False, carried_by__carried_by__isnull=True)

    def put_off(self, now: datetime) -> int:
        """Look again when the other note leaves."""
        carrier = self.model.objects.filter(pk=OuterRef("carried_by"))
        leaves_at = Subquery(carrier.values("mail__not_before")[:1])
        return self.update(look_again_at=Coalesce(Greatest(leaves_at, now), now))

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


@dataclass(frozen=True)
class UpTo:
    """Rows whose moment is this one or an earlier one; `field` has an index."""

    model: type[models.Model]
    field: str
    sign: str = "<="

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        return str(self.model._meta.get_field(self.field).column)  # type: ignore[union-attr]


@dataclass(frozen=True)
class Beyond(UpTo):
    """Rows whose moment is a later one."""

    sign: str = ">"


def is_any_within(edges: Mapping[UpTo, datetime]) -> bool:
    """Whether any of several tables has a row there, in one statement. It is asked each minute and says no nearly each
    time, so its words are put together once: to build them anew takes ten times as long as to answer."""
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in edges.values()]
    with connection.cursor() as cursor:
        cursor.execute(_any_within(tuple(edges)), moments)
        return cursor.fetchone() is not None


@cache
def _any_within(edges: tuple[UpTo, ...]) -> str:
    """Names of our own tables and columns, and a mark for each moment."""
    asked = (f"SELECT 1 FROM {edge.table} WHERE {edge.column} {edge.sign} %s" for edge in edges)  # noqa: S608
    return f"{' UNION ALL '.join(asked)} LIMIT 1"
