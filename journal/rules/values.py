"""What an answer may be, by the type of its field: read from a form, put back into one, told in plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from journal.rules.shapes import Value, as_posted, fits, is_empty, padded, range_of, width_of
from journal.rules.telling import plain_lines, wording
from library.grammar.trees import FieldTree

__all__ = [
    "BadValue",
    "Value",
    "as_posted",
    "cleaned",
    "fits",
    "is_empty",
    "padded",
    "plain_lines",
    "read_value",
    "width_of",
    "wording",
]

MOST_SHORT = 300
MOST_LONG = 20_000
MOST_ROWS = {"table": 50, "ladder": 20}
RATINGS = (0, 10)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]{1,6}")
PAIR = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")
# Nothing a keyboard makes, and no database or file likes: control characters other than a tab and a new line.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class BadValue(ValueError):
    """The field does not take this. Carries a code and numbers, never what was written."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read_value(
    field: FieldTree, posted: Sequence[str], *, feelings: Collection[str] = (), kept: Value | None = None
) -> Value | None:
    """The answer in the form it is kept in; None for no answer. Raises BadValue and nothing else.

    `posted` is a flat list in page order. `kept` is the earlier answer: what was true then may be sent again, even if
    today's field no longer offers it.
    """
    if kept is not None and fits(field, kept) and list(posted) == as_posted(field, kept):
        return kept
    read = READERS[field.type](field, [cleaned(text) for text in posted], feelings, kept)
    return None if is_empty(read) else read


def cleaned(text: str) -> str:
    """One kind of line end, nothing unseen, nothing that cannot be written down as UTF-8."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", plain).encode("utf-8", "replace").decode("utf-8").strip()


# Reading ----------------------------------------------------------------------------------------------------------

Reader = Callable[[FieldTree, list[str], Collection[str], Any], Any]


def _single(posted: Sequence[str]) -> str:
    filled = [text for text in posted if text]
    if len(filled) > 1:
        raise BadValue("several", count=len(filled))
    return filled[0] if filled else ""


def _short(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> str:
    return _within(" ".join(_single(posted).split("\n")), MOST_SHORT)


def _long(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> str:
    return _within(_single(posted), MOST_LONG)


def _within(text: str, most: int) -> str:
    if len(text) > most:
        raise BadValue("too_long", most=most, length=len(text))
    return text


def _choice(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> str:
    word = _single(posted)
    if word and word not in field.choices and word != kept:
        raise BadValue("not_offered")
    return word


def _choices(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> list[str]:
    return _known(posted, [*field.choices, *_words(kept)])


def _feelings(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> list[str]:
    chosen = list(dict.fromkeys(text for text in posted if text))
    if not set(chosen) <= {*feelings, *_words(kept)}:
        raise BadValue("not_offered")
    return chosen


def _known(posted: Iterable[str], known: Iterable[str]) -> list[str]:
    """The chosen words in the author's order."""
    chosen, offered = {text for text in posted if text}, dict.fromkeys(known)
    if not chosen <= offered.keys():
        raise BadValue("not_offered")
    return [word for word in offered if word in chosen]


def _words(kept: Any) -> list[str]:
    return [word for word in kept if isinstance(word, str)] if isinstance(kept, list) else []


def _slider(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> int | None:
    low, high = range_of(field)
    return _number(_single(posted), low, high)


def _number(text: str, low: int, high: int, **where: int) -> int | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise BadValue("not_in_range", low=low, high=high, **where)
    return int(text)


def _date(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> str:
    text = _single(posted)
    if text:
        try:
            date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            raise BadValue("not_a_day") from None
    return text


def _grid(field: FieldTree, posted: list[str]) -> list[list[str]]:
    """The rows of the page, blank ones left out; the number of a row in a BadValue is that of the page, from 1."""
    width = width_of(field)
    if not width or len(posted) % width:
        raise BadValue("other_page")
    rows = [posted[at : at + width] for at in range(0, len(posted), width)]
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > MOST_SHORT for cell in row):
            raise BadValue("cell_too_long", most=MOST_SHORT, row=number)
    return rows


def _few(field: FieldTree, rows: list[Any]) -> list[Any]:
    most = MOST_ROWS[field.type]
    if len(rows) > most:
        raise BadValue("too_many_rows", most=most, count=len(rows))
    return rows


def _table(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> list[list[str]]:
    rows = _grid(field, [" ".join(text.split("\n")) for text in posted])
    return _few(field, [row for row in rows if any(row)])


def _ladder(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> list[list[Any]]:
    rows = _grid(field, [" ".join(text.split("\n")) for text in posted])
    low, high = RATINGS
    rated = [[text, _number(mark, low, high, row=at)] for at, (text, mark) in enumerate(rows, 1) if text]
    return _few(field, rated)


def _sort(field: FieldTree, posted: list[str], feelings: Collection[str], kept: Any) -> dict[str, str]:
    """Things that were placed, in the author's order; what the page cannot send (a thing or a side that is no longer
    offered) stays as it was."""
    placed = dict(_pair(field, text) for text in posted if text)
    earlier = kept if isinstance(kept, dict) else {}
    gone = {
        thing: side
        for thing, side in earlier.items()
        if thing not in placed and (thing not in field.choices or side not in field.columns)
    }
    order = [*field.choices, *earlier]
    return {thing: (placed | gone)[thing] for thing in dict.fromkeys(order) if thing in placed | gone}


def _pair(field: FieldTree, text: str) -> tuple[str, str]:
    found = PAIR.fullmatch(text)
    thing, side = (int(found[1]), int(found[2])) if found else (-1, -1)
    if not found or thing >= len(field.choices) or side >= len(field.columns):
        raise BadValue("not_offered")
    return field.choices[thing], field.columns[side]


READERS: dict[str, Reader] = {
    "short": _short,
    "long": _long,
    "choice": _choice,
    "choices": _choices,
    "slider": _slider,
    "feelings": _feelings,
    "table": _table,
    "date": _date,
    "ladder": _ladder,
    "sort": _sort,
}
