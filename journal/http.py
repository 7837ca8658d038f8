"""How an exercise travels in a form: `f-<field>` for each control, flat lists in page order, `do` for its buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict

from common.http import sequences, whole_number
from journal.rules.rows import RowChange, Verb, changed
from journal.rules.signs import FIELD
from journal.rules.values import width_of
from library.grammar.trees import ExerciseTree, FieldTree

MOST_ROWS = 50
HIGHEST_CHECK = 10
OURS = ("more=", "at=")  # what the form itself puts into a page's query
LADDER = ("text", "rating")
ROW_BUTTONS: tuple[Verb, ...] = ("add", "remove", "up", "down")
CONFLICT_BUTTONS = ("take", "drop")


@dataclass(frozen=True)
class Asked:
    """The button that was pressed: a verb, and where it applies."""

    verb: str
    field: str = ""
    number: int = 0
    stamp: str = ""


def asked(data: QueryDict, tree: ExerciseTree) -> Asked:
    """Anything unknown saves and stays: no press of a button may lose what was typed."""
    verb, *rest = data.get("do", "keep").split(":", 3)
    if verb == "keep":
        return Asked(verb)
    field, number, stamp = (*rest, "", "", "")[:3]
    if verb in {*ROW_BUTTONS, *CONFLICT_BUTTONS} and field in {known.key for known in tree.fields}:
        return Asked(verb, field, whole_number(number), stamp)
    return Asked("save")


def row_change(asked: Asked) -> RowChange | None:
    """What a row button asks of the rows; None for the other buttons."""
    for verb in ROW_BUTTONS:
        if asked.verb == verb:
            return RowChange(verb, asked.field, asked.number)
    return None


def rows_to_show(tree: ExerciseTree, sent: Mapping[str, Sequence[str]], asked: Asked) -> str:
    """The `more` that shows as many rows as the page had, with the row just added or without the one removed."""
    told = ((field.key, _more(field, sent.get(field.key, ()), asked)) for field in tree.fields)
    return " ".join(f"{key}:{more}" for key, more in told if more > 0)


def _more(field: FieldTree, sent: Sequence[str], asked: Asked) -> int:
    width = width_of(field)
    if not width:
        return 0
    change = row_change(asked)
    if change is not None and change.field == field.key:
        sent = [*changed(sent, width, change), *([""] * width if change.verb == "add" else [])]
    rows = [sent[at : at + width] for at in range(0, len(sent), width)]
    return len(rows) - max(field.rows or 0, sum(any(cell.strip() for cell in row) for row in rows))


def posted(data: QueryDict, tree: ExerciseTree) -> dict[str, list[str]]:
    """What the page sent, by field. A field that was not on that page is not touched."""
    on_page = seen(data)
    sent = {field.key: values(data, field) for field in tree.fields}
    return {key: value for key, value in sent.items() if value or key in on_page}


def seen(data: QueryDict) -> dict[str, int]:
    """The sequence numbers of the page's fields; every field it had is named."""
    return sequences(data.get("seen", ""))


def values(data: QueryDict, field: FieldTree) -> list[str]:
    """The controls of one field as a flat list, in the order they stand on the page."""
    name = FIELD + field.key
    if field.type == "table":
        columns = [str(column) for column in range(len(field.columns))]
        return _rows(data, name, columns)
    if field.type == "ladder":
        return _rows(data, name, LADDER)
    if field.type == "sort":
        things = [f"{name}-{thing}" for thing in range(len(field.choices))]
        return [data.get(thing, "") for thing in things] if any(thing in data for thing in things) else []
    return data.getlist(name)


def more(request: HttpRequest) -> dict[str, int]:
    """How many empty rows the page asks for beside the usual ones: `?more=<field>:<n>`."""
    wanted = sequences(request.GET.get("more", ""))
    return {field: min(rows, MOST_ROWS) for field, rows in wanted.items()}


def key_of_day(request: HttpRequest, key: UUID, today: date) -> UUID:
    """A page to arrive on names the day it was made for: left open overnight, it means the day that has begun."""
    return key if request.GET.get("day") in (None, today.isoformat()) else uuid4()


def body_check(data: QueryDict) -> int | None:
    """A number from 0 to 10, or nothing. Who writes more than 10 means that it is as high as it goes."""
    text = data.get("body", "").strip()
    return min(whole_number(text[:9]), HIGHEST_CHECK) if text.isascii() and text.isdigit() else None


def back_to(address: str, place: str = "", **query: str) -> str:
    """The page that asked, at a place within the form, with a query before the fragment."""
    page, _, anchor = address.partition("#")
    path, _, asked_before = page.partition("?")
    kept = [part for part in asked_before.split("&") if part and not part.startswith(OURS)]
    whole = "&".join([*kept, *([urlencode(query)] if query else [])])
    fragment = f"{anchor}-{place}" if anchor and place else anchor
    return path + (f"?{whole}" if whole else "") + (f"#{fragment}" if fragment else "")


def _rows(data: QueryDict, name: str, columns: list[str] | tuple[str, ...]) -> list[str]:
    row_of = re.compile(rf"{re.escape(name)}-([0-9]{{1,3}})-(?:{'|'.join(columns)})")
    found = {int(match[1]) for match in map(row_of.fullmatch, data) if match}
    return [data.get(f"{name}-{row}-{column}", "") for row in sorted(found)[:200] for column in columns]
