"""Vocabulary for quizzes and sittings."""

from typing import Any, Self

from django.db import models


class QuizQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(retired_at__isnull=True, current__isnull=False)


class SittingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(learner=user)

    def in_progress(self) -> Self:
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)


class AnswerQuerySet(models.QuerySet[Any]):
    pass


class ResultQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(sitting__learner=user)
