"""Rows as CSV (RFC 4180, UTF-8) that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | None

# What spreadsheets take for the beginning of a formula, full-width signs included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A header and rows. None is an empty cell, yes and no are `true` and `false`, a fraction keeps every digit."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _as_text(value) if isinstance(value, str) else repr(value)


def _as_text(words: str) -> str:
    """An apostrophe in front keeps words that look like a formula words."""
    return f"'{words}" if words.lstrip(" \u00a0").startswith(FORMULA_STARTS) else words
