"""Vocabulary for lessons and learners' ways through them."""

from datetime import datetime
from typing import Any, Self

from django.db import models


class CourseQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(retired_at__isnull=True).order_by("position")


class ModuleQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(retired_at__isnull=True, course__retired_at__isnull=True).order_by(
            "course__position", "position"
        )


class LessonQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(
            retired_at__isnull=True, module__retired_at__isnull=True, module__course__retired_at__isnull=True
        ).order_by("module__course__position", "module__position", "position")


class LessonAddressQuerySet(models.QuerySet[Any]):
    pass


class EnrolmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def active(self) -> Self:
        return self.filter(state=self.model.State.ACTIVE)

    def due(self, now: datetime) -> Self:
        return self.filter(next_due_at__lte=now)


class ReadingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)


class CompletionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)
