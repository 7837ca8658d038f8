"""How a clinician's list is filtered and put in order: by plain facts, never by anything like a rank or a risk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

FORTNIGHT = timedelta(days=14)
A_PAGE = 50


class Show(StrEnum):
    """Which clients."""

    ALL = "all"
    WAITING = "waiting"
    CONTACT = "contact"
    NOTHING = "nothing"


class Order(StrEnum):
    """In which order; a request for contact comes first in every one of them."""

    NAME = "name"
    ACTIVE = "active"
    NEXT = "next"


@dataclass(frozen=True)
class Wish:
    """What was asked of the list. Anything unknown is the usual; `words` are part of a reference."""

    show: Show = Show.ALL
    order: Order = Order.NAME
    page: int = 1
    words: str = ""

    @property
    def needs_all(self) -> bool:
        """Whether it takes everybody's suggestions to say who stands on this page."""
        return self.show == Show.WAITING or self.order == Order.NEXT


def wish_of(*, show: str = "", order: str = "", page: str = "", words: str = "") -> Wish:
    return Wish(
        show=Show(show) if show in list(Show) else Show.ALL,
        order=Order(order) if order in list(Order) else Order.NAME,
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
        words=" ".join(words.split())[:60],
    )


def holds(reference: str, words: str) -> bool:
    """Whether every word asked for stands in the reference, in any case and any order."""
    said = reference.casefold()
    return all(word in said for word in words.casefold().split())


def place_in(
    order: Order,
    *,
    reference: str,
    key: str,
    asked_at: datetime | None,
    last_visit_on: date | None,
    next_on: date | None,
) -> tuple[object, ...]:
    """A key to sort by. Who asks for contact comes first, the longest wait before the others; what is not shared or not
    there comes last; equal ones by reference."""
    waits = (asked_at is None, asked_at.timestamp() if asked_at else 0.0)
    name = (reference.casefold(), key)
    if order == Order.ACTIVE:
        return (*waits, last_visit_on is None, -last_visit_on.toordinal() if last_visit_on else 0, *name)
    if order == Order.NEXT:
        return (*waits, next_on is None, next_on.toordinal() if next_on else 0, *name)
    return (*waits, *name)


def next_day(days: Iterable[date | None], *, today: date) -> date | None:
    """The first of these days from today on; one that has passed asks for nothing and is not named."""
    return min((day for day in days if day and day >= today), default=None)
