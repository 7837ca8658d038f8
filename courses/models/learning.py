"""Each learner's way through lessons."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, PersonalData
from courses.models.library import Course, Lesson
from courses.querysets.learning import (
    AdverseReportQuerySet,
    CompletionQuerySet,
    EnrolmentQuerySet,
    ReadingQuerySet,
)


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
    # UTC moment of the note for that day; None once somebody has dealt with it.
    return_due_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "course"], name="enrolled_once_per_course")]
        indexes = [
            models.Index(
                fields=["next_due_at"],
                condition=models.Q(next_due_at__isnull=False),
                name="enrolments_by_due_moment",
            ),
            models.Index(
                fields=["return_due_at"],
                condition=models.Q(return_due_at__isnull=False),
                name="enrolments_by_return_moment",
            ),
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
