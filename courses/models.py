"""Published lessons and each learner's way through them."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, NoPersonalData, PersonalData
from courses.querysets import (
    AdverseReportQuerySet,
    CompletionQuerySet,
    CourseQuerySet,
    EnrolmentQuerySet,
    LessonAddressQuerySet,
    LessonQuerySet,
    ModuleQuerySet,
    ReadingQuerySet,
)

if TYPE_CHECKING:
    from journal.services import Form
    from quizzes.services import Offered


class Course(models.Model):
    """A published course. `key` is the author's permanent id; `number` is allotted once and stands in the address."""

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=80, unique=True)
    number = models.PositiveIntegerField(unique=True)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    for_whom = models.JSONField(default=list)
    not_for = models.JSONField(default=list)
    cannot = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("courses:course", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.retired_at is None

    @property
    def art(self) -> str:
        """Which of our drawings stands on its card."""
        return ("closeness", "parts", "boundaries")[(self.position - 1) % 3]


class Module(models.Model):
    """A part of a course. It may move to another course and keeps its people's progress."""

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=80, unique=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="module_number_is_used_once_in_a_course"
            )
        ]


class Lesson(models.Model):
    """A published lesson, rendered: the request path parses no Markdown."""

    personal_data: ClassVar = NoPersonalData("published content")

    key = models.SlugField(max_length=80, unique=True)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    purpose = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    words = models.PositiveIntegerField()
    mentions = models.TextField(blank=True)
    needs = models.JSONField(default=list)
    fork = models.CharField(max_length=40, blank=True)
    is_required = models.BooleanField(default=True)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    reviewed_by = models.TextField(blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    clinician_note = models.TextField(blank=True)
    parts = models.JSONField(default=list)
    outline = models.JSONField(default=list)
    extras = models.JSONField(default=dict)  # what the slots and the page need: see publishing.contents
    around = models.JSONField(
        default=dict
    )  # how many lessons the module has, and its neighbours' titles and URLs
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    # What stands live in it, for one who came by access.get_address.
    offered_checks: Sequence["Offered"] = ()
    offered_exercises: Sequence["Form"] = ()

    objects = LessonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["module", "position"], name="lessons_in_order")]

    def get_absolute_url(self) -> str:
        return reverse("courses:lesson", args=[self.module.course.number, self.module.number, self.number])

    @cached_property
    def stamp(self) -> str:
        """Names this copy and those remembered from it: what is made of its words alone is kept under it."""
        return uuid.uuid4().hex

    @property
    def is_published(self) -> bool:
        """Needs module and course at hand (select_related)."""
        return not (self.retired_at or self.module.retired_at or self.module.course.retired_at)

    @property
    def is_sample(self) -> bool:
        """The first lesson of a course is there to be read without an account."""
        return self.position == 1 and self.module.position == 1


class LessonAddress(models.Model):
    """Every address a lesson ever had: plain numbers, since modules move too. A moved lesson is still found."""

    personal_data: ClassVar = NoPersonalData("published content")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="addresses")
    module_number = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="addresses")

    objects = LessonAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "module_number", "number"], name="lesson_address_is_used_once"
            )
        ]

    @property
    def is_present(self) -> bool:
        """Whether the lesson still lives here (needs lesson and module at hand)."""
        lesson = self.lesson
        here = (self.course_id, self.module_number, self.number)
        return here == (lesson.module.course_id, lesson.module.number, lesson.number)


class Enrolment(models.Model):
    """A learner's place on a course, and the pace they chose. Progress does not hang on it."""

    class State(models.TextChoices):
        ACTIVE = "active", _("On the course")
        LEFT = "left", _("Left")

    class Source(models.TextChoices):
        SELF = "self", _("Joined by themselves")

    class Pace(models.TextChoices):
        NONE = "none", _("No notes, I come when I like")
        GENTLE = "gentle", _("Gentle: one lesson a week")
        STEADY = "steady", _("Steady: two lessons a week")
        BRISK = "brisk", _("Brisk: a module a week")
        OWN = "own", _("My own days and hour")

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.SELF)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.NONE)
    pace_days = models.JSONField(default=list)  # ISO weekdays 1-7; for OWN at most two
    pace_hour = models.PositiveSmallIntegerField(default=18)  # local hour 8-20
    next_due_at = models.DateTimeField(null=True, blank=True)  # UTC moment of the next "next step" note
    return_on = models.DateField(null=True, blank=True)  # the local day they would like to come back

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "course"], name="enrolled_once_per_course")]
        indexes = [
            models.Index(
                fields=["next_due_at"],
                condition=models.Q(next_due_at__isnull=False),
                name="enrolments_by_due_moment",
            )
        ]


class Reading(models.Model):
    """Where a learner is in a lesson: opened, the heading last reached, and the newest standing completion.

    `finished_*` repeat what Completion says, so that a page needs one row; only services.reading writes either.
    """

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="readings")
    place = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()
    finished_revision = models.PositiveIntegerField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_reading_per_learner_and_lesson")
        ]


class Completion(models.Model):
    """A learner finished a revision of a lesson on a day. Permanent: undoing is another date on the same row."""

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="completions")
    revision = models.PositiveIntegerField()
    completed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson", "revision"],
                condition=models.Q(undone_at__isnull=True),
                name="finished_once_per_revision",
            )
        ]


class AdverseReport(models.Model):
    """Somebody pressed “This made things worse”. No words; the person is kept only so that twice counts once."""

    personal_data: ClassVar = PersonalData(
        owner="reporter",
        at_export=Export.ALL,
        at_erasure=Erasure.BLANK,
        why="the count stays, without the person",
    )

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="adverse_reports")
    revision = models.PositiveIntegerField(_("revision"))
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="adverse_reports",
    )
    place = models.CharField(max_length=80, blank=True)
    reported_at = models.DateTimeField()

    objects = AdverseReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("adverse report")
        verbose_name_plural = _("adverse reports")
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "lesson", "revision"],
                condition=models.Q(reporter__isnull=False),
                name="reported_once_per_person_and_revision",
            )
        ]
        indexes = [models.Index(fields=["lesson", "revision", "reported_at"], name="reports_of_a_revision")]
