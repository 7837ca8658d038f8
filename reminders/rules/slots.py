"""The moments at which regular notes are due, and days of the calendar."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from courses.rules.pacing import next_due

A_SLOT_IN = timedelta(days=8)  # whatever comes every week has come within the last eight days
WEEK = timedelta(days=7)
FURTHEST_MOVE = timedelta(days=2)  # from one side of the date line to the other are 26 hours


@dataclass(frozen=True)
class Plan:
    """What somebody chose: the pace, its ISO weekdays, the local hour, their zone, and the key that spreads notes."""

    pace: str
    days: Sequence[int]
    hour: int
    zone: str
    key: str

    @property
    def every(self) -> timedelta:
        """The usual gap between two notes."""
        return WEEK / max(1, len(set(self.days)))

    def after(self, moment: datetime) -> datetime | None:
        """The first slot later than this moment."""
        return next_due(
            pace=self.pace, days=self.days, hour=self.hour, zone=self.zone, after=moment, key=self.key
        )

    def nearest(self, due_at: datetime, *, after: datetime) -> datetime:
        """Of the slots to come that are due where they live now the nearest to a moment worked out for elsewhere; a
        moment that is right already stays as it is, if it is later than `after`."""
        first = self.after(max(after, due_at - FURTHEST_MOVE))
        slots = islice(self._all_from(first), 2) if first else ()
        return min(slots, key=lambda moment: abs(moment - due_at), default=due_at)

    def newest(self, due_at: datetime, *, now: datetime) -> datetime:
        """The last slot up to `now`, given one that is due: of those missed only this one can be of use."""
        newest, coming = due_at, self.after(max(due_at, now - A_SLOT_IN))
        while coming is not None and coming <= now:
            newest, coming = coming, self.after(coming)
        return newest

    def from_moment(self, due_at: datetime, *, most: int) -> Iterator[datetime]:
        """This slot and those after it."""
        return islice(self._all_from(due_at), most)

    def _all_from(self, due_at: datetime) -> Iterator[datetime]:
        coming: datetime | None = due_at
        while coming is not None:
            yield coming
            coming = self.after(coming)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one: 30 November and three months are the end of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
