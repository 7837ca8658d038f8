"""Exercises as authors publish them, and everything people write for themselves: encrypted, theirs alone."""

import json
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, NoPersonalData, PersonalData
from common.fields import SealedField
from journal.querysets import (
    EntryQuerySet,
    ExerciseQuerySet,
    ExerciseVersionQuerySet,
    HighMarkQuerySet,
    NoteFromMeQuerySet,
)
from library.grammar.trees import ExerciseTree


class Exercise(models.Model):
    """Something to try, under the author's permanent id. `number` is its neutral name in addresses.

    Where it stands is kept as plain labels, rewritten at each publication: the rooms above know more.
    """

    class Mode(models.TextChoices):
        PAGE = "page", _("One page that stays")
        LOG = "log", _("A new entry each time")

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=120, unique=True)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=160)
    mode = models.CharField(max_length=4, choices=Mode.choices)
    current = models.ForeignKey("ExerciseVersion", null=True, on_delete=models.PROTECT, related_name="+")
    pocket = models.CharField(max_length=10, blank=True)  # the panel of the pocket fold it fills, if any
    position = models.PositiveIntegerField(default=0)  # in reading order over the whole library
    course_key = models.CharField(max_length=120, blank=True)
    course_title = models.CharField(max_length=200, blank=True)
    lesson_title = models.CharField(max_length=200, blank=True)
    lesson_url = models.CharField(max_length=200, blank=True)  # with the anchor of the exercise
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ExerciseQuerySet.as_manager()


class ExerciseVersion(models.Model):
    """The exact fields and words somebody answered. Immutable."""

    personal_data: ClassVar = NoPersonalData("published content")

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()  # 1, 2, … in the order of publication
    digest = models.CharField(max_length=64)
    definition = models.JSONField()  # ExerciseTree as plain data
    published_at = models.DateTimeField()

    objects = ExerciseVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exercise", "digest"], name="one_exercise_version_per_wording"),
            models.UniqueConstraint(fields=["exercise", "revision"], name="exercise_revision_is_used_once"),
        ]

    @property
    def as_tree(self) -> ExerciseTree:
        return ExerciseTree.model_validate_json(json.dumps(self.definition))


class Entry(models.Model):
    """One thing somebody wrote: an exercise, a free page, a small victory, a check-in, the pocket card.

    `body` holds the answers, each with the number of its last saving and the wording of the exercise it answers;
    `other` what stale pages tried to save. Only rules.bodies reads and makes either.
    """

    class Kind(models.TextChoices):
        EXERCISE = "exercise", _("Exercises")
        WRITING = "writing", _("Free pages")
        VICTORY = "victory", _("Small victories")
        CHECK_IN = "check-in", _("Check-ins")
        CARD = "card", _("Pocket card")

    personal_data: ClassVar = PersonalData(owner="writer", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    exercise = models.ForeignKey(
        Exercise, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    is_open = models.BooleanField(default=False)  # a living page, or the draft of a log
    day = models.DateField()  # the writer's own day it belongs to
    filled = models.JSONField(default=list)  # keys of the fields that hold something; never what they hold
    body = SealedField(owner="place", as_json=True)
    other = SealedField(owner="place", as_json=True)
    version = models.PositiveIntegerField(
        default=1
    )  # of the row: whoever writes says which one they had read
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # The writer marked it to be shown. Whether anybody may read it is decided above, link by link.
    shown_since = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["writer", "exercise"],
                condition=models.Q(is_open=True, exercise__isnull=False),
                name="one_open_entry_per_exercise",
            ),
            models.UniqueConstraint(
                fields=["writer"], condition=models.Q(kind="card"), name="one_pocket_card_each"
            ),
            models.UniqueConstraint(
                fields=["writer", "day"], condition=models.Q(kind="check-in"), name="one_check_in_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="exercise", exercise__isnull=False)
                | (~models.Q(kind="exercise") & models.Q(exercise__isnull=True)),
                name="an_exercise_entry_names_its_exercise",
            ),
        ]
        indexes = [models.Index(fields=["writer", "-day", "-id"], name="entries_of_a_writer")]

    @property
    def place(self) -> str:
        """What the words are bound to: this row of this person."""
        return f"{self.writer_id}:{self.key}"


class HighMark(models.Model):
    """A body check said 7 or more within the last 48 hours. The number itself is not kept; the row goes by itself."""

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="high_mark"
    )
    expires_at = models.DateTimeField(db_index=True)

    objects = HighMarkQuerySet.as_manager()


class NoteFromMe(models.Model):
    """A note somebody wrote to themselves when calm; closed until its day, or until they reach for it."""

    class Opens(models.TextChoices):
        ON_DATE = "date", _("On a day I choose")
        WHEN_SLIPS = "slips", _("When it slips, whenever I reach for it")

    personal_data: ClassVar = PersonalData(owner="writer", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes_from_me"
    )
    words = SealedField(owner="place")
    opens = models.CharField(max_length=5, choices=Opens.choices)
    opens_on = models.DateField(null=True, blank=True)  # the writer's own day
    wants_mail = models.BooleanField(default=False)
    # UTC moment of that mail; None if none is wished for, and once somebody has dealt with it.
    mail_due_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = NoteFromMeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens="slips", opens_on__isnull=True, wants_mail=False)
                | models.Q(opens="date", opens_on__isnull=False),
                name="a_dated_note_has_its_day_and_only_it_may_be_mailed",
            )
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                condition=models.Q(mail_due_at__isnull=False),
                name="notes_by_mail_moment",
            )
        ]

    @property
    def place(self) -> str:
        return f"{self.writer_id}:{self.key}"
