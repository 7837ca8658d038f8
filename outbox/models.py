"""Outgoing mail as rows, addresses that must not be mailed, how fast mail may go, and signs of life of the workers."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.declarations import Erasure, Export, NoPersonalData, PersonalData
from common.fields import SealedField
from outbox.querysets import AllowanceQuerySet, HeartbeatQuerySet, MailQuerySet, SuppressionQuerySet


class Mail(models.Model):
    """A mail on its way. Holds keys, not words: it is prepared at the last moment by its kind's `prepare`."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Waiting")
        CLAIMED = "claimed", _("Taken by a worker")
        SENDING = "sending", _("Being handed over")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Not sent, with a reason")
        EXPIRED = "expired", _("Too late to be useful")
        FAILED = "failed", _("Refused for good")
        UNCERTAIN = "uncertain", _("Handed over, outcome unknown; not sent again")

    ENDED: ClassVar = (State.SENT, State.SKIPPED, State.EXPIRED, State.FAILED, State.UNCERTAIN)

    personal_data: ClassVar = PersonalData(
        owner="recipient_key",
        at_export=Export.ALL,
        at_erasure=Erasure.DELETE,
        why="recipient_key is accounts.User.key",
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Says what this mail is, once: a second attempt to enqueue the same thing changes nothing.
    unique_key = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    keys = models.JSONField(default=dict)
    recipient_key = models.UUIDField(null=True, blank=True, db_index=True)
    sealed = SealedField(owner="key", as_json=True)  # only what cannot be rebuilt; blanked after sending
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    owner = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    is_narrow = models.BooleanField(
        default=False
    )  # a month after its end: only that it was, and how it ended

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unique_key"], name="mail_written_once")]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=models.Q(state="planned"), name="mail_waiting"
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state__in=["claimed", "sending"]),
                name="mail_in_hand",
            ),
            models.Index(
                fields=["not_before"],
                condition=models.Q(
                    state__in=["sent", "skipped", "expired", "failed", "uncertain"], is_narrow=False
                ),
                name="mail_ended",
            ),
            models.Index(fields=["not_before"], condition=models.Q(is_narrow=True), name="mail_narrow"),
            models.Index(fields=["id"], condition=models.Q(state="uncertain"), name="mail_uncertain"),
        ]


class Suppression(models.Model):
    """An address that must not be mailed, kept only as a keyed hash."""

    personal_data: ClassVar = PersonalData(
        owner=(),
        at_export=Export.NOTHING,
        at_erasure=Erasure.KEEP_STUB,
        why="a keyed hash, needed so that we never write again",
    )

    class Cause(models.TextChoices):
        REFUSED = "refused", _("It refused mail twice")
        COMPLAINED = "complained", _("Its mail service said that our mail was not wanted")

    address_hash = models.CharField(max_length=64, unique=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    last_refused = models.CharField(
        max_length=16, blank=True
    )  # which mail, hashed: told twice it counts once
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    suppressed_at = models.DateTimeField(null=True, blank=True)
    silenced_at = models.DateTimeField(null=True, blank=True)  # its owner wishes no mail but sign-in
    tried_again_at = models.DateTimeField(null=True, blank=True)  # its owner asked for one more try

    objects = SuppressionQuerySet.as_manager()


class Allowance(models.Model):
    """How many mails may leave at once, to one domain or to all; filled again as time goes by."""

    personal_data: ClassVar = NoPersonalData(
        "how fast mail may go to a domain, which is kept as a keyed hash"
    )

    name = models.CharField(max_length=64, unique=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()
    slowed_until = models.DateTimeField(null=True, blank=True)  # the server asked for patience: half as fast

    objects = AllowanceQuerySet.as_manager()


class Heartbeat(models.Model):
    """Written by the work itself, so that an old one means the work has stopped."""

    personal_data: ClassVar = NoPersonalData("signs of life of processes")

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()
