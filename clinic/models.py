"""Clinician and client: the invitation, what was agreed, what was suggested, and who looked."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.querysets import (
    AssignmentQuerySet,
    InvitationQuerySet,
    LinkQuerySet,
    LookQuerySet,
    SharingQuerySet,
)
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField


class Invitation(models.Model):
    """A clinician asks one person. Single use, expires; the address is sealed and blanked once answered."""

    personal_data: ClassVar = PersonalData(
        owner="clinician",
        at_export=Export.ALL,
        at_erasure=Erasure.DELETE,
        why="the invited address is blanked when answered",
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations_sent"
    )
    reference = SealedField(owner="key")
    address = SealedField(owner="key")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="an_invitation_is_answered_or_withdrawn",
            )
        ]


class Link(models.Model):
    """Joins a clinician and a client for as long as both want it.

    `reference` is how the clinician calls the client: it may be a name, so it is sealed, and the client sees it too.
    """

    personal_data: ClassVar = PersonalData(
        owner=("client", "clinician"), at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="client_links"
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinician_links"
    )
    reference = SealedField(owner="key")
    started_at = models.DateTimeField()
    # The clinician has said that a plan for urgent contact exists outside this site.
    plan_confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_client = models.BooleanField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinician", "client"],
                condition=models.Q(ended_at__isnull=True),
                name="one_active_link_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(clinician=models.F("client")), name="nobody_is_their_own_client"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by_client__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by_client__isnull=False),
                name="an_ended_link_says_who_ended_it",
            ),
        ]


class Sharing(models.Model):
    """The client said yes to one kind of sharing, in these words, from then until withdrawn."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Lessons opened and finished")
        SCORES = "scores", _("Results of questionnaires")  # not offered yet: see rules.consent

    personal_data: ClassVar = PersonalData(
        owner="link__client", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="sharings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SharingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_yes_per_kind",
            )
        ]


class Assignment(models.Model):
    """A module or lesson the clinician suggests. Never late; the client may decline."""

    class Target(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        MODULE = "module", _("Module")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        DECLINED = "declined", _("Not for now")
        WITHDRAWN = "withdrawn", _("Taken back")

    personal_data: ClassVar = PersonalData(
        owner="link__client", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="assignments")
    target = models.CharField(max_length=10, choices=Target.choices)
    target_key = models.SlugField(max_length=80)
    note = SealedField(owner="key")
    by_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED)
    assigned_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "target", "target_key"],
                condition=models.Q(state="suggested"),
                name="suggested_once_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["assigned_at"],
                condition=models.Q(state="suggested"),
                name="suggestions_by_moment",
            )
        ]


class Look(models.Model):
    """The clinician opened a page about the client. Append-only; the client sees these rows."""

    class What(models.TextChoices):
        LIST = "list", _("Opened the list of clients, with how far you have come")
        CLIENT = "client", _("Opened your page")

    personal_data: ClassVar = PersonalData(
        owner=("link__client", "link__clinician"), at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="looks")
    what = models.CharField(max_length=20, choices=What.choices)
    kinds = models.JSONField(default=list)  # which kinds of sharing stood at that moment and were shown
    at = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["link", "-at"], name="looks_at_a_client")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A look is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A look goes only with its link.")
