"""Reads the lines of a live block: list items, questions, options; and splits them at bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from library.grammar.fences import Line

BAR = re.compile(r"(?<!\\)\|")
NAMED = re.compile(r"(.*?)[ \t]*\{#([^{}]*)\}[ \t]*")


def joined(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines without blanks; an indented line continues the one before it."""
    held: Line | None = None
    for line in lines:
        if not line.text.strip():
            continue
        if held is not None and line.text.startswith("  "):
            held = Line(held.number, f"{held.text} {line.text.strip()}")
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def at_bars(text: str) -> list[str]:
    """The pieces between bars, trimmed; ``\\|`` is a bar that does not part."""
    return [piece.replace("\\|", "|").strip() for piece in BAR.split(text)]


def split_name(text: str) -> tuple[str, str | None]:
    """The words and the ``{#name}`` behind them, if there is one."""
    named = NAMED.fullmatch(text)
    return (named[1], named[2]) if named else (text, None)
