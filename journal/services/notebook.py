"""The notebook as its writer browses it: newest first, by kind, by course, by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.http import whole_number
from journal.models import Entry, Exercise
from journal.querysets import EntryQuerySet
from journal.rules.bodies import Body, read_body
from journal.rules.searching import strings

ON_A_PAGE = 20
VICTORIES_ON_A_PAGE = 60
GLIMPSE = 180  # characters of an entry that its row shows
OWN_LOGS = (Entry.Kind.WRITING, Entry.Kind.VICTORY)
KIND_NAMES = {
    Entry.Kind.EXERCISE.value: _("Exercise"),
    Entry.Kind.WRITING.value: _("Free page"),
    Entry.Kind.VICTORY.value: _("Small victory"),
    Entry.Kind.CHECK_IN.value: _("Check-in"),
    Entry.Kind.CARD.value: _("Pocket card"),
}
MONTH = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to see. Courses and exercises go by number: their keys would name a topic.

    A course has the smallest number of its exercises, which is allotted once and stays.
    """

    kind: str = ""
    course: int = 0
    month: date | None = None
    exercise: int = 0

    @property
    def query(self) -> str:
        """As it stands in an address, with its question mark; nothing for everything."""
        month = self.month.strftime("%Y-%m") if self.month else ""
        asked = {"kind": self.kind, "course": self.course, "month": month, "x": self.exercise}
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"?{told}" if told else "?"

    @property
    def is_everything(self) -> bool:
        return self == Wanted()


def asked_for(parameters: Mapping[str, str]) -> Wanted:
    """What an address asks for; whatever it says that makes no sense asks for nothing in particular."""
    kind, month = parameters.get("kind", ""), MONTH.fullmatch(parameters.get("month", ""))
    return Wanted(
        kind=kind if kind in Entry.Kind.values else "",
        course=whole_number(parameters.get("course", "")),
        month=date(int(month[1]), int(month[2]), 1) if month else None,
        exercise=whole_number(parameters.get("x", "")),
    )


@dataclass(frozen=True)
class Choice:
    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class CourseName:
    """A course the writer has written in, with the number it has here."""

    number: int
    key: str
    title: str


@dataclass(frozen=True)
class Row:
    """One entry as a list shows it. It is opened when it is shown, not before."""

    entry: Entry

    @cached_property
    def glimpse(self) -> str:
        """A line or two: what is written in sentences before what was ticked, and no bare numbers."""
        texts = [" ".join(text.split()) for text in texts_of(self.entry) if not text.isdigit()]
        words = " · ".join(sorted(filter(None, texts), key=lambda text: " " not in text))
        return words if len(words) <= GLIMPSE else f"{_cut(words)} …"

    @cached_property
    def title(self) -> str:
        return title_of(self.entry)

    @property
    def kind(self) -> str:
        """What it is, where the title does not say so already."""
        name = kind_name(self.entry.kind)
        return "" if self.title == name or self.entry.exercise_id else name

    @property
    def month(self) -> date:
        return self.entry.day.replace(day=1)

    @property
    def is_being_written(self) -> bool:
        return is_draft(self.entry)


@dataclass(frozen=True)
class Shelf:
    """A page of the notebook, and the ways to see less of it."""

    page: Page[Entry]
    rows: list[Row]
    wanted: Wanted
    courses: list[Choice]
    months: list[tuple[date, Choice]]
    exercise: Exercise | None

    @property
    def everything(self) -> str:
        """The same kind, of every course and month."""
        return Wanted(kind=self.wanted.kind).query


def shelf(*, writer: User, wanted: Wanted, page: int = 1) -> Shelf:
    """Twenty entries, of which only these are opened; as many queries for a thousand as for ten."""
    courses = courses_of(writer)
    found = entries_of(writer=writer, wanted=wanted, courses=courses)
    shown = Paginator(found, ON_A_PAGE).get_page(page)
    exercise = Exercise.objects.filter(number=wanted.exercise).first() if wanted.exercise else None
    return Shelf(
        page=shown,
        rows=[Row(entry) for entry in shown],
        wanted=wanted,
        courses=course_choices(courses, wanted),
        months=month_choices(writer, wanted),
        exercise=exercise,
    )


def victories(*, writer: User, page: int = 1) -> Page[Entry]:
    """Small victories, newest first. They are never counted."""
    found = Entry.objects.visible_to(writer).holding_words().of_kind(Entry.Kind.VICTORY).newest_first()
    return Paginator(found, VICTORIES_ON_A_PAGE).get_page(page)


def entries_of(*, writer: User, wanted: Wanted, courses: Iterable[CourseName]) -> EntryQuerySet:
    """What was asked for, newest first; a course or exercise that is not known holds nothing."""
    found: EntryQuerySet = Entry.objects.visible_to(writer).holding_words().with_exercise().newest_first()
    if wanted.kind:
        found = found.of_kind(wanted.kind)
    if wanted.course:
        found = found.of_course(next((one.key for one in courses if one.number == wanted.course), None))
    if wanted.month:
        found = found.of_month(wanted.month)
    if wanted.exercise:
        found = found.of_exercise_number(wanted.exercise)
    return found


def courses_of(writer: User) -> list[CourseName]:
    """The courses somebody has written in, in reading order, in one query; titles as they are today."""
    names: dict[str, CourseName] = {}
    found = Exercise.objects.in_courses_of(writer).values_list("course_key", "course_title", "number")
    for key, title, number in found:
        known = names.setdefault(key, CourseName(number, key, title))
        names[key] = replace(known, number=min(known.number, number))
    return list(names.values())


def course_choices(courses: Iterable[CourseName], wanted: Wanted) -> list[Choice]:
    return [
        Choice(one.title, replace(wanted, course=one.number).query, wanted.course == one.number)
        for one in courses
    ]


def month_choices(writer: User, wanted: Wanted) -> list[tuple[date, Choice]]:
    """Only months that hold something; the page writes their names."""
    months = months_of(writer)
    return [(one, Choice("", replace(wanted, month=one).query, wanted.month == one)) for one in months]


def months_of(writer: User) -> list[date]:
    return list(Entry.objects.visible_to(writer).holding_words().dates("day", "month", order="DESC"))


def kind_name(kind: str) -> str:
    return str(KIND_NAMES[kind])


def _cut(words: str) -> str:
    """Between two words, where there are any."""
    whole, _space, _rest = words[:GLIMPSE].rpartition(" ")
    return (whole or words[:GLIMPSE]).rstrip(" ·")


def form_name(entry: Entry) -> str:
    """The form an entry is made with, as it stands in addresses."""
    return f"x{entry.exercise.number}" if entry.exercise else entry.kind


def title_of(entry: Entry) -> str:
    """What an entry is called: its exercise, the title somebody gave a free page, or what it is."""
    if entry.exercise is not None:
        return str(entry.exercise.title)
    given = body_of(entry).held("title").value if entry.kind == Entry.Kind.WRITING else None
    return str(given) if given else kind_name(entry.kind)


def texts_of(entry: Entry) -> list[str]:
    """Everything that is written in an entry, but for the title of a free page."""
    skipped = "title" if entry.kind == Entry.Kind.WRITING else ""
    answers = body_of(entry).answers
    return [text for field, held in answers if field != skipped for text in strings(held.value)]


def body_of(entry: Entry) -> Body:
    return read_body(entry.body, entry.other)


def is_draft(entry: Entry) -> bool:
    """Still being written: the one open entry of something that takes a new entry each time."""
    is_log = entry.exercise.mode == Exercise.Mode.LOG if entry.exercise else entry.kind in OWN_LOGS
    return entry.is_open and is_log
