"""What clinicians suggest: single works, plans to use again, a nudge; and the client's own click for contact."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.models.links import Link
from clinic.querysets.work import (
    AssignmentQuerySet,
    ContactRequestQuerySet,
    NudgeQuerySet,
    PlanQuerySet,
    PlanStepQuerySet,
)
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField


class Assignment(models.Model):
    """Something the clinician suggests. Never late; the client may accept, decline or ask for less."""

    class Target(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        MODULE = "module", _("Module")
        COURSE = "course", _("Course")
        SCALE = "scale", _("Questions about closeness")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        ACCEPTED = "accepted", _("Taken on")
        LESS = "less", _("Asked for less")
        DECLINED = "declined", _("Not for now")
        WITHDRAWN = "withdrawn", _("Taken back")

    personal_data: ClassVar = PersonalData(
        owner=("link__client", "link__clinician"), at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="assignments")
    target = models.CharField(max_length=10, choices=Target.choices)
    target_key = models.SlugField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0, db_default=0)  # the clinician's order among equals
    note = SealedField(owner="key")
    by_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED)
    assigned_at = models.DateTimeField()
    shown_from = (
        models.DateTimeField()
    )  # a step of a plan may wait for its day; until then only its page names it
    answered_at = models.DateTimeField(null=True, blank=True)
    # When they may be told by mail that something waits; None once somebody has seen to it.
    tell_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What was suggested in one go, so that it can be declined in one go. It names no plan.
    together_key = models.UUIDField(null=True, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "target", "target_key"],
                condition=models.Q(state__in=["suggested", "accepted", "less"]),
                name="suggested_once_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["tell_at"],
                condition=models.Q(tell_at__isnull=False),
                name="suggestions_to_tell_of",
            )
        ]


class Plan(models.Model):
    """Works in an order with gaps, to use again. It names no client, and copying it copies nobody."""

    personal_data: ClassVar = PersonalData(owner="clinician", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plans")
    title = SealedField(owner="key")  # people name plans after people
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()


class PlanStep(models.Model):
    """One work of a plan; `gap_days` after the step before it, 0 together with it."""

    personal_data: ClassVar = PersonalData(
        owner="plan__clinician", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    target = models.CharField(max_length=10, choices=Assignment.Target.choices)
    target_key = models.SlugField(max_length=120)
    note = SealedField(owner="key")
    gap_days = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField()

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "target", "target_key"], name="a_work_stands_once_in_a_plan"
            )
        ]


class Nudge(models.Model):
    """A short sentence from a list, at most one a week a client. Shown on Today until it is put away."""

    class Words(models.TextChoices):
        THINKING = "thinking", _("There is no hurry. What we spoke of is here whenever you like.")
        BEFORE_SESSION = (
            "session",
            _("Before we meet again, it may help to look at what you picked for our session."),
        )
        SMALL = "small", _("One short lesson would be plenty this week. None is fine as well.")

    personal_data: ClassVar = PersonalData(
        owner=("link__client", "link__clinician"), at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="nudges")
    words = models.CharField(max_length=10, choices=Words.choices)
    sent_at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True, blank=True)
    # When they may be told by mail that something waits; None once somebody has seen to it.
    tell_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["tell_at"], condition=models.Q(tell_at__isnull=False), name="nudges_to_tell_of"
            )
        ]


class ContactRequest(models.Model):
    """The one alert: the client's own click, "please contact me". Holds no words."""

    personal_data: ClassVar = PersonalData(
        owner="link__client", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="contact_requests")
    asked_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link"],
                condition=models.Q(acknowledged_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_request_for_contact",
            )
        ]
