"""Vocabulary for publications and support lines."""

from typing import Any, Self

from django.db import models


class PublicationQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def newest_first(self) -> Self:
        """Without the trees, which are large."""
        return self.defer("tree_zlib").order_by("-published_at", "-pk")

    def edition(self) -> str:
        """The name of the first of these; empty if there is none."""
        return str(self.values_list("key", flat=True).first() or "")


class TermQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_retired=False).order_by("term")


class FeelingGroupQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_retired=False).order_by("position")


class NeedQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_retired=False).order_by("position")


class StartQuestionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_retired=False).order_by("position")


class ChangeQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Newest first."""
        return self.filter(is_retired=False).order_by("-changed_on", "key")


class SupportLineQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        """Only numbers somebody confirmed are ever shown as numbers."""
        return self.filter(is_confirmed=True, is_retired=False).order_by("country", "position")

    def in_country(self, country: str) -> Self:
        return self.filter(country=country)
