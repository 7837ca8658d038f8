"""Rows of a table or a ladder, changed by buttons: on the flat list a page sends, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verb = Literal["add", "remove", "up", "down"]


@dataclass(frozen=True)
class RowChange:
    """What a button asks for; `row` is the row's place on the page, from 0. `add` asks only for an empty row."""

    verb: Verb
    field: str
    row: int = 0


def changed(posted: Sequence[str], width: int, change: RowChange) -> list[str]:
    """The page's cells after the change; a row that is not there, or cannot move further, leaves all as it was.

    A row moves past blank rows to its next written neighbour, since blank ones are not kept.
    """
    if width < 1 or len(posted) % width:
        return list(posted)
    rows = [list(posted[at : at + width]) for at in range(0, len(posted), width)]
    if change.verb == "add" or not 0 <= change.row < len(rows):
        return list(posted)
    if change.verb == "remove":
        del rows[change.row]
    else:
        _move(rows, change.row, -1 if change.verb == "up" else 1)
    return [cell for row in rows for cell in row]


def _move(rows: list[list[str]], at: int, step: int) -> None:
    beyond = range(at + step, -1 if step < 0 else len(rows), step)
    to = next((place for place in beyond if any(cell.strip() for cell in rows[place])), None)
    if to is not None:
        rows[at], rows[to] = rows[to], rows[at]
