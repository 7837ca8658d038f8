"""Vocabulary for exercises and what people wrote."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q


class ExerciseQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.ever_published().filter(retired_at__isnull=True)

    def ever_published(self) -> Self:
        return self.filter(current__isnull=False)

    def with_words(self) -> Self:
        """Brings the current fields along."""
        return self.select_related("current")

    def for_pocket(self) -> Self:
        """Exercises that fill a panel of the pocket card, in reading order; those on offer before the rest."""
        offered_first = models.F("retired_at").asc(nulls_first=True)
        return self.exclude(pocket="").order_by(offered_first, "position")

    def in_courses_of(self, writer: Any) -> Self:
        """Every exercise of the courses somebody has written in, in reading order; those on offer before the rest."""
        written_in = self.model.objects.filter(entries__writer=writer).exclude(course_key="")
        offered_first = models.F("retired_at").asc(nulls_first=True)
        return self.filter(course_key__in=written_in.values("course_key")).order_by(offered_first, "position")


class ExerciseVersionQuerySet(models.QuerySet[Any]):
    def of(self, exercises: Collection[int]) -> Self:
        return self.filter(exercise_id__in=exercises)

    def worded(
        self, *, exercises: Collection[int], revisions: Collection[int], current: Collection[int | None]
    ) -> Self:
        """These revisions of these exercises, and the versions with these primary keys."""
        return self.filter(Q(exercise_id__in=exercises, revision__in=revisions) | Q(pk__in=current))


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Only the writer reads what they wrote; sharing asks `clinic` first."""
        return self.filter(writer=user)

    def of_exercises(self, exercises: Collection[int]) -> Self:
        return self.filter(exercise_id__in=exercises)

    def of_people(self, writers: Collection[int]) -> Self:
        return self.filter(writer_id__in=writers)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def of_course(self, key: str | None) -> Self:
        """Entries of a course's exercises; without a course there are none."""
        return self.filter(exercise__course_key=key) if key else self.none()

    def of_exercise_number(self, number: int) -> Self:
        return self.filter(exercise__number=number)

    def of_month(self, first: date) -> Self:
        """Entries of the month that begins on this day."""
        return self.between(first, first.replace(day=monthrange(first.year, first.month)[1]))

    def being_written(self) -> Self:
        """Living pages, and the one draft of each log."""
        return self.filter(is_open=True)

    def on_form(self, form: Any) -> Self:
        """Entries made with a form (rules.forms.Form)."""
        return self.filter(kind=form.kind, exercise=form.exercise)

    def under(self, key: Any, standing: Q) -> Self:
        """The entry of this key, and those that fit `standing`."""
        return self.filter(Q(key=key) | standing) if key is not None else self.filter(standing)

    def read_as(self, version: int) -> Self:
        """Only while nobody has written since: an update of this is a guarded write."""
        return self.filter(version=version)

    def holding_words(self) -> Self:
        """Without those that were begun and emptied again: their rows stay for the pages that are open on them."""
        return self.exclude(filled=[], other__isnull=True)

    def may_be_shown(self) -> Self:
        """Exercises and free pages; nothing of an exercise that any of its versions called private always.

        Asked at every reading too: the promise was made to whoever wrote under that version.
        """
        versions = self.model.exercise.field.related_model.current.field.related_model
        private = versions.objects.filter(
            exercise=models.OuterRef("exercise"), definition__is_private_always=True
        )
        kinds = self.model.Kind
        return self.filter(
            ~models.Exists(private),
            kind__in=[kinds.EXERCISE, kinds.WRITING],
        )

    def newest_of_each_exercise(self) -> Self:
        """Of each exercise only the entry its writer began last."""
        same = self.model.objects.holding_words().filter(
            writer=models.OuterRef("writer"), exercise=models.OuterRef("exercise")
        )
        return self.filter(pk=models.Subquery(same.order_by("-day", "-pk").values("pk")[:1]))

    def with_exercise(self) -> Self:
        return self.select_related("exercise")

    def for_searching(self) -> Self:
        """Words and titles without what a search has no use for."""
        return self.with_exercise().defer("filled", "started_at", "saved_at", "version")

    def newest_first(self) -> Self:
        return self.order_by("-day", "-pk")

    def between(self, first: date, last: date) -> Self:
        """Entries of these local days, both included."""
        return self.filter(day__range=(first, last))

    def around(self, today: date, *, days: int, victories: int) -> Self:
        """The check-ins of these days up to today and the last victories, newest first."""
        kinds = self.model.Kind
        last = (
            self.holding_words()
            .filter(kind=kinds.VICTORY, is_open=False)
            .newest_first()
            .values("pk")[:victories]
        )
        since = Q(kind=kinds.CHECK_IN, day__gt=today - timedelta(days=days), day__lte=today)
        return self.filter(since | Q(pk__in=models.Subquery(last))).newest_first()

    def people(self) -> int:
        """How many people these entries belong to."""
        return self.order_by().values("writer_id").distinct().count()


class HighMarkQuerySet(models.QuerySet[Any]):
    def of(self, learner: Any) -> Self:
        return self.filter(learner=learner)

    def of_people(self, learners: Iterable[Any]) -> Self:
        return self.filter(learner__in=list(learners))

    def standing(self, now: datetime) -> Self:
        return self.filter(expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class NoteFromMeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(writer=user)

    def closed(self) -> Self:
        return self.filter(opened_at__isnull=True)

    def opened(self) -> Self:
        return self.filter(opened_at__isnull=False)

    def mail_due_after(self, moment: datetime) -> Self:
        return self.filter(mail_due_at__gt=moment)

    def opening_from(self, day: date) -> Self:
        return self.filter(opens_on__gte=day)

    def wanting_mail(self) -> Self:
        return self.filter(wants_mail=True)

    def claimed(self) -> Self:
        """With their writers and without their words; locked where the database can, so that two planners never take
        the same note; but for writers who moved, whose moments are being worked out anew."""
        locked = self.filter(writer__moved_at__isnull=True).select_for_update(skip_locked=True, of=("self",))
        return locked.select_related("writer").defer("words")

    def held(self) -> Self:
        """Locked until the transaction ends, always in the same order, without their words."""
        return self.select_for_update(of=("self",)).defer("words").order_by("pk")

    def next_day_of(self, writer: Any, first: date) -> Any:
        """The first day, from this one on, on which a closed note wants a mail; for a subquery."""
        mine = self.closed().wanting_mail().opening_from(first).filter(writer=writer)
        return mine.order_by("opens_on").values("opens_on")[:1]

    def in_order(self) -> Self:
        """Those still closed first: for when it slips, then by their day. The words stay where they are."""
        closed, dayless = (
            models.F("opened_at").desc(nulls_first=True),
            models.F("opens_on").asc(nulls_first=True),
        )
        return self.defer("words").order_by(closed, dayless, "-pk")
