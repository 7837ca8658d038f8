"""Reads the typed fields of an exercise: ``- type: key | label``, and what the type takes besides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from library.grammar import limits
from library.grammar.desk import Desk
from library.grammar.fences import Line
from library.grammar.items import at_bars, joined
from library.grammar.report import Place, shown
from library.grammar.sheets import HTML, ID
from library.grammar.trees import FieldTree, FieldType

FIELD = re.compile(r"[-*+][ \t]+([A-Za-z]+):[ \t]*(.*)")
TYPES: tuple[FieldType, ...] = get_args(FieldType)
RANGE = re.compile(r"([0-9]{1,4})[ \t]*[-–][ \t]*([0-9]{1,4})")
EXTRA = re.compile(r"([a-z]+):[ \t]+(.*)")
PLACEHOLDER = re.compile(r"placeholder[ \t]*:.*", re.IGNORECASE)
# What may follow a field's label: named extras, and what a bare one means.
ANY = ("help", "required")
EXTRAS: dict[str, tuple[str, ...]] = {
    "short": ANY,
    "long": ANY,
    "choice": ("choices", *ANY),
    "choices": ("choices", *ANY),
    "slider": ("range", "low", "high", *ANY),
    "feelings": ANY,
    "table": ("columns", "rows", *ANY),
    "date": ANY,
    "ladder": ("rows", *ANY),
    "sort": ("choices", "columns", *ANY),
}
LISTS = ("choices", "columns")
# Types whose answers travel under names made of the key and a number.
NUMBERED = ("table", "ladder", "sort")
ROWS = {"table": 3, "ladder": 5}
# (type, list, least, most, what the list is called, how to write it)
SIZES: tuple[tuple[str, str, int, int, str, str], ...] = (
    ("choice", "choices", limits.OPTIONS_LEAST, limits.MOST_CHOICES, "choices", "one / two / three"),
    ("choices", "choices", limits.OPTIONS_LEAST, limits.MOST_CHOICES, "choices", "one / two / three"),
    ("table", "columns", 1, limits.MOST_COLUMNS, "columns", "one / two / three"),
    (
        "sort", "choices", limits.OPTIONS_LEAST, limits.MOST_CHOICES, "things to sort",
        "thing / thing / thing | columns: one side / other side",
    ),
    ("sort", "columns", 2, 2, "two columns", "thing / thing / thing | columns: one side / other side"),
)  # fmt: skip


def read_fields(lines: Sequence[Line], desk: Desk) -> tuple[FieldTree, ...]:
    """The fields of these lines in order; what does not fit is reported and left out."""
    place = desk.place
    fields: dict[str, FieldTree] = {}
    is_after_field = False
    for line in joined(lines):
        found = FIELD.fullmatch(line.text.strip())
        if found is not None:
            is_after_field = True
            field = _field(line, found[1].lower(), at_bars(found[2]), place)
            if field is not None and _is_welcome(line, field, fields, desk):
                fields[field.key] = field
        elif is_after_field:
            place.error(
                line.number,
                f"This line stands after a field and is not one: {shown(line.text.strip())}.",
                "Put the words above the first field, or write `- type: key | label`.",
            )
    return tuple(fields.values())


def judge_plain(line: int, words: str, place: Place) -> None:
    """Plain words only, wherever an exercise takes no Markdown."""
    if HTML.search(words):
        place.error(line, "There is HTML here.", "Take out the < and what belongs to it; write plain words.")


def _is_welcome(line: Line, field: FieldTree, fields: Mapping[str, FieldTree], desk: Desk) -> bool:
    """Whether the field fits in with those before it and with the rest of the library."""
    place = desk.place
    if field.key in fields:
        place.error(line.number, f"The field {shown(field.key)} stands twice.", "Rename one.")
        return False
    if len(fields) == limits.MOST_FIELDS:
        place.error(
            line.number,
            f"This exercise has more than {limits.MOST_FIELDS} fields.",
            "Ask for less, or make two exercises of it.",
        )
    twin = next(
        (other for other in fields.values() if _is_row_of(field, other) or _is_row_of(other, field)), None
    )
    if twin is not None:
        place.error(
            line.number,
            f"The keys {shown(field.key)} and {shown(twin.key)} could be taken for one another's rows.",
            "Give one of them another name, without the number.",
        )
    if field.type == "feelings" and not desk.shelf.has_feelings:
        place.error(
            line.number,
            "There are no feeling words to choose from.",
            "Write groups of them into feelings.yaml; see content/README.md.",
        )
    return True


def _is_row_of(field: FieldTree, other: FieldTree) -> bool:
    """Whether a key reads like a row of another field, which forms could not tell apart."""
    return other.type in NUMBERED and re.match(rf"{re.escape(other.key)}-[0-9]", field.key) is not None


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
    judge_plain(line.number, " ".join(pieces), place)
    values: dict[str, Any] = {"type": kind, "key": key, "label": label}
    for extra in extras:
        more = _extra(line, kind, extra, place)
        if more.keys() & values.keys():
            place.error(line.number, f"This field says something twice: {shown(extra)}.", "Keep it once.")
        values |= more
    _complete(values)
    _judge_lists(line, values, place)
    _judge_lengths(line, values, place)
    return FieldTree(**values)


def _extra(line: Line, kind: FieldType, text: str, place: Place) -> dict[str, Any]:
    """One piece after the label, as the values of the field it fills."""
    if PLACEHOLDER.fullmatch(text):
        place.error(
            line.number,
            "A field has no placeholder: it vanishes with the first letter, and some people never hear it.",
            "Say it in the label, or give two examples after `help:`.",
        )
        return {}
    known = EXTRAS[kind]
    named = EXTRA.fullmatch(text)
    name, value = (named[1], named[2].strip()) if named and named[1] in known else (known[0], text)
    is_stray = name == "help" and named is None
    if is_stray or (named is not None and named[1] not in known and known[0] not in LISTS):
        place.error(
            line.number,
            f"A field of type {shown(kind)} has no place for {shown(text)}.",
            f"It may hold: {', '.join(f'{extra}: ...' for extra in known)}.",
        )
        return {}
    if name in LISTS:
        return {name: tuple(word.strip() for word in value.split(" / ") if word.strip())}
    reads = {"range": _range, "rows": _rows, "required": _required}.get(name)
    return reads(line, value, place) if reads else {name: value}


def _range(line: Line, text: str, place: Place) -> dict[str, Any]:
    found = RANGE.fullmatch(text)
    low, high = (int(found[1]), int(found[2])) if found else (0, 0)
    if not low < high <= limits.HIGHEST_SLIDER:
        place.error(line.number, f"{shown(text)} is not a range.", "Write two numbers, for example `0-10`.")
        return {}
    return {"min": low, "max": high}


def _rows(line: Line, text: str, place: Place) -> dict[str, Any]:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= limits.MOST_ROWS:
        place.error(
            line.number,
            f"{shown(text)} is not a number of rows.",
            f"Write a number from 1 to {limits.MOST_ROWS}.",
        )
        return {}
    return {"rows": int(text)}


def _required(line: Line, text: str, place: Place) -> dict[str, Any]:
    if text != "yes":
        place.error(
            line.number,
            f"{shown(text)} does not say whether this field is required.",
            "Write `required: yes` if nothing makes sense without it; otherwise leave it out.",
        )
        return {}
    return {"required": True}


def _complete(values: dict[str, Any]) -> None:
    """What a type has when its author does not say so."""
    kind = values["type"]
    if kind == "slider":
        values.setdefault("min", 0)
        values.setdefault("max", 10)
    if kind in ROWS:
        values.setdefault("rows", ROWS[kind])


def _judge_lists(line: Line, values: dict[str, Any], place: Place) -> None:
    for kind, name, least, most, what, example in SIZES:
        if values["type"] != kind:
            continue
        listed = values.get(name, ())
        if len(listed) < least or (least == most and len(listed) > most):
            place.error(
                line.number,
                f"The field {shown(values['key'])} does not say its {what}.",
                f"Write `- {kind}: {values['key']} | label | {example}`.",
            )
        elif len(listed) > most:
            place.error(
                line.number, f"The field {shown(values['key'])} has too many {what}.", f"Keep {most} at most."
            )
        if len(set(listed)) < len(listed):
            place.error(line.number, f"The {name} of this field repeat themselves.", "Keep each once.")


def _judge_lengths(line: Line, values: dict[str, Any], place: Place) -> None:
    """Labels and choices stand on a narrow screen, and are kept with what people answer."""
    labels = [values["label"], values.get("help", "")]
    words = [
        values.get("low", ""),
        values.get("high", ""),
        *values.get("choices", ()),
        *values.get("columns", ()),
    ]
    for texts, most in ((labels, limits.MAX_LABEL_CHARACTERS), (words, limits.MAX_CHOICE_CHARACTERS)):
        for text in texts:
            if len(text) > most:
                place.error(
                    line.number,
                    f"{shown(text, 30)} has {len(text)} characters.",
                    f"Use {most} at most; longer words belong above the first field.",
                )
