"""What happened, by day, as far as it is agreed: lessons, results, marked pages, suggestions, sessions, contact."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Assignment, ContactRequest, Link, Look, SessionMark, SharedEntry
from clinic.services.looks import Agreed, open_client
from clinic.services.results import result_days
from clinic.services.works import works_of
from courses.models import Completion, Reading
from journal.services import title_of
from quizzes.models import Sitting

DAYS_A_PAGE = 20


class What(StrEnum):
    """What kind of thing happened."""

    OPENED = "opened"
    FINISHED = "finished"
    RESULT = "result"
    MARKED = "marked"
    SUGGESTED = "suggested"
    ANSWERED = "answered"
    SESSION = "session"
    CONTACT = "contact"


WORDS = {
    What.OPENED: _("Opened"),
    What.FINISHED: _("Finished"),
    What.RESULT: _("Answered"),
    What.MARKED: _("Marked for you"),
    What.SUGGESTED: _("You suggested"),
    What.SESSION: _("Session"),
    What.CONTACT: _("Asked you to contact them"),
}
ANSWERS = {
    Assignment.State.ACCEPTED: _("Took on"),
    Assignment.State.LESS: _("Asked for less"),
    Assignment.State.DECLINED: _("Not for now"),
}


@dataclass(frozen=True)
class Event:
    """One thing that happened; `url` where there is a page of it for a clinician."""

    at: datetime
    what: What
    words: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Timeline:
    link: Link
    page: Page[Day]
    lets_lessons: bool
    lets_results: bool
    lets_pages: bool


@transaction.atomic
def open_timeline(*, link: Link, number: int | str, now: datetime) -> Timeline:
    """Twenty days that something happened on, the newest first. As many queries for a year as for a day."""
    agreed = open_client(link=link, what=Look.What.CLIENT, now=now)
    days = [] if agreed.is_shut else by_day(events_of(agreed))
    return Timeline(
        link=agreed.link,
        page=Paginator(days, DAYS_A_PAGE).get_page(number),
        lets_lessons=agreed.lets("days"),
        lets_results=agreed.lets("results"),
        lets_pages=agreed.lets("marked"),
    )


def events_of(agreed: Agreed) -> list[Event]:
    """All of them, the newest first. What is not agreed is not read."""
    found = [
        *(_lessons(agreed) if agreed.lets("days") else ()),
        *(_results(agreed) if agreed.lets("results") else ()),
        *(_marks(agreed) if agreed.lets("marked") else ()),
        *_suggestions(agreed),
        *_sessions(agreed),
        *_requests(agreed),
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)


def by_day(events: Iterable[Event]) -> list[Day]:
    """In the reader's own days."""
    grouped = groupby(events, key=lambda event: timezone.localdate(event.at))
    return [Day(day, tuple(_without_openings_that_ended(list(some)))) for day, some in grouped]


def _without_openings_that_ended(events: Sequence[Event]) -> Iterator[Event]:
    """A lesson that was opened and finished on one day is named once."""
    finished = {event.title for event in events if event.what == What.FINISHED}
    return (event for event in events if event.what != What.OPENED or event.title not in finished)


def _lessons(agreed: Agreed) -> Iterator[Event]:
    client = agreed.link.client
    readings = Reading.objects.visible_to(client).values_list("opened_at", "lesson__title")
    for at, title in readings:
        yield Event(at, What.OPENED, str(WORDS[What.OPENED]), title)
    finished = Completion.objects.visible_to(client).standing().values_list("completed_at", "lesson__title")
    for at, title in finished:
        yield Event(at, What.FINISHED, str(WORDS[What.FINISHED]), title)


def _results(agreed: Agreed) -> Iterator[Event]:
    for result in result_days(client_id=agreed.link.client_id):
        at = result.sitting.submitted_at or result.scored_at
        url = reverse("clinic:result", args=[agreed.link.key, result.key])
        yield Event(at, What.RESULT, str(WORDS[What.RESULT]), _title(result.sitting), url)


def _title(sitting: Sitting) -> str:
    """What was answered and, if that was one bond, which."""
    title: str = sitting.quiz.title
    is_of_one = sitting.about != Sitting.About.GENERAL
    return f"{title} ({sitting.get_about_display()})" if is_of_one else title


def _marks(agreed: Agreed) -> Iterator[Event]:
    rows = SharedEntry.objects.readable_by(agreed.link.clinician).filter(link=agreed.link)
    for mark in rows.select_related("entry__exercise"):
        url = reverse("clinic:shared_entry", args=[agreed.link.key, mark.key])
        yield Event(mark.shared_at, What.MARKED, str(WORDS[What.MARKED]), title_of(mark.entry), url)


def _suggestions(agreed: Agreed) -> Iterator[Event]:
    rows = Assignment.objects.visible_to(agreed.link.clinician).filter(link=agreed.link)
    works = list(rows.exclude(state=Assignment.State.WITHDRAWN).defer("note"))
    titles = {pk: work.title for pk, work in works_of(works).items()}
    for row in works:
        if row.pk not in titles:
            continue
        yield Event(row.assigned_at, What.SUGGESTED, str(WORDS[What.SUGGESTED]), titles[row.pk])
        answer = ANSWERS.get(Assignment.State(row.state))
        if answer and row.answered_at:
            yield Event(row.answered_at, What.ANSWERED, str(answer), titles[row.pk])


def _sessions(agreed: Agreed) -> Iterator[Event]:
    marks = SessionMark.objects.visible_to(agreed.link.clinician).filter(link=agreed.link)
    for at in marks.values_list("marked_at", flat=True):
        yield Event(at, What.SESSION, str(WORDS[What.SESSION]))


def _requests(agreed: Agreed) -> Iterator[Event]:
    rows = ContactRequest.objects.visible_to(agreed.link.clinician).filter(link=agreed.link)
    for at in rows.filter(withdrawn_at__isnull=True).values_list("asked_at", flat=True):
        yield Event(at, What.CONTACT, str(WORDS[What.CONTACT]))
