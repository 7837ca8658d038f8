"""What the client brings to a session, when sessions were, and the record of who looked."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.models.links import Link
from clinic.querysets.sessions import LookQuerySet, PickQuerySet, SessionMarkQuerySet
from common.declarations import Erasure, Export, PersonalData
from common.fields import SealedField


class Pick(models.Model):
    """One of up to three things the client wants to talk about next time. A session marker clears it.

    `words` is the client's own line; `target_key` names a lesson, a shared entry or a result, by its key.
    """

    class Kind(models.TextChoices):
        WORDS = "words", _("In my own words")
        LESSON = "lesson", _("A lesson")
        ENTRY = "entry", _("A page I marked")
        RESULT = "result", _("A result")

    personal_data: ClassVar = PersonalData(
        owner="link__client", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="picks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.PositiveSmallIntegerField()  # 1 to 3
    words = SealedField(owner="key")
    target_key = models.CharField(max_length=120, blank=True)
    picked_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = PickQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "place"],
                condition=models.Q(cleared_at__isnull=True),
                name="three_places_for_a_session",
            ),
            models.CheckConstraint(
                condition=models.Q(place__gte=1, place__lte=3), name="a_pick_stands_at_1_to_3"
            ),
        ]


class SessionMark(models.Model):
    """We met: what was picked is cleared, and "since last time" begins here."""

    personal_data: ClassVar = PersonalData(
        owner="link__client", at_export=Export.ALL, at_erasure=Erasure.DELETE
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="session_marks")
    marked_at = models.DateTimeField()
    is_by_client = models.BooleanField()

    objects = SessionMarkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["link", "-marked_at"], name="sessions_of_a_link")]


class Look(models.Model):
    """The clinician opened a page about the client. Append-only, by the database too; the client sees these rows."""

    class What(models.TextChoices):
        LIST = "list", _("Opened the list of clients, with what you shared or answered")
        CLIENT = "client", _("Opened your page")
        RESULT = "result", _("Opened a result")
        ENTRY = "entry", _("Opened a page you marked")
        CHECK_INS = "check-ins", _("Opened how your check-ins go")
        SUGGEST = "suggest", _("Went to suggest something, with what you had answered before")
        SUMMARY = "summary", _("Made a summary to print")
        FILE = "file", _("Downloaded the list of clients, with what is agreed")

    personal_data: ClassVar = PersonalData(
        owner=("link__client", "link__clinician"),
        at_export=Export.ALL,
        at_erasure=Erasure.WITH_ANOTHER,
        why="goes with its link, and in no other way: the database sees to it",
    )

    # The database takes looks out, when it takes out their link, and nobody else can (migration looks_only_grow).
    link = models.ForeignKey(Link, on_delete=models.DO_NOTHING, related_name="looks")
    what = models.CharField(max_length=20, choices=What.choices)
    kinds = models.JSONField(default=list)  # which kinds of sharing stood at that moment and were shown
    object_key = models.CharField(max_length=64, blank=True)  # the result or page that was opened
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
