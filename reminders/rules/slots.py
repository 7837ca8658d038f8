"""The moments at which regular notes are due, and days of the calendar."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from courses.rules.pacing import next_due, offset_of, slot

A_SLOT_IN = timedelta(days=8)  # whatever comes every week has come within the last eight days
WEEK = timedelta(days=7)


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

    def settled(self, due_at: datetime) -> datetime:
        """The same slot in the zone they live in now, if it is later there on that day; else the moment as it is."""
        place = ZoneInfo(self.zone)
        day = due_at.astimezone(place).date()
        here = slot(day=day, hour=self.hour, zone=place) if day.isoweekday() in self.days else None
        return max(due_at, here + timedelta(seconds=offset_of(self.key))) if here else due_at

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


def morning(*, day: date, zone: str, hour: int = 8) -> datetime:
    """The UTC moment of this hour on this local day; of the next one where a zone left the day out."""
    days = (day + timedelta(days=ahead) for ahead in range(3))
    slots = (slot(day=one, hour=hour, zone=ZoneInfo(zone)) for one in days)
    return next(filter(None, slots))


def spread(moment: datetime, key: str) -> datetime:
    """A few minutes later, always the same for the same key, so that everybody's notes do not leave at once."""
    return moment + timedelta(seconds=offset_of(key))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one: 30 November and three months are the end of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
