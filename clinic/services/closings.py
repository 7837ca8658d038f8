"""After a suspension: what was shared stays closed until the client says again what they share, and the record knows.

That nothing is shown follows from the rows of both (querysets.links.lets_be_seen), at once and by itself. Here are the
client's answer, the question on their pages, and the lines that a sweep writes on their record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from clinic.models import Link, Sharing
from clinic.rules.consent import offered_kinds
from clinic.services.links import grant, locked, withdraw
from common.errors import RuleBroken


@dataclass(frozen=True)
class Question:
    """One clinician whose client is asked again, for the card on Today."""

    clinician_name: str
    link_key: UUID


@transaction.atomic
def say_again(*, link: Link, kinds: Iterable[str], term: int | None) -> None:
    """From now on exactly these kinds, each a new yes to the words of today. None at all is an answer too.

    `term` stands on the page that the client answered (User.clinician_term): refused where that was before another
    suspension, where the clinician is suspended, and where nothing is asked. Marks stay with a yes to marked pages.
    """
    held = locked(link)
    if not held.clinician.is_clinician:
        raise RuleBroken(_("Their access is switched off at the moment. You are asked when it is on again."))
    if not held.waits_for_client:
        raise RuleBroken(_("You have answered this already. Nothing was changed."))
    if term != held.clinician.clinician_term:
        raise RuleBroken(
            _(
                "Their access has been switched off and on again since you opened that page. Please answer here."
            )
        )
    now, wanted = timezone.now(), offered_kinds(kinds)
    _note_closing(held, now)
    earlier = Sharing.objects.filter(link=held).standing()
    withdraw(held, kinds=set(earlier.values_list("kind", flat=True)) - wanted, actor=held.client, now=now)
    earlier.update(withdrawn_at=now)
    Link.objects.filter(pk=held.pk).update(agreed_in_term=term, closed_at=None)
    link.refresh_from_db(fields=["agreed_in_term", "closed_at"])
    _record(held, actor=held.client, verb="sharing_said_again")
    grant(link=held, kinds=wanted, now=now)


@transaction.atomic
def note_closings(*, now: datetime) -> int:
    """Say on each client's record that a suspension closed what they share; once until they answer. Gives how many."""
    found = list(Link.objects.closed_unnoted().held_in_order().select_related("client"))
    for link in found:
        _note_closing(link, now)
    return len(found)


def questions_among(links: Iterable[Link]) -> list[Question]:
    """Which of these clinicians a client is asked about again, the first connection first; of standing links, which
    may come several times, with their clinicians at hand."""
    asked = {link.pk: link for link in links if link.clinician.is_clinician and link.waits_for_client}
    in_order = sorted(asked.values(), key=lambda link: (link.started_at, link.pk))
    return [Question(link.clinician.professional_name, link.key) for link in in_order]


def _note_closing(held: Link, now: datetime) -> None:
    if Link.objects.filter(pk=held.pk, closed_at__isnull=True).update(closed_at=now):
        _record(held, actor=None, verb="sharing_closed")


def _record(link: Link, *, actor: User | None, verb: str) -> None:
    record(subject=link.client, actor=actor, verb=verb, object_kind="link", object_key=link.key)
