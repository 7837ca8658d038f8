"""The list of works to tick: shorter when asked, with what was ticked kept, and with what stands there already said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clinic.models import Assignment, Link, Look
from clinic.rules.choosing import SCALES, Filter
from clinic.services.looks import Seen, agreed_over, record_looks
from clinic.services.works import CourseOnShelf, ModuleOnShelf, Shelf, Work, shelf


@dataclass(frozen=True)
class Row:
    work: Work
    is_ticked: bool
    is_taken: bool  # stands there already, so it cannot be ticked


@dataclass(frozen=True)
class ModuleRows:
    row: Row
    lessons: tuple[Row, ...]
    is_open: bool


@dataclass(frozen=True)
class CourseRows:
    """Closed until something of it is ticked, or the list was made shorter: the whole library is long."""

    row: Row
    modules: tuple[ModuleRows, ...]
    is_open: bool
    n_ticked: int


@dataclass(frozen=True)
class Choice:
    """What is shown, what is ticked besides, and everything that may be ticked."""

    shelf: Shelf
    filter: Filter
    courses: tuple[CourseRows, ...]
    scales: tuple[Row, ...]
    elsewhere: tuple[Work, ...]
    taken: tuple[Work, ...]
    asks_plan: bool = False
    is_paused: bool = False
    waits: bool = False  # for the client to say again what they share

    @property
    def keys(self) -> list[str]:
        """What may be ticked."""
        taken = {work.ref for work in self.taken}
        return [work.ref for work in self.shelf if work.ref not in taken]

    @property
    def filters(self) -> list[tuple[str, str]]:
        return [(one.work.key, one.work.title) for one in self.shelf.courses]

    @property
    def has_scales(self) -> bool:
        return bool(self.shelf.scales)

    @property
    def scales_key(self) -> str:
        return SCALES

    @property
    def is_filtered_empty(self) -> bool:
        return not (self.courses or self.scales)


@transaction.atomic
def choice_for(
    *, link: Link, now: datetime, ticked: Collection[str] = (), wish: Filter | None = None
) -> Choice:
    """Everything in the library for one client; what stands suggested already is named and not offered.

    What can be ticked again was declined, or never suggested: a look is recorded first where anything was. While
    nothing may be seen, what they declined is named with what stands, and nothing of theirs is read.
    """
    if Assignment.objects.answers_seen().answerable().filter(link=link).exists():
        link = agreed_over(link).link
        seen = Seen(link.pk, link.key, link.client.audit_key, ())
        record_looks(clinician=link.clinician, seen=[seen], what=Look.What.SUGGEST, now=now)
    mine = Assignment.objects.answerable() if link.is_shut else Assignment.objects.standing()
    rows = mine.filter(link=link).values_list("target", "target_key")
    taken = {f"{target}:{key}" for target, key in rows}
    return choice_of(
        ticked=ticked,
        taken=taken,
        wish=wish,
        asks_plan=link.plan_confirmed_at is None,
        is_paused=link.paused_at is not None,
        waits=link.waits_for_client,
    )


def choice_of(
    *,
    ticked: Collection[str] = (),
    taken: Collection[str] = (),
    wish: Filter | None = None,
    asks_plan: bool = False,
    is_paused: bool = False,
    waits: bool = False,
) -> Choice:
    """Works are named by `Work.ref`. Two queries."""
    found, asked = shelf(), wish or Filter()
    maker = _Maker(frozenset(ticked), frozenset(taken), asked)
    courses = tuple(rows for one in found.courses if (rows := maker.course(one)))
    scales = tuple(maker.row(work) for work in found.scales if maker.takes_scale(work))
    shown = {row.work.ref for row in _rows(courses)} | {row.work.ref for row in scales}
    return Choice(
        shelf=found,
        filter=asked,
        courses=courses,
        scales=scales,
        elsewhere=tuple(
            work
            for ref, work in found.works.items()
            if ref in maker.ticked - shown and ref not in maker.taken
        ),
        taken=tuple(work for ref, work in found.works.items() if ref in maker.taken),
        asks_plan=asks_plan,
        is_paused=is_paused,
        waits=waits,
    )


def _rows(courses: Collection[CourseRows]) -> list[Row]:
    modules = [module for course in courses for module in course.modules]
    return [
        *(course.row for course in courses),
        *(module.row for module in modules),
        *(row for module in modules for row in module.lessons),
    ]


@dataclass(frozen=True)
class _Maker:
    ticked: frozenset[str]
    taken: frozenset[str]
    wish: Filter

    def row(self, work: Work) -> Row:
        return Row(work, work.ref in self.ticked, work.ref in self.taken)

    def takes_scale(self, work: Work) -> bool:
        return self.wish.takes_course(SCALES) and self.wish.takes([work.title])

    def course(self, course: CourseOnShelf) -> CourseRows | None:
        """None where nothing of it was asked for."""
        if not self.wish.takes_course(course.work.key):
            return None
        is_asked_for = self.wish.takes([course.work.title])
        modules = [one for one in course.modules if is_asked_for or self.wish.takes(_titles(one))]
        if not modules:
            return None
        n_ticked = sum(work.ref in self.ticked for work in course)
        is_open = bool(n_ticked) or not self.wish.is_empty
        return CourseRows(self.row(course.work), tuple(map(self.module, modules)), is_open, n_ticked)

    def module(self, module: ModuleOnShelf) -> ModuleRows:
        lessons = tuple(self.row(work) for work in module.lessons)
        is_open = any(row.is_ticked for row in lessons)
        is_found = bool(self.wish.words) and not self.wish.takes([module.work.title])
        return ModuleRows(self.row(module.work), lessons, is_open or is_found)


def _titles(module: ModuleOnShelf) -> list[str]:
    return [module.work.title, *(work.title for work in module.lessons)]
