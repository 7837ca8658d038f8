"""The clinician's list: where each client is, as far as they agreed to show it. The same queries for 1 and for 500.

References are sealed, so they are opened and put in order here. What else there is to say is read for the clients of
one page alone, unless the order or the filter asks for everybody’s.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clinic.models import Assignment, Invitation, Link, Look, Sharing
from clinic.rules.consent import named_by
from clinic.rules.listing import A_PAGE, FORTNIGHT, Show, Wish, holds, next_day, place_in
from clinic.services.looks import Seen, record_looks
from clinic.services.progress import Finished, finished_of, lessons_of_works
from clinic.services.scales import answered_since
from common.spreadsheets import as_csv


@dataclass(frozen=True)
class Yes:
    """One standing yes, without the row it is kept in."""

    kind: str
    named: frozenset[str]
    granted_at: datetime

    @property
    def label(self) -> str:
        return str(Sharing.Kind(self.kind).label)


@dataclass(frozen=True)
class ClientRow:
    """One client as this clinician may see them. None is what is not shared, or what they have paused."""

    key: UUID
    reference: str
    shared: tuple[str, ...] = ()
    is_paused: bool = False
    asked_at: datetime | None = None  # a request for contact that nobody has acknowledged
    lets_visit: bool = False
    last_visit_on: date | None = None
    finished: int | None = None  # lessons in these two weeks
    waiting: int | None = None  # suggested and neither answered nor finished
    next_on: date | None = None


@dataclass(frozen=True)
class ClientList:
    rows: tuple[ClientRow, ...]
    page: "Page[Person]"
    wish: Wish
    total: int  # of all clients, whatever was asked for
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True)
class Person:
    """A client before anything of theirs is read: the link, what is agreed, and the request they made themselves."""

    link: Link
    yeses: tuple[Yes, ...]

    @property
    def asked_at(self) -> datetime | None:
        found: datetime | None = self.link.asked_at  # type: ignore[attr-defined]
        return found

    def lets(self, name: str) -> bool:
        return any(name in yes.named for yes in self.yeses)


@transaction.atomic
def open_client_list(*, clinician: User, now: datetime, wish: Wish | None = None) -> ClientList:
    """Read what this page shows, and record the look at everybody whose data stands on it."""
    wish, today = wish or Wish(), timezone.localdate(now)
    everybody = _people(clinician)
    asked_for = [person for person in everybody if _is_asked_for(person, wish)]
    rows: dict[int, ClientRow] = {}
    if wish.needs_all:
        rows = _rows(asked_for, now, today)
        asked_for = [one for one in asked_for if wish.show != Show.WAITING or rows[one.link.pk].waiting]
    asked_for.sort(key=lambda one: _place(one, rows.get(one.link.pk), wish))
    page = Paginator(asked_for, A_PAGE).get_page(wish.page)
    shown: list[Person] = list(page.object_list)
    rows = rows or _rows(shown, now, today)
    _record(clinician, [one for one in shown if one.lets("lessons")], now)
    invitations = Invitation.objects.visible_to(clinician).open(now).order_by("created_at", "pk")
    return ClientList(
        rows=tuple(rows[one.link.pk] for one in shown),
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
    """Everybody this clinician is joined with, and what each agreed to. Two queries."""
    links = list(Link.objects.visible_to(clinician).of_clinician(clinician).active().for_the_list())
    agreed: dict[int, list[Yes]] = defaultdict(list)
    rows = Sharing.objects.visible_to(clinician).in_force().filter(link__clinician=clinician)
    for link_pk, kind, text_hash, granted_at in rows.order_by("granted_at", "pk").values_list(
        "link_id", "kind", "text_hash", "granted_at"
    ):
        agreed[link_pk].append(Yes(kind, named_by(kind, text_hash), granted_at))
    return [Person(link, tuple(agreed[link.pk])) for link in links]


def _is_asked_for(person: Person, wish: Wish) -> bool:
    """As far as it can be told without reading anything about them."""
    if wish.show == Show.CONTACT and person.asked_at is None:
        return False
    if wish.show == Show.NOTHING and person.yeses:
        return False
    return holds(person.link.reference, wish.words)


def _place(person: Person, row: ClientRow | None, wish: Wish) -> tuple[object, ...]:
    return place_in(
        wish.order,
        reference=person.link.reference,
        key=str(person.link.key),
        asked_at=person.asked_at,
        last_visit_on=row.last_visit_on if row else None,
        next_on=row.next_on if row else None,
    )


def _record(clinician: User, people: Iterable[Person], now: datetime) -> None:
    seen = [_seen(one, [Sharing.Kind.PROGRESS]) for one in people]
    record_looks(clinician=clinician, seen=seen, what=Look.What.LIST, now=now)


def _seen(person: Person, kinds: Sequence[str] | None = None) -> Seen:
    link = person.link
    agreed = kinds if kinds is not None else sorted(yes.kind for yes in person.yeses)
    return Seen(link.pk, link.key, link.client_audit_key, agreed)  # type: ignore[attr-defined]


# What is read about them -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Facts:
    """Read for many people at once; each person is asked whether it may be used."""

    suggested: Mapping[int, Sequence[Assignment]]  # by Link.pk
    lessons: Mapping[tuple[str, str], frozenset[int]]
    finished: Finished
    answered: Mapping[tuple[int, str], datetime]
    today: date
    now: datetime

    def is_finished(self, person: Person, work: Assignment) -> bool:
        """Only where they agreed to show it; else nobody knows."""
        if work.target == Assignment.Target.SCALE:
            moment = self.answered.get((person.link.client_id, work.target_key))
            return person.lets("results") and moment is not None and moment >= work.assigned_at
        lessons = self.lessons.get((work.target, work.target_key), frozenset())
        return person.lets("lessons") and self.finished.holds(person.link.client_id, lessons)


def _rows(people: Sequence[Person], now: datetime, today: date) -> dict[int, ClientRow]:
    """By `Link.pk`. Three queries, and a fourth where questions were suggested."""
    facts = _facts(people, now, today)
    return {one.link.pk: _row(one, facts) for one in people}


def _facts(people: Sequence[Person], now: datetime, today: date) -> _Facts:
    """Nobody's lessons are looked at who has not agreed to show them."""
    open_book = [one.link.client_id for one in people if one.lets("lessons")]
    suggested: dict[int, list[Assignment]] = defaultdict(list)
    standing = Assignment.objects.standing().filter(
        link__in=[p.link.pk for p in people if not p.link.paused_at]
    )
    for work in standing.defer("note"):
        suggested[work.link_id].append(work)
    works = [work for some in suggested.values() for work in some]
    lessons = lessons_of_works()
    return _Facts(
        suggested=suggested,
        lessons=lessons,
        finished=finished_of(
            learner_ids=open_book,
            lesson_ids=_lessons_in(works, lessons),
            since=now - FORTNIGHT,
        ),
        answered=_answered(people, works),
        today=today,
        now=now,
    )


def _lessons_in(
    works: Iterable[Assignment], lessons: Mapping[tuple[str, str], frozenset[int]]
) -> Collection[int]:
    targets = {(work.target, work.target_key) for work in works}
    return frozenset().union(*(lessons.get(target, frozenset()) for target in targets))


def _answered(people: Sequence[Person], works: Iterable[Assignment]) -> Mapping[tuple[int, str], datetime]:
    asked = {work.target_key for work in works if work.target == Assignment.Target.SCALE}
    agree = [one.link.client_id for one in people if one.lets("results")]
    return answered_since(learner_ids=agree, quiz_keys=asked) if asked and agree else {}


def _row(person: Person, facts: _Facts) -> ClientRow:
    link = person.link
    plain = ClientRow(
        key=link.key,
        reference=link.reference,
        shared=tuple(yes.label for yes in person.yeses),
        is_paused=link.paused_at is not None,
        asked_at=person.asked_at,
    )
    if plain.is_paused:
        return plain
    open_works = [work for work in facts.suggested.get(link.pk, ()) if not facts.is_finished(person, work)]
    unanswered = Assignment.State.SUGGESTED
    return ClientRow(
        key=plain.key,
        reference=plain.reference,
        shared=plain.shared,
        asked_at=plain.asked_at,
        lets_visit=person.lets("last_visit"),
        last_visit_on=link.client_last_seen_on if person.lets("last_visit") else None,  # type: ignore[attr-defined]
        finished=facts.finished.since.get(link.client_id, 0) if person.lets("days") else None,
        waiting=sum(work.state == unanswered and work.shown_from <= facts.now for work in open_works),
        next_on=next_day(_days(open_works, facts.now), today=facts.today),
    )


def _days(works: Iterable[Assignment], now: datetime) -> Iterable[date | None]:
    """The days named as a suggestion, and those on which a step of a plan is yet to come."""
    for work in works:
        yield work.by_on
        if work.shown_from > now:
            yield timezone.localdate(work.shown_from)
