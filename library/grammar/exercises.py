"""Reads a ``/// exercise`` block: its option lines, its introduction and its typed fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from library.grammar import limits
from library.grammar.desk import Desk
from library.grammar.fences import Line, Segment
from library.grammar.fields import FIELD, judge_plain, read_fields
from library.grammar.press import Presses
from library.grammar.report import Place, shown
from library.grammar.trees import ExerciseTree, Mode, Pocket

OPTION = re.compile(r"([a-z_]+):[ \t]*(.*)")
POCKETS: tuple[Pocket, ...] = tuple(pocket for pocket in get_args(Pocket) if pocket)
# option -> the values it may have; () for words
OPTIONS: dict[str, tuple[str, ...]] = {
    "title": (),
    "mode": get_args(Mode),
    "lighter": (),
    "settle": ("yes",),
    "private": ("always",),
    "pocket": POCKETS,
}
WORDED = tuple(name for name, values in OPTIONS.items() if not values)
TITLE = "Try it out"


def read_exercise(segment: Segment, exercise_id: str, desk: Desk, presses: Presses) -> ExerciseTree:
    """The exercise of a block; what does not fit is reported and left out."""
    place = desk.place
    options, rest = _options(segment, place)
    fields = read_fields(rest, desk)
    if not options.get("lighter"):
        place.error(
            segment.line,
            "This exercise has no lighter version.",
            "Add a line `lighter: ...` below the opening: a smaller thing to try instead.",
        )
    if not fields:
        place.error(
            segment.line, "This exercise has no field.", "Add one, for example `- short: name | Label`."
        )
    intro = "\n".join(line.text for line in rest if not FIELD.match(line.text.strip()))
    return ExerciseTree(
        id=exercise_id,
        title=options.get("title") or TITLE,
        mode="log" if options.get("mode") == "log" else "page",
        lighter=options.get("lighter", ""),
        intro_html=presses.passage.print(intro, desk),
        fields=fields,
        is_private_always="private" in options,
        settle="settle" in options,
        pocket=_pocket(options),
    )


def _pocket(options: Mapping[str, str]) -> Pocket:
    return next((pocket for pocket in POCKETS if pocket == options.get("pocket")), "")


def _options(segment: Segment, place: Place) -> tuple[dict[str, str], list[Line]]:
    """The ``name: value`` lines on top that can be used, and everything below them."""
    lines = list(segment.lines)
    options: dict[str, str] = {}
    while lines and (found := OPTION.fullmatch(lines[0].text)) is not None:
        line = lines.pop(0)
        name, value = found[1], found[2].strip()
        if name in options:
            place.error(line.number, f"The option {shown(name)} stands here twice.", "Keep one.")
        if _is_usable(line.number, name, value, place):
            options[name] = value
    return options, lines


def _is_usable(line: int, name: str, value: str, place: Place) -> bool:
    judge_plain(line, value, place)
    if name not in OPTIONS:
        place.error(
            line, f"An exercise has no option {shown(name)}.", f"The options are: {', '.join(OPTIONS)}."
        )
        return False
    allowed = OPTIONS[name]
    if allowed and value not in allowed:
        ways = " or ".join(f"`{name}: {way}`" for way in allowed)
        rest = "." if name == "mode" else ", or leave the line out."
        place.error(line, f"There is no {name} {shown(value)}.", f"Write {ways}{rest}")
        return False
    if name == "title" and len(value) > limits.MAX_TITLE_CHARACTERS:
        place.error(
            line,
            "The title of this exercise is too long.",
            f"Use at most {limits.MAX_TITLE_CHARACTERS} characters.",
        )
    return True
