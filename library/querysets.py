"""Vocabulary for publications and support lines."""

from typing import Any, Self

from django.db import models


class PublicationQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(is_current=True)


class TermQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_retired=False).order_by("term")


class SupportLineQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        """Only numbers somebody confirmed are ever shown as numbers."""
        return self.filter(is_confirmed=True, is_retired=False).order_by("country", "position")

    def in_country(self, country: str) -> Self:
        return self.filter(country=country)
