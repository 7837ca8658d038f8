"""Who is joined with whom, and what the client agreed to show."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.querysets.links import (
    InvitationQuerySet,
    LinkQuerySet,
    SharedEntryQuerySet,
    SharingQuerySet,
)
from clinic.rules.consent import named_by
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField
from journal.models import Entry


class Invitation(models.Model):
    """A clinician asks one person, by email or with a code said in the room. Single use, expires.

    Address and code are sealed, and blanked once answered. `token_hash` is of the link's token or of the spoken code;
    `address_mark` a keyed hash of the address, kept for two weeks so that nobody is asked again and again.
    """

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
    spoken_code = SealedField(owner="key")  # shown to the clinician until it is answered; absent for email
    token_hash = models.CharField(max_length=64, unique=True)
    address_mark = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
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
    # The client lets nothing be seen for a while; what was agreed is kept for when they go on.
    paused_at = models.DateTimeField(null=True, blank=True)
    # The clinician's term (User.clinician_term) in which the client last said what they share. In any other it waits.
    agreed_in_term = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # When the record was told that a suspension closed what is shared; empty again once the client has said it anew.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The client wants no nudges from this clinician.
    nudges_muted_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def waits_for_client(self) -> bool:
        """The clinician's pages were closed and opened again, and the client has not said since what they share."""
        return self.agreed_in_term != self.clinician.clinician_term

    @property
    def is_shut(self) -> bool:
        """The clinician is shown nothing of the client's, because these have paused it or are yet to answer."""
        return self.paused_at is not None or self.waits_for_client


class Sharing(models.Model):
    """The client said yes to one kind of sharing, in these words, from then until withdrawn."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Lessons opened and finished")
        SCORES = "scores", _("Results of questionnaires")
        ENTRIES = "entries", _("Pages of the notebook that are marked")
        CHECK_INS = "check-ins", _("How check-ins go over time")

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

    @property
    def named(self) -> frozenset[str]:
        """What the words that were said yes to let be shown (rules.consent.Question)."""
        return named_by(self.kind, self.text_hash)


class SharedEntry(models.Model):
    """The client marked one thing they wrote to be read by this clinician. It is read as it stands now.

    A door needs this row, the standing yes to ENTRIES, the standing link and the mark on the entry itself.
    """

    personal_data: ClassVar = PersonalData(
        owner="link__client", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="shared_entries")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SharedEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "entry"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="an_entry_is_shared_once_with_a_clinician",
            )
        ]


class Profile(models.Model):
    """What a clinician tells all clients: when they answer, and until when they are away."""

    personal_data: ClassVar = PersonalData(owner="clinician", at_export=Export.ALL, at_erasure=Erasure.DELETE)

    clinician = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinic_profile"
    )
    reply_hours = models.CharField(_("when you answer"), max_length=200, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    changed_at = models.DateTimeField()
