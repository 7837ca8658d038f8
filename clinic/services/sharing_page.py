"""The client's one place to see and change it all: what is shared since when, what was suggested, who looked."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from clinic.models import Link, Look, Sharing
from clinic.services.suggestions import Suggestion, suggestions_of

LOOKS_SHOWN = 50


@dataclass(frozen=True)
class Connection:
    """One clinician, as the client sees the connection."""

    link: Link
    sharings: tuple[Sharing, ...]
    suggestions: tuple[Suggestion, ...]
    looks: tuple[Look, ...]

    @property
    def is_switched_off(self) -> bool:
        """The clinician is suspended: they can open nothing, whatever is agreed here."""
        return not self.link.clinician.is_clinician


@dataclass(frozen=True)
class SharingPage:
    connections: tuple[Connection, ...]
    ended: tuple[Link, ...]


def sharing_of(*, client: User) -> SharingPage:
    """Every connection of this person, ended ones by name and dates only."""
    links = Link.objects.visible_to(client).of_client(client).select_related("clinician")
    active = links.active().order_by("started_at", "pk")
    return SharingPage(
        connections=tuple(_connections(client, active)),
        ended=tuple(links.ended().order_by("-ended_at")),
    )


def _connections(client: User, links: Iterable[Link]) -> list[Connection]:
    return [
        Connection(
            link=link,
            sharings=tuple(
                Sharing.objects.visible_to(client).standing().filter(link=link).order_by("granted_at")
            ),
            suggestions=tuple(suggestions_of(client, link)),
            looks=tuple(Look.objects.visible_to(client).filter(link=link).latest_first()[:LOOKS_SHOWN]),
        )
        for link in links
    ]
