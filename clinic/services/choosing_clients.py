"""The list of clients to tick, made shorter when asked, with what was ticked kept. Nothing about anybody is read."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import User
from clinic.models import Link
from clinic.rules.listing import holds


@dataclass(frozen=True)
class ClientRow:
    link: Link
    is_ticked: bool

    @property
    def key(self) -> str:
        return str(self.link.key)

    @property
    def is_paused(self) -> bool:
        return self.link.paused_at is not None

    @property
    def waits(self) -> bool:
        """For the client to say again what they share."""
        return self.link.waits_for_client

    @property
    def asks_plan(self) -> bool:
        return self.link.plan_confirmed_at is None


@dataclass(frozen=True)
class ClientChoice:
    """`rows` are shown; `elsewhere` are ticked besides; `links` can be ticked."""

    rows: tuple[ClientRow, ...]
    elsewhere: tuple[ClientRow, ...]
    links: tuple[Link, ...]
    words: str = ""

    @property
    def keys(self) -> list[str]:
        return [str(link.key) for link in self.links]

    @property
    def asks_plan(self) -> bool:
        """Whether somebody who can be ticked has no confirmed plan for urgent contact yet."""
        return any(link.plan_confirmed_at is None for link in self.links)

    def of(self, keys: Collection[str]) -> list[Link]:
        return [link for link in self.links if str(link.key) in keys]


def clients_to_choose(
    *, clinician: User, ticked: Collection[str] = (), words: str = "", but: Link | None = None
) -> ClientChoice:
    """Everybody this clinician is joined with, by reference; one query. `but` is left out."""
    standing = Link.objects.visible_to(clinician).of_clinician(clinician).active().select_related("clinician")
    links = [link for link in standing if but is None or link.pk != but.pk]
    rows = [ClientRow(link, str(link.key) in ticked and not link.is_shut) for link in links]
    rows.sort(key=lambda row: (row.link.reference.casefold(), row.key))
    shown = [row for row in rows if holds(row.link.reference, words)]
    return ClientChoice(
        rows=tuple(shown),
        elsewhere=tuple(row for row in rows if row.is_ticked and row not in shown),
        links=tuple(link for link in links if not link.is_shut),
        words=words,
    )
