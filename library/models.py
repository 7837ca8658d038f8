"""What has been published, and the shared words of the library: terms, references, support lines."""

import uuid
import zlib
from typing import ClassVar

from django.conf import settings
from django.db import models

from common.declarations import Erasure, Export, NoPersonalData, PersonalData
from library.querysets import (
    ChangeQuerySet,
    FeelingGroupQuerySet,
    NeedQuerySet,
    PublicationQuerySet,
    StartQuestionQuerySet,
    SupportLineQuerySet,
    TermQuerySet,
)


class Publication(models.Model):
    """One publication of the whole library. The compiled tree is kept, so that any state can be restored."""

    personal_data: ClassVar = PersonalData(
        owner="published_by", at_export=Export.NOTHING, at_erasure=Erasure.BLANK, why="who pressed publish"
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64)
    tree_zlib = models.BinaryField()
    changes = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_current = models.BooleanField(default=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="one_current_publication"
            )
        ]

    @property
    def tree_text(self) -> str:
        """The compiled LibraryTree as JSON, for LibraryTree.model_validate_json."""
        return zlib.decompress(bytes(self.tree_zlib)).decode()

    @tree_text.setter
    def tree_text(self, value: str) -> None:
        self.tree_zlib = zlib.compress(value.encode(), 6)


class Term(models.Model):
    """A word of the glossary."""

    personal_data: ClassVar = NoPersonalData("the glossary")

    key = models.SlugField(max_length=80, unique=True)
    term = models.CharField(max_length=120)
    definition_html = models.TextField()
    is_retired = models.BooleanField(default=False)

    objects = TermQuerySet.as_manager()


class Reference(models.Model):
    """A work that lessons cite."""

    personal_data: ClassVar = NoPersonalData("the list of sources")

    key = models.SlugField(max_length=120, unique=True)
    authors = models.TextField()
    year = models.CharField(max_length=20)
    title = models.TextField()
    venue = models.TextField(blank=True)
    url = models.TextField(blank=True)
    is_retired = models.BooleanField(default=False)


class FeelingGroup(models.Model):
    """Feeling words that lie close together, for people to choose from."""

    personal_data: ClassVar = NoPersonalData("words for feelings")

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    energy = models.CharField(max_length=4)  # high or low
    tone = models.CharField(max_length=10)  # pleasant or unpleasant
    words = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    objects = FeelingGroupQuerySet.as_manager()


class Need(models.Model):
    """What somebody may need in a moment; the exercises are named by the author's ids."""

    personal_data: ClassVar = NoPersonalData("the index of tools")

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    hint = models.TextField()
    exercises = models.JSONField(default=list)
    help = models.CharField(max_length=9, blank=True)  # safety, now or grounding
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    objects = NeedQuerySet.as_manager()


class StartQuestion(models.Model):
    """A question for somebody who does not know where to begin. Nobody's answers are kept."""

    personal_data: ClassVar = NoPersonalData("the questions of the page about where to start")

    key = models.SlugField(max_length=80, unique=True)
    text = models.TextField()
    answers = models.JSONField(default=list)  # StartAnswerTree as plain data
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    objects = StartQuestionQuerySet.as_manager()


class Change(models.Model):
    """What was changed in a lesson because readers said that it made things worse. Not who said it."""

    personal_data: ClassVar = NoPersonalData("what authors say they changed")

    key = models.SlugField(max_length=80, unique=True)
    lesson = models.SlugField(max_length=80)  # the author's id
    revision = models.PositiveIntegerField()  # the one that carries the change; 0: the lesson was taken out
    changed_on = models.DateField()
    what = models.TextField()
    is_retired = models.BooleanField(default=False)

    objects = ChangeQuerySet.as_manager()


class SupportLine(models.Model):
    """A number or address where a person answers."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency"
        CRISIS = "crisis"
        ABUSE = "abuse"
        DIRECTORY = "directory"

    personal_data: ClassVar = NoPersonalData("public support services")

    key = models.SlugField(max_length=120, unique=True)
    country = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    service = models.TextField()
    number = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    channels = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    last_verified = models.DateField(null=True, blank=True)
    is_confirmed = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    objects = SupportLineQuerySet.as_manager()
