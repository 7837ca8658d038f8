"""What a person agreed to, and the record of what was done with their data."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.querysets import AuditQuerySet, ConsentQuerySet
from common.declarations import Erasure, Export, PersonalData

# What everybody with an account agreed to, word for word. Words never change without their version: whoever agreed to
# an older one is asked at their next visit, and reads there what is different.
ADULT_TEXT_VERSION = "2026-11"
ADULT_TEXT = _(
    "I am 18 or older. This is learning material. It cannot diagnose you and it is not treatment. "
    "Nobody is watching this account in real time."
)
ADULT_TEXT_CHANGE = ""  # in a sentence or two, what this version says that the one before did not


class Consent(models.Model):
    """A person agreed to a text, word for word; withdrawing is a date, never a deletion."""

    class Purpose(models.TextChoices):
        ACCOUNT = "account", _("Having an account")
        QUESTIONNAIRES = "questionnaires", _("Answering questionnaires")
        QUESTION_CHECKS = "question_checks", _("Helping to check the questions")
        REMINDERS = "reminders", _("Getting notes by email")

    personal_data: ClassVar = PersonalData(owner="user", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_consent_per_purpose",
            ),
        ]


class AuditEntry(models.Model):
    """Something happened to somebody's data or rights. Append-only; random keys instead of people."""

    personal_data: ClassVar = PersonalData(
        owner="subject_key",
        at_export=Export.ALL,
        at_erasure=Erasure.KEEP_STUB,
        why="holds random keys only; once the person is gone they point to nobody",
    )

    subject_key = models.UUIDField(db_index=True)
    actor_key = models.UUIDField(null=True)
    verb = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40, blank=True)
    object_key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_key", "-at"], name="audit_of_a_person")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An audit entry is never deleted.")
