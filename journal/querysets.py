"""Vocabulary for exercises and what people wrote."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self

from django.db import models


class ExerciseQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(retired_at__isnull=True, current__isnull=False)

    def with_words(self) -> Self:
        """Brings the current fields along."""
        return self.select_related("current")


class ExerciseVersionQuerySet(models.QuerySet[Any]):
    def of(self, exercises: Collection[int]) -> Self:
        return self.filter(exercise_id__in=exercises)


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Only the writer reads what they wrote; sharing asks `clinic` first."""
        return self.filter(writer=user)

    def of_exercises(self, exercises: Collection[int]) -> Self:
        return self.filter(exercise_id__in=exercises)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def being_written(self) -> Self:
        """Living pages, and the one draft of each log."""
        return self.filter(is_open=True)

    def with_exercise(self) -> Self:
        return self.select_related("exercise")

    def newest_first(self) -> Self:
        return self.order_by("-day", "-pk")

    def between(self, first: date, last: date) -> Self:
        """Entries of these local days, both included."""
        return self.filter(day__range=(first, last))

    def people(self) -> int:
        """How many people these entries belong to."""
        return self.order_by().values("writer_id").distinct().count()


class HighMarkQuerySet(models.QuerySet[Any]):
    def standing(self, now: datetime) -> Self:
        return self.filter(expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class NoteFromMeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(writer=user)

    def closed(self) -> Self:
        return self.filter(opened_at__isnull=True)

    def opening_by(self, day: date) -> Self:
        """Closed notes whose day has come by this local day."""
        return self.closed().filter(opens_on__lte=day)
