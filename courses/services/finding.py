"""Finding lessons, exercises and words of the glossary. What was asked for is kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from courses.models import Findable
from courses.rules.finding import asked, excerpt, marked
from journal.rules.searching import Piece


@dataclass(frozen=True)
class Hit:
    """One thing that was found: its title and an excerpt, in pieces to mark."""

    kind: str
    url: str
    where: str
    title: list[Piece]
    text: list[Piece]


@dataclass(frozen=True)
class Found:
    """`is_partly` when nothing holds all the words and these hold some of them."""

    hits: tuple[Hit, ...]
    is_partly: bool = False


def find(*, query: str) -> Found:
    """The most telling first, at most forty. One query, or two when no thing holds all the words."""
    wanted = asked(query)
    if not wanted:
        return Found(())
    rows = list(Findable.objects.holding_all(wanted))
    if rows or len(wanted) == 1:
        return Found(_hits(rows, wanted))
    return Found(_hits(list(Findable.objects.holding_some(wanted)), wanted), is_partly=True)


def _hits(rows: Sequence[Findable], wanted: Sequence[str]) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            kind=row.kind,
            url=row.url,
            where=row.where,
            title=marked(row.title, wanted),
            text=excerpt((row.lead, row.text), wanted),
        )
        for row in rows
    )
