"""Reads a ``/// exercise`` block: its option lines, its introduction and its typed fields."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from library.grammar import limits
from library.grammar.desk import Desk
from library.grammar.fences import Line, Segment
from library.grammar.items import at_bars, joined
from library.grammar.press import Presses
from library.grammar.report import Place, shown
from library.grammar.sheets import HTML, ID
from library.grammar.trees import ExerciseTree, FieldTree, FieldType

OPTION = re.compile(r"([a-z_]+):[ \t]*(.*)")
OPTIONS = ("title", "mode", "lighter")
FIELD = re.compile(r"[-*+][ \t]+([A-Za-z]+):[ \t]*(.*)")
TYPES: tuple[FieldType, ...] = get_args(FieldType)
RANGE = re.compile(r"([0-9]{1,4})[ \t]*[-–][ \t]*([0-9]{1,4})")
EXTRA = re.compile(r"([a-z]+):[ \t]+(.*)")
# What may follow a field's label: named extras, and what a bare one means.
EXTRAS: dict[str, tuple[str, ...]] = {
    "short": ("help",),
    "long": ("help",),
    "choice": ("choices", "help"),
    "choices": ("choices", "help"),
    "slider": ("range", "low", "high", "help"),
    "feelings": ("help",),
    "table": ("columns", "rows", "help"),
    "date": ("help",),
    "ladder": ("rows", "help"),
    "sort": ("choices", "columns", "help"),
}
TITLE = "Try it out"


def read_exercise(segment: Segment, exercise_id: str, desk: Desk, presses: Presses) -> ExerciseTree:
    """The exercise of a block; what does not fit is reported and left out."""
    place = desk.place
    options, rest = _options(segment, place)
    fields = _fields(rest, place)
    if not options.get("lighter"):
        place.error(
            segment.line,
            "This exercise has no lighter version.",
            "Add a line `lighter: ...` below the opening: a smaller thing to try instead.",
        )
    mode = options.get("mode", "page")
    if mode not in ("page", "log"):
        place.error(segment.line, f"There is no mode {shown(mode)}.", "Write `mode: page` or `mode: log`.")
    if not fields:
        place.error(
            segment.line, "This exercise has no field.", "Add one, for example `- short: name | Label`."
        )
    intro = "\n".join(line.text for line in rest if not FIELD.match(line.text.strip()))
    kind: Literal["page", "log"] = "log" if mode == "log" else "page"
    return ExerciseTree(
        id=exercise_id,
        title=options.get("title") or TITLE,
        mode=kind,
        lighter=options.get("lighter", ""),
        intro_html=presses.passage.print(intro, desk),
        fields=fields,
    )


def _options(segment: Segment, place: Place) -> tuple[dict[str, str], list[Line]]:
    """The ``name: value`` lines on top, and everything below them."""
    lines = list(segment.lines)
    options: dict[str, str] = {}
    while lines and (found := OPTION.fullmatch(lines[0].text)) is not None:
        line = lines.pop(0)
        name, value = found[1], found[2].strip()
        if name not in OPTIONS:
            place.error(
                line.number,
                f"An exercise has no option {shown(name)}.",
                f"The options are: {', '.join(OPTIONS)}.",
            )
        if name in options:
            place.error(line.number, f"The option {shown(name)} stands here twice.", "Keep one.")
        _judge_words(line.number, value, place)
        options[name] = value
    return options, lines


def _judge_words(line: int, words: str, place: Place) -> None:
    if HTML.search(words):
        place.error(line, "There is HTML here.", "Take out the < and what belongs to it; write plain words.")


def _fields(lines: list[Line], place: Place) -> tuple[FieldTree, ...]:
    fields: dict[str, FieldTree] = {}
    is_after_field = False
    for line in joined(lines):
        found = FIELD.fullmatch(line.text.strip())
        if found is not None:
            is_after_field = True
            field = _field(line, found[1].lower(), at_bars(found[2]), place)
            if field is not None and field.key in fields:
                place.error(line.number, f"The field {shown(field.key)} stands twice.", "Rename one.")
            elif field is not None:
                fields[field.key] = field
        elif is_after_field:
            place.error(
                line.number,
                f"This line stands after a field and is not one: {shown(line.text.strip())}.",
                "Put the words above the first field, or write `- type: key | label`.",
            )
    return tuple(fields.values())


def _field(line: Line, name: str, pieces: list[str], place: Place) -> FieldTree | None:
    kind = next((known for known in TYPES if known == name), None)
    if kind is None:
        place.error(
            line.number,
            f"There is no field of type {shown(name)}.",
            f"The types are: {', '.join(TYPES)}.",
        )
        return None
    key, label, extras = pieces[0], pieces[1] if len(pieces) > 1 else "", pieces[2:]
    if not ID.fullmatch(key) or len(key) > limits.MAX_ID_CHARACTERS:
        place.error(
            line.number,
            f"{shown(key)} cannot be the key of a field.",
            f"Write `- {name}: key | label`, the key in small letters, digits and hyphens.",
        )
        return None
    if not label:
        place.error(line.number, f"The field {shown(key)} has no label.", f"Write `- {name}: {key} | label`.")
    _judge_words(line.number, " ".join(pieces), place)
    values: dict[str, Any] = {"type": kind, "key": key, "label": label}
    for extra in extras:
        more = _extra(line, kind, extra, place)
        if more.keys() & values.keys():
            place.error(line.number, f"This field says something twice: {shown(extra)}.", "Keep it once.")
        values |= more
    _judge_field(line, values, place)
    return FieldTree(**values)


def _extra(line: Line, kind: FieldType, text: str, place: Place) -> dict[str, Any]:
    """One piece after the label, as the values of the field it fills."""
    known = EXTRAS[kind]
    named = EXTRA.fullmatch(text)
    name, value = (named[1], named[2].strip()) if named and named[1] in known else (known[0], text)
    is_stray = name == "help" and named is None
    if is_stray or (named is not None and named[1] not in known and known[0] not in ("choices", "columns")):
        place.error(
            line.number,
            f"A field of type {shown(kind)} has no place for {shown(text)}.",
            f"It may hold: {', '.join(f'{extra}: ...' for extra in known)}.",
        )
        return {}
    if name == "range":
        return _range(line, value, place)
    if name == "rows":
        return _rows(line, value, place)
    if name in ("choices", "columns"):
        return {name: tuple(word.strip() for word in value.split(" / ") if word.strip())}
    return {name: value}


def _range(line: Line, text: str, place: Place) -> dict[str, int]:
    found = RANGE.fullmatch(text)
    low, high = (int(found[1]), int(found[2])) if found else (0, 0)
    if not low < high <= limits.HIGHEST_SLIDER:
        place.error(line.number, f"{shown(text)} is not a range.", "Write two numbers, for example `0-10`.")
        return {}
    return {"min": low, "max": high}


def _rows(line: Line, text: str, place: Place) -> dict[str, int]:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= limits.MOST_ROWS:
        place.error(
            line.number,
            f"{shown(text)} is not a number of rows.",
            f"Write a number from 1 to {limits.MOST_ROWS}.",
        )
        return {}
    return {"rows": int(text)}


def _judge_field(line: Line, values: dict[str, Any], place: Place) -> None:
    kind = values["type"]
    if kind == "slider":
        values.setdefault("min", 0)
        values.setdefault("max", 10)
    if kind in ("table", "ladder"):
        values.setdefault("rows", 5 if kind == "ladder" else 3)
    for wanting, name in (("choice", "choices"), ("choices", "choices"), ("table", "columns")):
        listed = values.get(name, ())
        if kind == wanting and len(listed) < (1 if name == "columns" else limits.OPTIONS_LEAST):
            place.error(
                line.number,
                f"The field {shown(values['key'])} does not say its {name}.",
                f"Write `- {kind}: {values['key']} | label | one / two / three`.",
            )
        if kind == wanting and len(set(listed)) < len(listed):
            place.error(line.number, f"The {name} of this field repeat themselves.", "Keep each once.")
