"""One client, as far as they agreed: built for five minutes before a session."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinic.models import Assignment, Link, Look, Sharing
from clinic.rules.consent import OFFERED
from clinic.services.contact import ContactShown, contact_requests_of
from clinic.services.looks import Agreed, open_client
from clinic.services.picks import PickShown, picks_of
from clinic.services.profile import profile_of
from clinic.services.progress import ModuleProgress, module_progress
from clinic.services.reading import PageListed, pages_of, trend_of_client
from clinic.services.results import ResultShown, latest_results
from clinic.services.sessions import last_session
from clinic.services.suggestions import day_in_words
from clinic.services.timeline import Day, Event, What, by_day, events_of
from clinic.services.works import works_of
from journal.services.checkins import Figure

TWO_WEEKS = timedelta(days=14)
DAYS_AT_FIRST = 5


@dataclass(frozen=True)
class Suggested:
    """One suggestion as the clinician sees it."""

    assignment: Assignment
    title: str
    suggested_by: str
    is_planned: bool = False  # a step of a plan that waits for its day

    @property
    def is_standing(self) -> bool:
        return bool(self.assignment.state != Assignment.State.DECLINED)

    @property
    def is_unanswered(self) -> bool:
        return bool(self.assignment.state == Assignment.State.SUGGESTED)


@dataclass(frozen=True)
class NextDate:
    """A day named beside a suggestion, or on which a step of a plan is shown."""

    day: date
    title: str
    is_planned: bool


@dataclass(frozen=True)
class Since:
    """What changed since the two last met, or in two weeks where no session is marked. None: not shared."""

    at: datetime
    is_session: bool
    finished: tuple[Event, ...] | None = None
    results: tuple[Event, ...] | None = None
    marked: tuple[Event, ...] | None = None
    answered: tuple[Event, ...] = ()


@dataclass(frozen=True)
class ClientPage:
    """None stands for what is not shared: no value stands in for consent. While it is shut all of it is."""

    link: Link
    is_paused: bool
    waits: bool  # for the client to say again what they share
    sharings: tuple[Sharing, ...]
    contact: ContactShown | None
    last_session: datetime | None
    reply_hours: str
    picks: tuple[PickShown, ...] = ()
    since: Since | None = None
    modules: tuple[tuple[ModuleProgress, str], ...] | None = None
    lets_opened: bool = False
    lets_visit: bool = False
    last_visit_on: date | None = None
    results: tuple[ResultShown, ...] | None = None
    pages: tuple[PageListed, ...] | None = None
    lets_trend: bool = False
    trend: Figure | None = None
    suggested: tuple[Suggested, ...] = ()
    next_dates: tuple[NextDate, ...] = ()
    days: tuple[Day, ...] = ()
    not_shared: tuple[str, ...] = ()

    @property
    def is_shut(self) -> bool:
        return self.is_paused or self.waits

    @property
    def shares_progress(self) -> bool:
        return self.modules is not None

    @property
    def newest(self) -> ResultShown | None:
        return self.results[0] if self.results else None


@transaction.atomic
def open_client_page(*, link: Link, now: datetime) -> ClientPage:
    """Record the look, then read what stands as agreed at this moment."""
    return read_client(open_client(link=link, what=Look.What.CLIENT, now=now), now=now)


def read_client(agreed: Agreed, *, now: datetime) -> ClientPage:
    """The page for a link that was opened in this transaction; nothing but its frame while nothing may be seen."""
    held, profile = agreed.link, profile_of(clinician=agreed.link.clinician)
    page = ClientPage(
        link=held,
        is_paused=held.paused_at is not None,
        waits=held.waits_for_client,
        sharings=agreed.sharings,
        contact=contact_requests_of(clinician=held.clinician, now=now).get(held.pk),
        last_session=last_session(link=held),
        reply_hours=profile.reply_hours if profile else "",
        not_shared=tuple(
            str(Sharing.Kind(one.kind).label) for one in OFFERED if one.kind not in agreed.kinds
        ),
    )
    return page if agreed.is_shut else replace(page, **_shown(agreed, page.last_session, now))


def _shown(agreed: Agreed, met: datetime | None, now: datetime) -> dict[str, Any]:
    """Each part asks for its own yes, and what has none is not read."""
    link, clinician, client = agreed.link, agreed.link.clinician, agreed.link.client
    suggested, events = _suggested(link), events_of(agreed)
    days = by_day(events)
    return {
        "picks": tuple(picks_of(link=link, reader=clinician)),
        "since": _since(agreed, events, met, now),
        "modules": _modules(link, suggested) if agreed.lets("lessons") else None,
        "lets_opened": agreed.lets("last_opened"),
        "lets_visit": agreed.lets("last_visit"),
        "last_visit_on": client.last_seen_on if agreed.lets("last_visit") else None,
        "results": _results(agreed) if agreed.lets("results") else None,
        "pages": pages_of(agreed, clinician=clinician) if agreed.lets("marked") else None,
        "lets_trend": agreed.lets("trend"),
        "trend": trend_of_client(agreed, now) if agreed.lets("trend") else None,
        "suggested": suggested,
        "next_dates": tuple(sorted(_next_dates(suggested, now), key=lambda one: (one.day, one.title))),
        "days": tuple(days[:DAYS_AT_FIRST]),
    }


def _results(agreed: Agreed) -> tuple[ResultShown, ...]:
    return latest_results(client_id=agreed.link.client_id, lets_change=agreed.lets("change"))


def _since(agreed: Agreed, events: Iterable[Event], met: datetime | None, now: datetime) -> Since:
    start = met or now - TWO_WEEKS
    later = [event for event in events if event.at > start]

    def of(what: What) -> tuple[Event, ...]:
        return tuple(event for event in later if event.what == what)

    return Since(
        at=start,
        is_session=met is not None,
        finished=of(What.FINISHED) if agreed.lets("days") else None,
        results=of(What.RESULT) if agreed.lets("results") else None,
        marked=of(What.MARKED) if agreed.lets("marked") else None,
        answered=of(What.ANSWERED),
    )


def _suggested(link: Link) -> tuple[Suggested, ...]:
    """What stands or was declined, in the clinician's order; what they took back is not listed."""
    rows = Assignment.objects.visible_to(link.clinician).filter(link=link).in_order()
    assignments = list(rows.exclude(state=Assignment.State.WITHDRAWN))
    works = works_of(assignments)
    now = timezone.now()
    return tuple(
        Suggested(each, works[each.pk].title, day_in_words(each.by_on), each.shown_from > now)
        for each in assignments
        if each.pk in works
    )


def _next_dates(suggested: Sequence[Suggested], now: datetime) -> Iterator[NextDate]:
    """From today on; a day that has passed is nobody's business any more."""
    today = timezone.localdate(now)
    for each in suggested:
        work = each.assignment
        if each.is_standing and work.by_on and work.by_on >= today:
            yield NextDate(work.by_on, each.title, is_planned=False)
        if each.is_standing and work.shown_from > now:
            yield NextDate(timezone.localdate(work.shown_from), each.title, is_planned=True)


def _modules(link: Link, suggested: Sequence[Suggested]) -> tuple[tuple[ModuleProgress, str], ...]:
    """Modules the client has opened, and those suggested here, each with its day in words."""
    days = {
        each.assignment.target_key: each.suggested_by
        for each in suggested
        if each.is_standing and each.assignment.target == Assignment.Target.MODULE
    }
    rows = module_progress(learner=link.client)
    return tuple((row, days.get(row.key, "")) for row in rows if row.is_touched or row.key in days)
