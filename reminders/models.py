"""The ledger of notes: what was planned or skipped, and what each person wishes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, PersonalData
from outbox.models import Mail
from reminders.querysets import PreferencesQuerySet, ReminderQuerySet


class Preferences(models.Model):
    """What a person wishes about notes by email. One switch stops all; it outlives enrolments and addresses."""

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="note_preferences"
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    has_plain_subjects = models.BooleanField(_("say in the subject what the note is about"), default=False)

    objects = PreferencesQuerySet.as_manager()


class Reminder(models.Model):
    """One occurrence of one reason to write. Whether it was sent is read from its mail."""

    class Kind(models.TextChoices):
        NEXT_STEP = "next_step", _("Your next step, at your pace")
        NOTE_FROM_ME = "from_me", _("A note from you, on the day you chose")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SKIPPED = "skipped", _("Not sent")

    personal_data: ClassVar = PersonalData(owner="learner", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    enrolment_key = models.UUIDField(
        null=True
    )  # what it is about, by key: places may be left, the ledger stays
    note_key = models.UUIDField(null=True)  # the note from me it is about, by key: it may be deleted
    is_asked_for = models.BooleanField(default=False)
    occurrence = models.CharField(max_length=80)  # e.g. "<enrolment key>:2026-11-24"
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=80, blank=True)
    mail = models.OneToOneField(
        Mail, null=True, blank=True, on_delete=models.SET_NULL, related_name="reminder"
    )
    planned_at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "kind", "occurrence"], name="reminded_once_per_occurrence"
            )
        ]
