"""Asking to become a clinician: the details of a licence, in a table of their own, far from anything clinical."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.querysets import ClinicianRequestQuerySet
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField


class ClinicianRequest(models.Model):
    """One asking, with its answer. Another one after a refusal is another row."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Not verified")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Refusal(models.TextChoices):
        NO_ENTRY = "no_entry", _("We found no entry with this number at the body you named.")
        OTHER_NAME = "other_name", _("The entry we found is in a different name.")
        NOT_CURRENT = "not_current", _("The entry we found is not current.")
        NO_LICENCE = (
            "no_licence",
            _("These pages are for people who see clients under a licence or a registration."),
        )
        MORE_NEEDED = "more_needed", _("We could not look it up. A link to your entry would help us.")

    personal_data: ClassVar = PersonalData(owner="user", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="clinician_requests")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    refusal = models.CharField(max_length=12, choices=Refusal.choices, blank=True)
    professional_name = SealedField()
    profession = SealedField()
    licensing_body = SealedField()
    licence_number = SealedField()
    country = SealedField()
    note = SealedField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_key = models.UUIDField(null=True)  # an audit key: of whoever on the staff, or their own

    objects = ClinicianRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("clinician to verify")
        verbose_name_plural = _("clinicians to verify")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="asked"), name="one_open_request_per_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="refused") ^ models.Q(refusal=""), name="refused_with_a_sentence"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
