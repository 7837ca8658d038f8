"""The client's one place to see and change it all: an overview, and a page for each clinician."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from clinic.models import Link, Pick, SessionMark, SharedEntry, Sharing
from clinic.rules.consent import OFFERED, is_of_today
from clinic.services.contact import ContactShown, contact_of, latest_contact
from clinic.services.history import Event, history_of
from clinic.services.looks_shown import LookShown, latest_looks
from clinic.services.picks import PickShown, lessons_to_pick, picks_of, picks_shown, result_title
from clinic.services.profile import Who, who, who_are
from clinic.services.suggestions import SuggestedPage, suggested_page
from courses.models import Lesson
from journal.services import title_of
from quizzes.models import Result

LOOKS_AT_FIRST, EVENTS_AT_FIRST, SESSIONS_AT_FIRST, RESULTS_OFFERED = 5, 8, 3, 6


@dataclass(frozen=True)
class Connection:
    """One clinician as the overview shows them."""

    link: Link
    who: Who
    sharings: tuple[Sharing, ...]
    marked: int
    picked: int
    contact: ContactShown | None
    last_look_at: datetime | None

    @property
    def shares_scores(self) -> bool:
        return any(sharing.kind == Sharing.Kind.SCORES for sharing in self.sharings)


@dataclass(frozen=True)
class SharingPage:
    connections: tuple[Connection, ...]
    ended: tuple[Link, ...]


@dataclass(frozen=True)
class MarkShown:
    mark: SharedEntry
    title: str
    is_picked: bool


@dataclass(frozen=True)
class ResultToPick:
    key: str
    title: str


@dataclass(frozen=True)
class PastSession:
    """What was picked for a session that was held."""

    at: datetime
    picks: tuple[PickShown, ...]


@dataclass(frozen=True)
class ConnectionPage:
    """Everything about one clinician. `older_texts`: kinds whose yes was said to an earlier wording."""

    link: Link
    who: Who
    sharings: tuple[Sharing, ...]
    marks: tuple[MarkShown, ...]
    picks: tuple[PickShown, ...]
    past: tuple[PastSession, ...]
    lessons: tuple[Lesson, ...]
    results: tuple[ResultToPick, ...]
    suggested: SuggestedPage
    contact: ContactShown | None
    last_session: SessionMark | None
    looks: tuple[LookShown, ...]
    history: tuple[Event, ...]
    older_texts: frozenset[str] = field(default_factory=frozenset)

    @property
    def kinds(self) -> list[str]:
        return [sharing.kind for sharing in self.sharings]

    @property
    def kinds_now(self) -> list[str]:
        """None while the client is asked again: nothing of it is shown until they answer."""
        return [] if self.link.waits_for_client else self.kinds

    @property
    def has_room(self) -> bool:
        return len(self.picks) < 3


def sharing_of(*, client: User, now: datetime) -> SharingPage:
    """Every connection of this person, ended ones by name and dates only. The same queries for one and for many."""
    links = Link.objects.visible_to(client).of_client(client).select_related("clinician")
    active = list(links.active().with_last_look().order_by("started_at", "pk"))
    ended = list(links.ended().with_request_cut_off().order_by("-ended_at"))
    return SharingPage(connections=_connections(client, active, now), ended=tuple(ended))


def _connections(client: User, links: Sequence[Link], now: datetime) -> tuple[Connection, ...]:
    if not links:
        return ()
    names = who_are(clinicians=[link.clinician for link in links], today=timezone.localdate(now))
    sharings: dict[int, list[Sharing]] = defaultdict(list)
    for sharing in as_asked(Sharing.objects.visible_to(client).standing().filter(link__in=links)):
        sharings[sharing.link_id].append(sharing)
    marked = Counter(_link_ids(SharedEntry.objects.visible_to(client).standing().filter(link__in=links)))
    picked = Counter(_link_ids(Pick.objects.visible_to(client).standing().filter(link__in=links)))
    waiting = {each.request.link_id: each for each in contact_of(client=client, now=now)}
    return tuple(
        Connection(
            link=link,
            who=names[link.clinician_id],
            sharings=tuple(sharings[link.pk]),
            marked=marked[link.pk],
            picked=picked[link.pk],
            contact=waiting.get(link.pk),
            last_look_at=getattr(link, "last_look_at", None),
        )
        for link in links
    )


def connection_of(*, link: Link, now: datetime) -> ConnectionPage:
    """Everything about one clinician, for the client; the same queries however much there is."""
    client = link.client
    picks = picks_of(link=link, reader=client)
    kinds = as_asked(Sharing.objects.visible_to(client).standing().filter(link=link))
    return ConnectionPage(
        link=link,
        who=who(clinician=link.clinician, today=timezone.localdate(now)),
        sharings=kinds,
        marks=_marks(link, picks),
        picks=tuple(picks),
        past=_past(link),
        lessons=tuple(lessons_to_pick(client=client)),
        results=_results(link, kinds),
        suggested=suggested_page(link=link),
        contact=latest_contact(link=link, now=now),
        last_session=SessionMark.objects.filter(link=link).latest_first().first(),
        looks=tuple(latest_looks(link=link, count=LOOKS_AT_FIRST)),
        history=tuple(history_of(link=link, count=EVENTS_AT_FIRST)),
        older_texts=frozenset(each.kind for each in kinds if not is_of_today(each.kind, each.text_hash)),
    )


def as_asked(sharings: Iterable[Sharing]) -> tuple[Sharing, ...]:
    """In the order of the questions."""
    places = [question.kind for question in OFFERED]
    return tuple(sorted(sharings, key=lambda sharing: places.index(sharing.kind)))


def _link_ids(rows: object) -> list[int]:
    return list(rows.values_list("link", flat=True))  # type: ignore[attr-defined]


def _marks(link: Link, picks: Sequence[PickShown]) -> tuple[MarkShown, ...]:
    picked = {pick.target for pick in picks if pick.kind == Pick.Kind.ENTRY}
    rows = SharedEntry.objects.visible_to(link.client).standing().filter(link=link).latest_first()
    return tuple(
        MarkShown(row, title_of(row.entry), str(row.key) in picked)
        for row in rows.select_related("entry__exercise")
    )


def _past(link: Link) -> tuple[PastSession, ...]:
    """The last sessions that something was picked for, each with what it was."""
    cleared = Pick.objects.visible_to(link.client).filter(link=link).cleared()
    rows = list(cleared[: SESSIONS_AT_FIRST * 3])
    shown = {each.key: each for each in picks_shown(link=link, picks=rows, reader=link.client)}
    sessions: dict[datetime, list[PickShown]] = defaultdict(list)
    for row in rows:
        sessions[row.cleared_at].append(shown[row.key])
    latest = list(sessions.items())[:SESSIONS_AT_FIRST]
    return tuple(PastSession(at, tuple(picks)) for at, picks in latest)


def _results(link: Link, sharings: Sequence[Sharing]) -> tuple[ResultToPick, ...]:
    """The newest results, where results are agreed with this clinician."""
    if Sharing.Kind.SCORES not in {sharing.kind for sharing in sharings}:
        return ()
    rows = Result.objects.visible_to(link.client).dated()[:RESULTS_OFFERED]
    return tuple(ResultToPick(str(row.key), result_title(row)) for row in rows)
