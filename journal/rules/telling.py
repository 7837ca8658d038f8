"""Answers and the words they answer, as plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from journal.rules.shapes import Value, fits, is_empty, range_of
from library.grammar.trees import FieldTree


def plain_lines(field: FieldTree, value: Value | None) -> list[str]:
    """The answer as plain text, a line for each piece of it; none for no answer."""
    if value is None or is_empty(value):
        return []
    tell = TELLERS.get(field.type) if fits(field, value) else None
    return tell(field, value) if tell else _as_it_is(value)


def _as_it_is(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, dict):
        return [f"{name}: {one}" for name, one in value.items()]
    if isinstance(value, list):
        return [" · ".join(_as_it_is(one)) for one in value]
    return [] if value is None else [str(value)]


def _slider_lines(field: FieldTree, value: Any) -> list[str]:
    low, high = range_of(field)
    ends = [f"{end} {words}".strip() for end, words in ((low, field.low), (high, field.high))]
    return [f"{value} ({' – '.join(ends)})"]


def _feelings_lines(field: FieldTree, value: Any) -> list[str]:
    return [", ".join(value)]


def _table_lines(field: FieldTree, value: Any) -> list[str]:
    return [_row_line(field, row) for row in value]


def _row_line(field: FieldTree, row: Sequence[str]) -> str:
    named = zip([*field.columns, *[""] * len(row)], row, strict=False)
    return "; ".join(f"{column}: {cell}" if column else cell for column, cell in named if cell)


def _ladder_lines(field: FieldTree, value: Any) -> list[str]:
    return [
        f"{number}. {text}" if rating is None else f"{number}. {text} ({rating})"
        for number, (text, rating) in enumerate(value, start=1)
    ]


def _sort_lines(field: FieldTree, value: Any) -> list[str]:
    sides = dict.fromkeys([*field.columns, *value.values()])
    told = {side: [thing for thing, placed in value.items() if placed == side] for side in sides}
    return [f"{side}: {', '.join(things)}" for side, things in told.items() if things]


TELLERS: dict[str, Callable[[FieldTree, Any], list[str]]] = {
    "slider": _slider_lines,
    "feelings": _feelings_lines,
    "table": _table_lines,
    "ladder": _ladder_lines,
    "sort": _sort_lines,
}


def wording(field: FieldTree) -> str:
    """The words a field asks with, and what gives its numbers and cells their meaning; choices speak for themselves."""
    details = list(field.columns)
    if field.type == "slider":
        details = [
            " ".join(filter(None, (str(end), words)))
            for end, words in zip(range_of(field), (field.low, field.high), strict=True)
        ]
    return f"{field.label} ({', '.join(details)})" if details else field.label
