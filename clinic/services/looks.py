"""The record of looks: written before anything is shown, so that nothing can be seen unrecorded.

`open_client` is the one way for a page to read about a client: it holds the link, asks what stands agreed at this
moment, and records the look, in the transaction of the page that reads. A change of what is shared takes the same row
and waits its turn, so that a page shows what its look says it showed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from clinic.models import Link, Look, Pick, SharedEntry, Sharing
from clinic.services.links import locked
from common.errors import RuleBroken


class NotShared(RuleBroken):
    """What was asked for is not agreed at this moment. Pages answer 404."""


@dataclass(frozen=True)
class Agreed:
    """What one client agreed to show, as it stands while the link is held. Nothing while it is shut: paused, or waiting
    for the client to say again what they share."""

    link: Link
    sharings: tuple[Sharing, ...]

    @property
    def kinds(self) -> list[str]:
        return sorted(sharing.kind for sharing in self.sharings)

    @property
    def is_shut(self) -> bool:
        return self.link.is_shut

    def lets(self, name: str) -> bool:
        """Whether the words of a standing yes name this (rules.consent.Question.named)."""
        return any(name in sharing.named for sharing in self.sharings)


def open_client(
    *, link: Link, what: Look.What, now: datetime, needs: str = "", object_key: str = ""
) -> Agreed:
    """Hold the link, see what is agreed, record the look. Call it first, inside the transaction that reads.

    `needs` is what the page is about (a name of rules.consent); raises NotShared where no standing yes names it, and
    RuleBroken where the link has ended or the clinician is suspended. Nothing is recorded then: nothing was seen.
    """
    agreed = agreed_over(link)
    if needs and not agreed.lets(needs):
        raise NotShared(_("This is not shared with you at present."))
    held = agreed.link
    seen = Seen(held.pk, held.key, held.client.audit_key, agreed.kinds)
    record_looks(clinician=held.clinician, seen=[seen], what=what, now=now, object_key=object_key)
    return agreed


def agreed_over(link: Link) -> Agreed:
    """What stands over this link now. Holds the link until the transaction ends; records nothing."""
    held = locked(link)
    clinician = held.clinician
    if not clinician.is_clinician:
        raise RuleBroken(_("Only verified clinicians have this page."))
    sharings = Sharing.objects.visible_to(clinician).in_force().filter(link=held)
    return Agreed(held, tuple(sharings.order_by("granted_at", "pk")))


def basis_of(agreed: Agreed) -> frozenset[tuple[str, int | str]]:
    """Every yes, mark and pick that lets something be shown now: what takes a while is compared with it again."""
    marks = SharedEntry.objects.readable_by(agreed.link.clinician).filter(link=agreed.link)
    picks = Pick.objects.visible_to(agreed.link.clinician).filter(link=agreed.link)
    return frozenset(
        {("yes", sharing.pk) for sharing in agreed.sharings}
        | {("mark", pk) for pk in marks.values_list("pk", flat=True)}
        | {("pick", pk) for pk in picks.values_list("pk", flat=True)}
    )


@dataclass(frozen=True)
class Seen:
    """One client whose data a page is about to show, and which kinds of it."""

    link_pk: int
    link_key: UUID
    audit_key: UUID
    kinds: Sequence[str]


def record_looks(
    *, clinician: User, seen: Sequence[Seen], what: Look.What, now: datetime, object_key: str = ""
) -> None:
    """One look and one audit line a client, in two statements however many (SQLite takes some 150 a statement).

    The look tells the client; the audit line outlives the link.
    """
    Look.objects.bulk_create(
        [
            Look(link_id=one.link_pk, what=what, kinds=list(one.kinds), object_key=object_key, at=now)
            for one in seen
        ]
    )
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                subject_key=one.audit_key,
                actor_key=clinician.audit_key,
                verb="client_data_read",
                object_kind=f"look_{what}",
                object_key=str(one.link_key),
                at=now,
            )
            for one in seen
        ]
    )
