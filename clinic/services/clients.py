"""The clinician's list: where each client is, as far as they agreed to show it. The same queries for 1 and for 500.

References are sealed, so they are opened and put in order here. What else there is to say is read for the clients of
one page alone, unless the order or the filter asks for everybody’s.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clinic.models import Assignment, Invitation, Link, Look, Sharing
from clinic.rules.consent import named_by
from clinic.rules.listing import A_PAGE, FORTNIGHT, Show, Wish, holds, next_day, place_in
from clinic.services.looks import Seen, record_looks
from clinic.services.progress import Finished, finished_of, lessons_of_works
from clinic.services.scales import answered_since
from common.spreadsheets import as_csv

# Where there is room for a word or two; everywhere else a kind is called what the client was asked.
IN_SHORT = {
    Sharing.Kind.PROGRESS: gettext_lazy("lessons"),
    Sharing.Kind.SCORES: gettext_lazy("results"),
    Sharing.Kind.ENTRIES: gettext_lazy("marked pages"),
    Sharing.Kind.CHECK_INS: gettext_lazy("check-ins"),
}


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
    names: frozenset[str]  # all that the words of these name

    @property
    def asked_at(self) -> datetime | None:
        found: datetime | None = self.link.asked_at  # type: ignore[attr-defined]
        return found

    @property
    def last_visit_on(self) -> date | None:
        found: date | None = self.link.client_last_seen_on  # type: ignore[attr-defined]
        return found if self.lets("last_visit") else None

    def lets(self, name: str) -> bool:
        return name in self.names


@transaction.atomic
def open_client_list(*, clinician: User, now: datetime, wish: Wish | None = None) -> ClientList:
    """Read what this page shows, and record the look at everybody whose data stands on it."""
    wish = wish or Wish()
    everybody = _people(clinician)
    asked_for = [person for person in everybody if _is_asked_for(person, wish)]
    facts = _facts(asked_for, now) if wish.needs_all else None
    if facts and wish.show == Show.WAITING:
        asked_for = [person for person in asked_for if facts.waiting(person)]
    asked_for.sort(key=lambda person: _place(person, facts, wish))
    page = Paginator(asked_for, A_PAGE).get_page(wish.page)
    shown: list[Person] = list(page.object_list)
    _record(clinician, [person for person in shown if person.lets("lessons")], now)
    facts = facts or _facts(shown, now)
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
    """Everybody this clinician is joined with, and what each agreed to. Two queries."""
    links = list(Link.objects.visible_to(clinician).of_clinician(clinician).active().for_the_list())
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


def _place(person: Person, facts: "_Facts | None", wish: Wish) -> tuple[object, ...]:
    return place_in(
        wish.order,
        reference=person.link.reference,
        key=str(person.link.key),
        asked_at=person.asked_at,
        last_visit_on=person.last_visit_on,
        next_on=facts.next_on(person) if facts else None,
    )


def _record(clinician: User, people: Iterable[Person], now: datetime) -> None:
    seen = [_seen(one, [Sharing.Kind.PROGRESS]) for one in people]
    record_looks(clinician=clinician, seen=seen, what=Look.What.LIST, now=now)


def _seen(person: Person, kinds: Sequence[str] | None = None) -> Seen:
    link = person.link
    agreed = kinds if kinds is not None else sorted(yes.kind for yes in person.yeses)
    return Seen(link.pk, link.key, link.client_audit_key, agreed)  # type: ignore[attr-defined]


# What is read about them -------------------------------------------------------------------------------------------


class _Work(NamedTuple):
    """What a row needs of a suggestion."""

    link_pk: int
    target: str
    key: str
    state: str
    by_on: date | None
    shown_from: datetime


@dataclass(frozen=True)
class _Facts:
    """Read for many people at once; each person is asked whether it may be used."""

    suggested: Mapping[int, Sequence[_Work]]  # by Link.pk
    lessons: Mapping[tuple[str, str], frozenset[int]]
    finished: Finished
    answered: Mapping[tuple[int, str], datetime]
    now: datetime
    today: date  # of the reader

    def waiting(self, person: Person) -> int:
        """Suggested, shown by now, and neither answered nor finished."""
        unanswered = Assignment.State.SUGGESTED
        works = self._open_works(person)
        return sum(work.state == unanswered and work.shown_from <= self.now for work in works)

    def next_on(self, person: Person) -> date | None:
        """The next day named as a suggestion, or on which a step of a plan is yet to come."""
        days: list[date | None] = []
        for work in self._open_works(person):
            days.append(work.by_on)
            if work.shown_from > self.now:
                days.append(timezone.localdate(work.shown_from))
        return next_day(days, today=self.today)

    def _open_works(self, person: Person) -> Iterator[_Work]:
        works = self.suggested.get(person.link.pk, ())
        return (work for work in works if not self._is_finished(person, work))

    def _is_finished(self, person: Person, work: _Work) -> bool:
        """Only where they agreed to show it; else nobody knows."""
        if work.target == Assignment.Target.SCALE:
            moment = self.answered.get((person.link.client_id, work.key))
            return person.lets("results") and moment is not None and moment >= work.shown_from
        lessons = self.lessons.get((work.target, work.key), frozenset())
        return person.lets("lessons") and self.finished.holds(person.link.client_id, lessons)


def _facts(people: Sequence[Person], now: datetime) -> _Facts:
    """Three queries, and a fourth where questions were suggested. Nobody's lessons are looked at who has not agreed."""
    suggested: dict[int, list[_Work]] = defaultdict(list)
    standing = Assignment.objects.standing().filter(
        link__in=[p.link.pk for p in people if not p.link.paused_at]
    )
    for row in standing.values_list("link_id", "target", "target_key", "state", "by_on", "shown_from"):
        suggested[row[0]].append(_Work(*row))
    works = [work for some in suggested.values() for work in some]
    lessons = lessons_of_works()
    targets = {(work.target, work.key) for work in works}
    finished = finished_of(
        learner_ids=[person.link.client_id for person in people if person.lets("lessons")],
        lesson_ids=frozenset().union(*(lessons.get(target, frozenset()) for target in targets)),
        since=now - FORTNIGHT,
    )
    return _Facts(suggested, lessons, finished, _answered(people, works), now, timezone.localdate(now))


def _answered(people: Sequence[Person], works: Iterable[_Work]) -> Mapping[tuple[int, str], datetime]:
    asked = {work.key for work in works if work.target == Assignment.Target.SCALE}
    agree = [person.link.client_id for person in people if person.lets("results")]
    return answered_since(learner_ids=agree, quiz_keys=asked) if asked and agree else {}


def _row(person: Person, facts: _Facts) -> ClientRow:
    link = person.link
    is_paused, kinds = link.paused_at is not None, {yes.kind for yes in person.yeses}
    return ClientRow(
        key=link.key,
        reference=link.reference,
        shared=tuple(str(words) for kind, words in IN_SHORT.items() if kind in kinds),
        is_paused=is_paused,
        asked_at=person.asked_at,
        lets_visit=person.lets("last_visit"),
        last_visit_on=person.last_visit_on,
        finished=facts.finished.since.get(link.client_id, 0) if person.lets("days") else None,
        waiting=None if is_paused else facts.waiting(person),
        next_on=None if is_paused else facts.next_on(person),
    )
