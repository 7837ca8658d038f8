"""What was suggested to one client, to use again for others or as a plan: works and an order, and nobody's name.

Whether the client has answered plays no part here: the list is the clinician's own, and nothing is read from it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import Assignment, Link
from clinic.services.assignments import Placed, place_works
from clinic.services.suggestable import Wanted
from clinic.services.works import works_of
from common.errors import RuleBroken


@dataclass(frozen=True)
class Copyable:
    """One work that was suggested, as its clinician wrote it down."""

    key: UUID
    target: str
    target_key: str
    title: str
    label: str
    note: str


def suggestions_to_copy(*, link: Link) -> list[Copyable]:
    """Each work once, in order; not what was taken back or has left the library."""
    rows = Assignment.objects.visible_to(link.clinician).answerable().filter(link=link).in_order()
    latest = list({(row.target, row.target_key): row for row in rows}.values())
    works = works_of(latest)
    return [
        Copyable(
            row.key, row.target, row.target_key, works[row.pk].title, works[row.pk].label, row.note or ""
        )
        for row in latest
        if row.pk in works
    ]


def copy_suggestions(
    *,
    link: Link,
    links: Sequence[Link],
    keys: Collection[UUID],
    notes: Collection[UUID] = (),
    confirms_plan: bool = False,
) -> Placed:
    """Suggest to others what was suggested to one client: `keys` of those suggestions, in their order.

    No date goes along, and a note only where its key is in `notes`: it may name somebody.
    """
    return place_works(
        links=links,
        works=[Wanted(row.target, row.target_key, note) for row, note in chosen(link, keys, notes)],
        confirms_plan=confirms_plan,
    )


def chosen(link: Link, keys: Collection[UUID], notes: Collection[UUID]) -> list[tuple[Copyable, str]]:
    """What was ticked, each with its note or without; refuses nothing at all."""
    rows = [row for row in suggestions_to_copy(link=link) if row.key in keys]
    if not rows:
        raise RuleBroken(_("Nothing was copied, because nothing was ticked. Tick something, or go back."))
    return [(row, row.note if row.key in notes else "") for row in rows]


def placed_in_words(placed: Placed) -> str:
    """How many were suggested, and how many were left out because they stood there already."""
    made = len(placed.made)
    words = ngettext("%(count)d suggestion was made.", "%(count)d suggestions were made.", made)
    if not placed.skipped:
        return words % {"count": made}
    left = ngettext(
        "%(count)d stood there already, or has left the library, and was left out.",
        "%(count)d stood there already, or have left the library, and were left out.",
        placed.skipped,
    )
    return " ".join((words % {"count": made}, left % {"count": placed.skipped}))
