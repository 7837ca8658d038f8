"""The shape of an answer by the type of its field, and how it lies in a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from library.grammar.trees import FieldTree

# An answer as it is kept: words, a number, chosen words, rows of cells, rated steps, things by side.
Value = str | int | list[Any] | dict[str, str]


def is_empty(value: Value | None) -> bool:
    """Whether this is no answer. 0 on a slider is one."""
    return value is None or value in ("", [], {})


def width_of(field: FieldTree) -> int:
    """How many controls a row of a table or a ladder has; 0 for fields without rows."""
    return {"table": len(field.columns), "ladder": 2}.get(field.type, 0)


def range_of(field: FieldTree) -> tuple[int, int]:
    """The lowest and the highest number of a slider."""
    low, high = field.min, field.max
    return (0 if low is None else low, 10 if high is None else high)


def fits(field: FieldTree, value: Any) -> bool:
    """Whether a value has the shape this type of field keeps."""
    match field.type:
        case "slider":
            return isinstance(value, int) and not isinstance(value, bool)
        case "choices" | "feelings":
            return _all(value, str)
        case "table":
            return isinstance(value, list) and all(_all(row, str) for row in value)
        case "ladder":
            return isinstance(value, list) and all(_is_step(row) for row in value)
        case "sort":
            return isinstance(value, dict) and _all([*value, *value.values()], str)
        case _:
            return isinstance(value, str)


def _all(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _is_step(row: Any) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 2
        and isinstance(row[0], str)
        and isinstance(row[1], int | None)
        and not isinstance(row[1], bool)
    )


def as_posted(field: FieldTree, value: Value | None) -> list[str]:
    """The flat list a page with this answer sends; the empty list for none or for one of another type."""
    if value is None or not fits(field, value):
        return []
    if isinstance(value, dict):
        return [
            f"{field.choices.index(thing)}:{field.columns.index(side)}"
            for thing, side in value.items()
            if thing in field.choices and side in field.columns
        ]
    if not isinstance(value, list):
        return [str(value)]
    if not width_of(field):
        return list(value)
    return ["" if cell is None else str(cell) for row in value for cell in padded(row, width_of(field))]


def padded(row: Sequence[Any], width: int) -> list[Any]:
    """As many cells as there are columns now, and no cell lost."""
    return [*row, *[""] * (width - len(row))]
