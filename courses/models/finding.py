"""What can be found by its words: lessons, exercises and the glossary, as published."""

from typing import ClassVar

from django.db import models

from common.declarations import NoPersonalData
from courses.querysets.finding import FindableQuerySet
from courses.rules.finding import LESSON, TERM, TOOL


class Findable(models.Model):
    """One thing, in plain text and in stems. The database indexes the stems beside this table (migration 0006)."""

    class Kind(models.TextChoices):
        LESSON = LESSON
        TOOL = TOOL
        TERM = TERM

    personal_data: ClassVar = NoPersonalData("published content")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    key = models.SlugField(max_length=120)
    position = models.PositiveIntegerField()  # in reading order
    title = models.CharField(max_length=200)
    where = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=250)
    lead = models.TextField(blank=True)
    text = models.TextField(blank=True)
    title_stems = models.TextField()
    lead_stems = models.TextField(blank=True)
    text_stems = models.TextField(blank=True)

    objects = FindableQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="a_thing_is_found_once")]
