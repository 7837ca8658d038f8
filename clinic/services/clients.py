"""The clinician's list: how far each client is, where the client agreed to show it. Same queries for 1 and for 500."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from clinic.models import Invitation, Link, Look, Sharing
from clinic.services.looks import record_looks
from clinic.services.progress import CourseProgress, course_progress


@dataclass(frozen=True)
class ClientRow:
    """One client as this clinician may see them; without consent the last three stay empty."""

    key: UUID
    reference: str
    shared: tuple[str, ...]
    shares_progress: bool
    progress: CourseProgress | None = None
    last_visit_on: date | None = None


@dataclass(frozen=True)
class ClientList:
    rows: tuple[ClientRow, ...]
    invitations: tuple[Invitation, ...]


@transaction.atomic
def open_client_list(*, clinician: User, now: datetime) -> ClientList:
    """Record the look at everybody whose progress is about to be shown, then read it."""
    links = list(Link.objects.visible_to(clinician).of_clinician(clinician).active())
    kinds = standing_kinds(links)
    showing = _links_that_show_progress(links, kinds)
    record_looks(links=showing, what=Look.What.LIST, kinds=_progress_only(showing), now=now)
    progress = course_progress(learner_ids=[link.client_id for link in showing])
    shown = {link.pk: link for link in showing}
    rows = [_row(link, kinds[link.pk], shown.get(link.pk), progress) for link in links]
    invitations = Invitation.objects.visible_to(clinician).open(now).order_by("created_at", "pk")
    return ClientList(
        rows=tuple(sorted(rows, key=lambda row: (row.reference.casefold(), str(row.key)))),
        invitations=tuple(invitations),
    )


def standing_kinds(links: Iterable[Link]) -> dict[int, list[str]]:
    """The kinds agreed to and not paused, by `Link.pk`; an absent link shows nothing."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Sharing.objects.in_force().filter(link__in=[link.pk for link in links])
    for link_pk, kind in rows.order_by("kind").values_list("link_id", "kind"):
        found[link_pk].append(kind)
    return found


def _progress_only(links: Iterable[Link]) -> dict[int, list[str]]:
    return {link.pk: [Sharing.Kind.PROGRESS] for link in links}


def _links_that_show_progress(links: Iterable[Link], kinds: dict[int, list[str]]) -> list[Link]:
    """Only these people are read about at all; the others' rows are never fetched."""
    agreed = [link.pk for link in links if Sharing.Kind.PROGRESS in kinds[link.pk]]
    return list(Link.objects.active().filter(pk__in=agreed).select_related("client", "clinician"))


def _row(link: Link, kinds: list[str], shown: Link | None, progress: dict[int, CourseProgress]) -> ClientRow:
    labels = tuple(str(Sharing.Kind(kind).label) for kind in kinds)
    if shown is None:
        return ClientRow(link.key, link.reference, labels, shares_progress=False)
    return ClientRow(
        key=link.key,
        reference=link.reference,
        shared=labels,
        shares_progress=True,
        progress=progress.get(link.client_id),
        last_visit_on=shown.client.last_seen_on,
    )
