"""The clinician's list: where each client is, as far as they agreed to show it. The same queries for 1 and for 500.

References are sealed, so they are opened and put in order here. What else there is to say is read for the clients of
one page alone, unless the order or the filter asks for everybody’s.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clinic.models import Invitation, Link, Look, Sharing
from clinic.rules.consent import named_by
from clinic.rules.listing import A_PAGE, Show, Wish, holds, place_in
from clinic.services.list_facts import Facts, Person, Yes, facts_of
from clinic.services.looks import Seen, record_looks
from common.spreadsheets import as_csv

# Where there is room for a word or two; everywhere else a kind is called what the client was asked.
IN_SHORT = {
    Sharing.Kind.PROGRESS: gettext_lazy("lessons"),
    Sharing.Kind.SCORES: gettext_lazy("results"),
    Sharing.Kind.ENTRIES: gettext_lazy("marked pages"),
    Sharing.Kind.CHECK_INS: gettext_lazy("check-ins"),
}


@dataclass(frozen=True)
class ClientRow:
    """One client as this clinician may see them. None is what is not shared, is paused, or waits for their answer."""

    key: UUID
    reference: str
    shared: tuple[str, ...] = ()
    is_paused: bool = False
    waits: bool = False  # for the client to say again what they share
    asked_at: datetime | None = None  # a request for contact that nobody has acknowledged
    lets_visit: bool = False
    last_visit_on: date | None = None
    finished: int | None = None  # lessons in these two weeks
    waiting: int | None = None  # suggested and neither answered nor finished
    next_on: date | None = None


@dataclass(frozen=True)
class ClientList:
    rows: tuple[ClientRow, ...]
    page: Page[Person]
    wish: Wish
    total: int  # of all clients, whatever was asked for
    invitations: tuple[Invitation, ...]


@transaction.atomic
def open_client_list(*, clinician: User, now: datetime, wish: Wish | None = None) -> ClientList:
    """Read what this page shows, and record the look at everybody whose data stands on it or left them out of it.

    The links are held until it is read, so that a yes that is taken back meanwhile waits, or counts already.
    """
    wish = wish or Wish()
    everybody = _people(clinician)
    asked_for = [person for person in everybody if _is_asked_for(person, wish)]
    facts = facts_of(asked_for, now) if wish.needs_all else None
    told: list[Person] = []  # by their absence
    if facts and wish.show == Show.WAITING:
        told = [person for person in asked_for if facts.is_left_out_by_reading(person)]
        asked_for = [person for person in asked_for if facts.waiting(person)]
    asked_for.sort(key=lambda person: _place(person, facts, wish))
    page = Paginator(asked_for, A_PAGE).get_page(wish.page)
    shown: list[Person] = list(page.object_list)
    facts = facts or facts_of(shown, now)
    _record(clinician, [*shown, *told], facts, now)
    invitations = Invitation.objects.visible_to(clinician).open(now).order_by("created_at", "pk")
    return ClientList(
        rows=tuple(_row(person, facts) for person in shown),
        page=page,
        wish=wish,
        total=len(everybody),
        invitations=tuple(invitations),
    )


@transaction.atomic
def list_as_csv(*, clinician: User, now: datetime) -> bytes:
    """What is agreed with whom and since when, a line a kind; nothing of what is shared. Recorded for each of them."""
    people = sorted(_people(clinician), key=lambda one: (one.link.reference.casefold(), str(one.link.key)))
    sharing = [one for one in people if one.yeses]
    record_looks(clinician=clinician, seen=[_seen(one) for one in sharing], what=Look.What.FILE, now=now)
    header = [_("Client"), _("Shared"), _("Since")]
    return as_csv(header, [line for one in people for line in _lines(one)])


def _lines(person: Person) -> list[list[str]]:
    if not person.yeses:
        return [[person.link.reference, _("Nothing at present"), ""]]
    return [
        [person.link.reference, yes.label, timezone.localdate(yes.granted_at).isoformat()]
        for yes in person.yeses
    ]


def _people(clinician: User) -> list[Person]:
    """Everybody this clinician is joined with, and what each agreed to. Two queries; holds the links in the order in
    which others hold them."""
    mine = Link.objects.visible_to(clinician).of_clinician(clinician).active().for_the_list()
    links = list(mine.select_for_update(of=("self",), no_key=True).order_by("pk"))
    agreed: dict[int, list[Yes]] = defaultdict(list)
    rows = Sharing.objects.visible_to(clinician).in_force().filter(link__clinician=clinician)
    for link_pk, kind, text_hash, granted_at in rows.order_by("granted_at", "pk").values_list(
        "link_id", "kind", "text_hash", "granted_at"
    ):
        agreed[link_pk].append(Yes(kind, named_by(kind, text_hash), granted_at))
    return [_person(link, agreed.get(link.pk, ())) for link in links]


def _person(link: Link, yeses: Sequence[Yes]) -> Person:
    return Person(link, tuple(yeses), frozenset().union(*(yes.named for yes in yeses)))


def _is_asked_for(person: Person, wish: Wish) -> bool:
    """As far as it can be told without reading anything about them."""
    if wish.show == Show.CONTACT and person.asked_at is None:
        return False
    if wish.show == Show.NOTHING and person.yeses:
        return False
    return holds(person.link.reference, wish.words)


def _place(person: Person, facts: Facts | None, wish: Wish) -> tuple[object, ...]:
    return place_in(
        wish.order,
        reference=person.link.reference,
        key=str(person.link.key),
        asked_at=person.asked_at,
        last_visit_on=person.last_visit_on,
        next_on=facts.next_on(person) if facts else None,
    )


def _record(clinician: User, people: Iterable[Person], facts: Facts, now: datetime) -> None:
    seen = [_seen(one, facts.kinds_read(one)) for one in people if facts.is_read(one)]
    record_looks(clinician=clinician, seen=seen, what=Look.What.LIST, now=now)


def _seen(person: Person, kinds: Sequence[str] | None = None) -> Seen:
    link = person.link
    agreed = kinds if kinds is not None else sorted(yes.kind for yes in person.yeses)
    return Seen(link.pk, link.key, link.client_audit_key, agreed)  # type: ignore[attr-defined]


def _row(person: Person, facts: Facts) -> ClientRow:
    link = person.link
    kinds = {yes.kind for yes in person.yeses}
    return ClientRow(
        key=link.key,
        reference=link.reference,
        shared=tuple(str(words) for kind, words in IN_SHORT.items() if kind in kinds),
        is_paused=person.is_paused,
        waits=person.waits,
        asked_at=person.asked_at,
        lets_visit=person.lets("last_visit"),
        last_visit_on=person.last_visit_on,
        finished=facts.finished.since.get(link.client_id, 0) if person.lets("days") else None,
        waiting=None if person.is_shut else facts.waiting(person),
        next_on=None if person.is_shut else facts.next_on(person),
    )
