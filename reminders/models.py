"""The ledger of notes: what was planned or skipped, and what each person wishes."""

import uuid
from collections.abc import Mapping
from datetime import datetime
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
    is_email_unsafe = models.BooleanField(default=False)
    # A pace is chosen course by course, a note from me note by note; these two switches take all of them back.
    wants_next_step = models.BooleanField(default=True)
    wants_note_from_me = models.BooleanField(default=True)
    # The other kinds are off until they are turned on; what was due before that moment is not written about.
    return_date_since = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    check_in_since = models.DateTimeField(null=True, blank=True)
    questionnaire_since = models.DateTimeField(null=True, blank=True)
    check_in_day = models.PositiveSmallIntegerField(default=7)  # ISO weekday, 1 Monday to 7 Sunday
    check_in_hour = models.PositiveSmallIntegerField(default=18)  # local hour 8-20
    check_in_due_at = models.DateTimeField(null=True, blank=True)
    # Whoever knows this key may read the days in a calendar, and nothing else; None while there is no such address.
    calendar_key = models.UUIDField(null=True, blank=True, unique=True)
    calendar_has_days = models.BooleanField(
        default=False
    )  # of the paces too, and not only days of coming back
    # When the planner looks next whether a check-in or a questionnaire is due; None if neither is wished for.
    look_at = models.DateTimeField(null=True, blank=True)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["look_at"], condition=models.Q(look_at__isnull=False), name="preferences_by_look"
            ),
            models.Index(
                fields=["check_in_due_at"],
                condition=models.Q(check_in_due_at__isnull=False),
                name="preferences_by_check_in",
            ),
        ]

    def wants(self, kind: str) -> bool:
        """Whether this kind of note is turned on (Reminder.Kind)."""
        return bool(getattr(self, SWITCHES[kind]))

    def since(self, kind: str) -> datetime | None:
        """When a kind that is off at first was turned on."""
        moment: datetime | None = getattr(self, SINCE[kind])
        return moment


class Reminder(models.Model):
    """One occurrence of one reason to write. Whether it was sent is read from its mail."""

    class Kind(models.TextChoices):
        NEXT_STEP = "next_step", _("Your next step, at your pace")
        NOTE_FROM_ME = "from_me", _("A note from you, on the day you chose")
        RETURN_DATE = "return_date", _("The day you wanted to come back")
        WAITING = "waiting", _("Something is waiting for you")
        CHECK_IN_DUE = "check_in", _("Your check-in, on the day you chose")
        QUESTIONNAIRE_DUE = "sheet", _("Three months after you last filled something in")

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
    about_key = models.UUIDField(null=True)  # the suggestion or the sheet it is about, by key
    about_on = models.DateField(null=True)  # the local day it is about: of coming back, of a check-in
    rung = models.PositiveSmallIntegerField(null=True)  # of the ladder it went as: rules.ladder.Rung
    is_asked_for = models.BooleanField(default=False)
    occurrence = models.CharField(max_length=80)  # e.g. "<enrolment key>:2026-11-24"
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=80, blank=True)
    mail = models.OneToOneField(
        Mail, null=True, blank=True, on_delete=models.SET_NULL, related_name="reminder"
    )
    # Due together with another: that one's mail speaks for both, and if it does not go, this one is planned again.
    carried_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried"
    )
    # When the planner looks whether the other one went; None once that is known.
    look_again_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "kind", "occurrence"], name="reminded_once_per_occurrence"
            )
        ]
        indexes = [
            models.Index(
                fields=["planned_at"], condition=models.Q(state="skipped"), name="reminders_skipped"
            ),
            models.Index(
                fields=["look_again_at"],
                condition=models.Q(look_again_at__isnull=False),
                name="reminders_to_look_at_again",
            ),
        ]

    @property
    def same(self) -> tuple[int, str, str]:
        """Rows that are alike in this are about one occurrence."""
        return self.learner_id, self.kind, self.occurrence

    @property
    def plan(self) -> tuple[int, str, uuid.UUID | None]:
        """What it is one occurrence of: a pace of a course, the check-ins."""
        return self.learner_id, self.kind, self.enrolment_key


# The field that turns each kind of note on: a yes, or the moment of it.
SINCE: Mapping[str, str] = {
    Reminder.Kind.RETURN_DATE: "return_date_since",
    Reminder.Kind.WAITING: "waiting_since",
    Reminder.Kind.CHECK_IN_DUE: "check_in_since",
    Reminder.Kind.QUESTIONNAIRE_DUE: "questionnaire_since",
}
SWITCHES: Mapping[str, str] = {
    Reminder.Kind.NEXT_STEP: "wants_next_step",
    Reminder.Kind.NOTE_FROM_ME: "wants_note_from_me",
    **SINCE,
}
