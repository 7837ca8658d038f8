"""The pocket card: which words of an exercise go on a panel, and how large a sentence can stand on a screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from journal.rules.values import MOST_SHORT, Value, fits, plain_lines
from library.grammar.trees import FieldTree

Panel = Literal["kit", "signals", "sentence"]
PANELS: tuple[Panel, ...] = ("kit", "signals", "sentence")

ALONE = {"table", "ladder"}  # rows say what they are without the words above them
ENDS = (".", "?", "…", ":")
# Up to so many letters, a sentence on a screen has this size. Longer ones are the smallest.
SIZES = ((30, "xl"), (70, "l"), (130, "m"), (200, "s"))


def panel_text(panel: Panel, answers: Iterable[tuple[FieldTree, Value]]) -> str:
    """What these answers say on a panel: a line each; on the panel of the sentence only the first of them."""
    told = [(field, lines) for field, value in answers if (lines := card_lines(field, value))]
    if panel == "sentence":
        return told[0][1][0][:MOST_SHORT].rstrip() if told else ""
    is_alone = len(told) == 1
    return "\n".join(line for field, lines in told for line in _named(field, lines, is_alone))


def card_lines(field: FieldTree, value: Value) -> list[str]:
    """Plain lines, without the names of columns and without ratings: a card has little room."""
    if field.type == "table" and isinstance(value, list) and fits(field, value):
        return [" · ".join(cell for cell in row if cell) for row in value]
    if field.type == "ladder" and isinstance(value, list) and fits(field, value):
        return [f"{number}. {text}" for number, (text, _rating) in enumerate(value, start=1)]
    return [line for line in plain_lines(field, value) if line.strip()]


def _named(field: FieldTree, lines: list[str], is_alone: bool) -> list[str]:
    """With the words the field asks with, unless the lines speak for themselves or begin with them ("If … then …")."""
    if is_alone or field.type in ALONE or _begins_alike(field.label, lines[0]):
        return lines
    label = field.label if field.label.endswith(ENDS) else f"{field.label}:"
    return [f"{label} {lines[0]}"] if len(lines) == 1 else [label, *lines]


def _begins_alike(label: str, line: str) -> bool:
    return label.casefold().split()[:1] == line.casefold().split()[:1]


def size_of(sentence: str) -> str:
    """The size class of a sentence that shall fill a screen."""
    return next((size for most, size in SIZES if len(sentence) <= most), "xs")
