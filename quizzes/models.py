"""Knowledge checks and attachment-style quizzes: one kind of sitting, two ways of reading the answers."""

import json
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, NoPersonalData, PersonalData
from common.fields import SealedField
from library.grammar.trees import CheckTree, PermissionTree, ScaleTree, TextPackTree
from quizzes.querysets import (
    AnswerQuerySet,
    QuizQuerySet,
    QuizVersionQuerySet,
    ResultQuerySet,
    ScaleFigureQuerySet,
    SittingQuerySet,
    TextPackQuerySet,
)
from quizzes.rules import licences, pages, reliability, scoring


class Quiz(models.Model):
    """Something to answer, under the author's permanent id."""

    class Kind(models.TextChoices):
        CHECK = "check", _("Knowledge check")
        SCALE = "scale", _("Attachment-style quiz")

    class Licence(models.TextChoices):
        OWN = "own", _("Own words")
        PERMITTED = licences.State.PERMITTED.value, _("Permitted")
        EXPIRED = licences.State.EXPIRED.value, _("Permission has run out")
        WITHDRAWN = licences.State.WITHDRAWN.value, _("Permission was withdrawn")

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    title = models.CharField(max_length=160)
    number = models.PositiveIntegerField(unique=True)
    current = models.ForeignKey("QuizVersion", null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    # Whether its words may be used: OWN, or what became of the permission to use somebody else's.
    licence_state = models.CharField(max_length=20, choices=Licence.choices, default=Licence.OWN)
    licensed_until = models.DateField(null=True, blank=True)

    objects = QuizQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    @property
    def is_licensed(self) -> bool:
        """False once a permission has expired or was withdrawn: scores stay, the words are not shown any more."""
        return self.licence_state in {self.Licence.OWN, self.Licence.PERMITTED}

    @property
    def may_be_about_one(self) -> bool:
        """Whether it can be answered for one bond as well as in general."""
        return bool(self.current and self.current.definition.get("per_relationship"))

    @property
    def can_be_checked(self) -> bool:
        """Whether it has statements that could hang together well or badly."""
        return (
            any(len(part["items"]) > 1 for part in self.current.definition["subscales"])
            if self.current
            else False
        )

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A published version is never changed. Publish another one.")
        super().save(*args, **kwargs)

    @property
    def text_hash(self) -> str:
        """A fingerprint of the words a person answers; empty for a check, which has no such thing."""
        return scoring.text_hash(self.as_scale) if "items" in self.definition else ""

    @property
    def as_check(self) -> CheckTree:
        return CheckTree.model_validate_json(json.dumps(self.definition))

    @property
    def as_scale(self) -> ScaleTree:
        return ScaleTree.model_validate_json(json.dumps(self.definition))


class TextPack(models.Model):
    """Somebody else's words for a key of ours, and the permission to use them. The words never change; only the state
    of the permission does, and the newest pack of a scale says where it stands."""

    class State(models.TextChoices):
        PERMITTED = licences.State.PERMITTED.value, _("Permitted")
        REPLACED = "replaced", _("Followed by a newer permission")
        EXPIRED = licences.State.EXPIRED.value, _("Has run out")
        WITHDRAWN = licences.State.WITHDRAWN.value, _("Withdrawn")

    personal_data: ClassVar = NoPersonalData(
        "words of a scale and who allowed their use; nobody with an account"
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scale = models.SlugField(max_length=120)
    words = models.JSONField()  # TextPackTree as plain data
    text_hash = models.CharField(max_length=64)  # as on the sheets and results answered on these words
    holder = models.CharField(max_length=300)
    granted_by = models.CharField(max_length=300)
    granted_to = models.CharField(max_length=300)
    granted_on = models.DateField()
    scope = models.CharField(max_length=500)
    until = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=300, blank=True)
    words_may_leave = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PERMITTED)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=300, blank=True)  # who withdrew it

    objects = TextPackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scale"],
                condition=models.Q(state=licences.State.PERMITTED.value),
                name="one_standing_permission_per_scale",
            )
        ]

    @property
    def as_words(self) -> TextPackTree:
        return TextPackTree.model_validate_json(json.dumps(self.words))

    @property
    def permission(self) -> PermissionTree:
        return PermissionTree(
            given_by=self.granted_by,
            given_on=self.granted_on,
            for_what=self.scope,
            given_to=self.granted_to,
            until=self.until,
            document=self.document,
            words_may_leave=self.words_may_leave,
        )


class ScaleFigure(models.Model):
    """How well a subscale of a version works, counted anew each week over sheets whose owners said yes to that.

    Below 200 sheets only their number is kept; from there on sums and what follows from them, never a sheet.
    """

    personal_data: ClassVar = NoPersonalData("sums over at least 200 people")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(QuizVersion, on_delete=models.CASCADE, related_name="figures")
    subscale = models.CharField(max_length=80)
    n = models.PositiveIntegerField()
    sums = models.JSONField(null=True)
    alpha = models.FloatField(null=True)
    item_rests = models.JSONField(default=dict)
    is_doubtful = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    objects = ScaleFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "subscale"], name="one_figure_per_subscale")
        ]

    @property
    def doubts(self) -> list[str]:
        return reliability.doubts_about(self.alpha, self.item_rests)


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
    text_hash = models.CharField(
        max_length=64, default="", blank=True
    )  # the words this sheet was answered on
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
