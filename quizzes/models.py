"""Knowledge checks and attachment-style quizzes: one kind of sitting, two ways of reading the answers."""

import json
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, NoPersonalData, PersonalData
from common.fields import SealedField
from library.grammar.trees import CheckTree, ScaleTree
from quizzes.querysets import (
    AnswerQuerySet,
    QuizQuerySet,
    QuizVersionQuerySet,
    ResultQuerySet,
    SittingQuerySet,
)
from quizzes.rules import pages


class Quiz(models.Model):
    """Something to answer, under the author's permanent id."""

    class Kind(models.TextChoices):
        CHECK = "check", _("Knowledge check")
        SCALE = "scale", _("Attachment-style quiz")

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    title = models.CharField(max_length=160)
    number = models.PositiveIntegerField(unique=True)
    current = models.ForeignKey("QuizVersion", null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuizQuerySet.as_manager()

    @property
    def may_be_about_one(self) -> bool:
        """Whether it can be answered for one bond as well as in general."""
        return bool(self.current and self.current.definition.get("per_relationship"))

    @property
    def statements(self) -> int:
        """How many statements the quiz has at present."""
        return len(self.current.definition["items"]) if self.current else 0

    @property
    def minutes(self) -> int:
        """About how long it takes; every page that says so takes it from here."""
        return pages.minutes(self.current.definition) if self.current else 0


class QuizVersion(models.Model):
    """The exact questions, keys and words somebody answered. Immutable."""

    personal_data: ClassVar = NoPersonalData("published content")

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=64)
    definition = models.JSONField()  # CheckTree or ScaleTree as plain data
    published_at = models.DateTimeField()

    objects = QuizVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quiz", "digest"], name="one_version_per_wording")]

    @property
    def as_check(self) -> CheckTree:
        return CheckTree.model_validate_json(json.dumps(self.definition))

    @property
    def as_scale(self) -> ScaleTree:
        return ScaleTree.model_validate_json(json.dumps(self.definition))


class Sitting(models.Model):
    """One go at a quiz: its version is fixed at the start, answers are kept as they are given, handed in once."""

    class About(models.TextChoices):
        GENERAL = "general", _("People close to me, in general")
        PARTNER = "partner", _("A partner")
        FRIEND = "friend", _("A friend")
        PARENT = "parent", _("A parent or someone who raised me")
        OTHER = "other", _("Someone else")

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sittings")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="sittings")
    version = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="sittings")
    about = models.CharField(max_length=10, choices=About.choices, default=About.GENERAL)
    is_one_a_page = models.BooleanField(default=False)  # one statement to a page instead of six
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz", "about"],
                condition=models.Q(submitted_at__isnull=True),
                name="one_open_sitting_per_quiz",
            )
        ]
        indexes = [models.Index(fields=["learner", "quiz", "-submitted_at"], name="sittings_of_a_learner")]


class Answer(models.Model):
    """What was answered to one question, encrypted. `other` is what a stale page tried to save: both are kept."""

    personal_data: ClassVar = PersonalData(
        owner="sitting__learner", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField(default=1)
    value = SealedField(owner="place", as_json=True)
    other = SealedField(owner="place", as_json=True)
    saved_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "question"], name="one_answer_per_question")
        ]

    @property
    def place(self) -> str:
        return f"{self.sitting_id}:{self.question}"


class Result(models.Model):
    """Scores of a sitting, encrypted. Scoring again adds a row; what someone was told is never replaced."""

    personal_data: ClassVar = PersonalData(
        owner="sitting__learner", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="results")
    scorer_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    scores = SealedField(owner="key", as_json=True)
    scored_at = models.DateTimeField()

    objects = ResultQuerySet.as_manager()
