"""A copy of everything in the making, an account on its way out, and the list of those that are gone."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField
from privacy.querysets import ArchiveQuerySet, ChunkQuerySet, ErasedQuerySet, LeavingQuerySet


class Archive(models.Model):
    """Somebody asked for a copy of everything. One each; it is made in pieces and says itself where it stands.

    `table` and `after` name the last row that is in it, `counts` how many rows of each table are.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Fetched")
        FAILED = "failed", _("Could not be made")

    personal_data: ClassVar = PersonalData(owner="user", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="archive")
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)  # rows to come, counted at the beginning
    done = models.PositiveIntegerField(default=0)
    table = models.CharField(max_length=80, blank=True)
    after = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    pieces = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)  # since the last piece
    owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(state="asked"), name="archives_to_make")
        ]


class Chunk(models.Model):
    """A piece of one file of an archive, sealed. The pieces of a file in their order are the file."""

    personal_data: ClassVar = PersonalData(
        owner="archive__user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="a copy of everything else",
    )

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=100)
    words = SealedField(owner="place")

    objects = ChunkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["archive", "number"], name="a_piece_is_kept_once")]

    @property
    def place(self) -> str:
        return f"{self.archive_id}:{self.number}"


class Leaving(models.Model):
    """Somebody has deleted their account: they are out, and what they wrote is being taken away."""

    personal_data: ClassVar = PersonalData(
        owner="user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="is there only while everything else goes, and goes last",
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaving")
    asked_at = models.DateTimeField()
    owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = LeavingQuerySet.as_manager()


class Erased(models.Model):
    """Whose account was deleted, by a random key that names nobody: a restored backup must not bring them back."""

    personal_data: ClassVar = PersonalData(
        owner=(),
        at_export=Export.NOTHING,
        at_erasure=Erasure.KEEP_STUB,
        why="a random key that pointed at nobody but the account that is gone",
    )

    audit_key = models.UUIDField(unique=True)
    erased_at = models.DateTimeField()

    objects = ErasedQuerySet.as_manager()
