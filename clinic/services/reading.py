"""What a clinician opens of one client: results, one result, a marked page, check-ins. Each look is recorded first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clinic.access import get_shared_entry
from clinic.models import Link, Look, SharedEntry
from clinic.services.looks import Agreed, NotShared, open_client
from clinic.services.marks import shared_leaf
from clinic.services.results import ResultShown, result_of, results_page
from clinic.services.sessions import last_session
from journal.rules.exports import Leaf
from journal.rules.trend import DAYS
from journal.services import title_of
from journal.services.checkins import DayWord, Figure, days_with_words, figure_of, words_of_days

WORDS_A_PAGE = 30


@dataclass(frozen=True)
class ResultsPage:
    link: Link
    results: tuple[ResultShown, ...]
    page: Page[Any]


@dataclass(frozen=True)
class SharedPage:
    """One marked page as it stands now."""

    link: Link
    mark: SharedEntry
    leaf: Leaf


@dataclass(frozen=True)
class PageListed:
    """A marked page in a list: its title and days, and not a word of it."""

    key: UUID
    title: str
    shared_at: datetime
    is_new: bool  # marked since the last session


@dataclass(frozen=True)
class CheckInsPage:
    """The two weeks as a drawing, as their writer sees it, and every day with a word."""

    link: Link
    figure: Figure | None
    page: Page[DayWord]


@transaction.atomic
def open_results(*, link: Link, number: int | str, now: datetime) -> ResultsPage:
    agreed = open_client(link=link, what=Look.What.RESULT, now=now, needs="results")
    lines, results = results_page(
        client_id=agreed.link.client_id, number=number, lets_change=agreed.lets("change")
    )
    return ResultsPage(agreed.link, results, lines)


@transaction.atomic
def open_result(*, link: Link, key: UUID, now: datetime) -> ResultShown:
    agreed = open_client(link=link, what=Look.What.RESULT, now=now, needs="results", object_key=str(key))
    found = result_of(client_id=agreed.link.client_id, key=key, lets_change=agreed.lets("change"))
    if found is None:
        raise NotShared(_("This result is not there."))
    return found


@transaction.atomic
def open_shared_entry(*, link: Link, key: UUID, now: datetime) -> SharedPage:
    """The page as it stands at this moment; 404 where any of the conditions for reading it does not hold."""
    agreed = open_client(link=link, what=Look.What.ENTRY, now=now, needs="marked", object_key=str(key))
    mark = get_shared_entry(agreed.link, key)
    return SharedPage(agreed.link, mark, shared_leaf(mark.entry))


@transaction.atomic
def open_check_ins(*, link: Link, number: int | str, now: datetime) -> CheckInsPage:
    agreed = open_client(link=link, what=Look.What.CHECK_INS, now=now, needs="trend")
    client = agreed.link.client
    days = Paginator(days_with_words(writer=client), WORDS_A_PAGE).get_page(number)
    found = list(days.object_list)
    words = words_of_days(writer=client, first=found[-1], last=found[0]) if found else []
    page: Page[DayWord] = Page(words, days.number, days.paginator)  # type: ignore[arg-type]
    return CheckInsPage(agreed.link, trend_of_client(agreed, now), page)


def trend_of_client(agreed: Agreed, now: datetime) -> Figure | None:
    """As the client's own page draws it, on the client's own day; None without a check-in in two weeks. One query."""
    found = trend_words(agreed, now)
    return figure_of({one.day: one.word for one in found}, today=_today_of(agreed, now))


def trend_words(agreed: Agreed, now: datetime) -> list[DayWord]:
    """The words of the client's last two weeks, on their own days."""
    today = _today_of(agreed, now)
    return words_of_days(writer=agreed.link.client, first=today - timedelta(days=DAYS - 1), last=today)


def _today_of(agreed: Agreed, now: datetime) -> date:
    return timezone.localdate(now, ZoneInfo(agreed.link.client.time_zone))


def pages_of(agreed: Agreed, *, clinician: User) -> tuple[PageListed, ...]:
    """Every page marked for this clinician, the latest first, with those since the last session told apart."""
    since = last_session(link=agreed.link)
    rows = SharedEntry.objects.readable_by(clinician).filter(link=agreed.link).latest_first()
    return tuple(
        PageListed(row.key, title_of(row.entry), row.shared_at, since is not None and row.shared_at > since)
        for row in rows.select_related("entry__exercise")
    )
