"""Where a lesson stands on a path, and what comes before and after it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# What an address carries for somebody who reads a lesson on a path: the path's number.
PARAMETER = "way"


def query_of(number: int | None) -> str:
    """The end of an address that keeps the reader on a path; empty for none."""
    return f"?{PARAMETER}={number}" if number else ""


@dataclass(frozen=True)
class Stop:
    """A lesson to go to: its title, and its address with the path in it if it is read on one."""

    title: str
    url: str
    key: str = ""


@dataclass(frozen=True)
class OnPath:
    """One lesson of a path, as the reader passes it."""

    number: int  # of the path
    stops: tuple[Stop, ...]
    at: int

    @property
    def of(self) -> int:
        return len(self.stops)

    @property
    def query(self) -> str:
        return query_of(self.number)

    @property
    def previous(self) -> Stop | None:
        return self.stops[self.at - 2] if self.at > 1 else None

    @property
    def following(self) -> Stop | None:
        return self.stops[self.at] if self.at < self.of else None


def place_of(stops: Sequence[Stop], key: str) -> int:
    """Which stop, counted from one, a lesson is; 0 if it is none."""
    return next((at for at, stop in enumerate(stops, start=1) if stop.key == key), 0)


def neighbour(card: Mapping[str, str] | None) -> Stop | None:
    """A neighbour within the course, as it was stored with the lesson."""
    return Stop(card["title"], card["url"]) if card else None
