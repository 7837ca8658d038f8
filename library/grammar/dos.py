"""Reads a ``/// do`` block: what is worth trying, and what rather not."""

from __future__ import annotations

import re

from library.grammar.desk import Desk
from library.grammar.fences import Segment
from library.grammar.items import joined
from library.grammar.press import Presses
from library.grammar.report import shown

LABEL = "Worth trying, and rather not"
SIDES = {"do:": ("yes", "Do"), "rather not:": ("no", "Rather not")}
ITEM = re.compile(r"[-*+][ \t]+(.+)")


def read_do(segment: Segment, desk: Desk, presses: Presses, *, name: str, level: int) -> str:
    """The block as HTML: a section with two labelled lists."""
    sides: dict[str, list[str]] = {heading: [] for heading in SIDES}
    side: str | None = None
    for line in joined(segment.lines):
        text = line.text.strip()
        item = ITEM.fullmatch(text)
        if text.lower() in SIDES:
            side = text.lower()
        elif item is not None and side is not None:
            sides[side].append(presses.phrase(item[1], desk))
        else:
            desk.place.error(
                line.number,
                f"In a block of do and rather not, this has no place: {shown(text)}.",
                "Write `Do:` and `Rather not:`, each with a list of `- ` lines below it.",
            )
    for heading, items in sides.items():
        if not items:
            desk.place.error(
                segment.line,
                f"There is nothing below {shown(heading.capitalize())} in this block.",
                "Fill both lists.",
            )
    lists = "".join(_side(heading, items, level + 1) for heading, items in sides.items())
    return (
        f'<section class="block block--do" id="{name}" aria-labelledby="{name}-label">'
        f'<h{level} class="block__label" id="{name}-label">{LABEL}</h{level}>'
        f'<div class="do">{lists}</div></section>'
    )


def _side(heading: str, items: list[str], level: int) -> str:
    kind, label = SIDES[heading]
    entries = "".join(f"<li>{item}</li>" for item in items)
    return (
        f'<div class="do__side do__side--{kind}"><h{level} class="do__label">{label}</h{level}>'
        f"<ul>{entries}</ul></div>"
    )
