"""The second step: sealed secrets, and the slow way back for somebody who has lost theirs."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from accounts.querysets import FactorResetQuerySet
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField


class FactorSecret(models.Model):
    """What an authenticator app and the recovery codes are made from. allauth's own table names only its key."""

    personal_data: ClassVar = PersonalData(
        owner="user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="whoever holds it can sign in; it says nothing about the person",
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_secrets")
    secret = SealedField()
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = models.Manager()


class FactorReset(models.Model):
    """Asked for, then waiting once staff know who it is, then done; the person can stop it until the last moment."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        WAITING = "waiting", _("Waiting, the person is told")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    class Check(models.TextChoices):
        DOCUMENT = "document", _("On a video call, with an official document")
        IN_PERSON = "in_person", _("In person, with an official document")
        KNOWN_NUMBER = "known_number", _("By calling a number that we knew before")
        BODY = "body", _("Through their licensing body or their employer")

    personal_data: ClassVar = PersonalData(owner="user", at_export=Export.ALL, at_erasure=Erasure.DELETE)
    OPEN: ClassVar = (State.ASKED, State.WAITING)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    checked_how = models.CharField(
        _("how we know who it is"), max_length=12, choices=Check.choices, blank=True
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    started_by_key = models.UUIDField(null=True)  # the audit key of whoever on the staff
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_key = models.UUIDField(null=True)  # empty when the waiting was simply over, or the link was used

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("way back in")
        verbose_name_plural = _("ways back in")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state__in=["asked", "waiting"]),
                name="one_open_way_back_per_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["waiting", "done"])
                | (models.Q(due_at__isnull=False, started_by_key__isnull=False) & ~models.Q(checked_how="")),
                name="no_way_back_without_a_check_and_a_wait",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
