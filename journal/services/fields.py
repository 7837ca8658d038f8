"""One field as a page shows it to one person: what its controls hold, and what is told around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.formats import date_format

from journal.rules import values
from journal.rules.values import Value
from library.grammar.trees import FeelingGroupTree, FieldTree


@dataclass(frozen=True)
class Option:
    """Something to tick or to place. `is_gone`: today's field does not offer it, but the answer holds it."""

    index: int
    words: str
    is_chosen: bool = False
    is_gone: bool = False
    side: int | None = None  # of a thing to sort: the column it lies in
    side_words: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table or a ladder as it stands on the page; `cells` of a ladder are text and rating."""

    index: int
    cells: tuple[str, ...]
    is_written: bool


@dataclass(frozen=True)
class Group:
    """Feeling words that lie close together, as options."""

    group: FeelingGroupTree | None  # None: words that are no longer offered
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Beside:
    """What a stale page tried to save; `stamp` says which one a button means."""

    index: int
    stamp: str
    lines: list[str]


@dataclass(frozen=True)
class FieldState:
    """One field and what one person answered. `typed` is what the page sent, if it was not taken."""

    field: FieldTree
    value: Value | None = None
    sequence: int = 0
    error: str = ""
    was_label: str = ""  # the words this answer was given to, where today's are others
    typed: Sequence[str] | None = None
    beside: tuple[Beside, ...] = ()
    feelings: tuple[FeelingGroupTree, ...] = ()
    more: int = 0  # empty rows that the page asks for beside the usual ones

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def is_blank(self) -> bool:
        """As everybody meets it who has written nothing and pressed nothing: only the author's words."""
        told = (self.value is not None, self.sequence, self.error, self.was_label, self.beside, self.more)
        return self.typed is None and not any(told)

    @property
    def is_answered(self) -> bool:
        return not values.is_empty(self.value)

    @cached_property
    def lines(self) -> list[str]:
        """The answer as plain text."""
        if self.field.type == "date" and isinstance(self.value, str):
            return [_day(self.value)]
        return values.plain_lines(self.field, self.value)

    @property
    def others(self) -> list[list[str]]:
        return [one.lines for one in self.beside]

    @cached_property
    def sent(self) -> list[str]:
        """What the controls of the field hold, as the flat list they send."""
        return list(values.as_posted(self.field, self.value) if self.typed is None else self.typed)

    @property
    def text(self) -> str:
        """What stands in a field of one control."""
        return self.sent[0] if self.sent else ""

    @cached_property
    def options(self) -> list[Option]:
        """The words of a choice, or the things of a sort, with what was chosen; then what is no longer offered."""
        if self.field.type == "sort":
            return _things(self)
        chosen = set(self.sent)
        gone = [word for word in dict.fromkeys(self._kept_words) if word not in self.field.choices]
        offered = [*self.field.choices, *gone]
        return [
            Option(index, word, word in chosen, is_gone=index >= len(self.field.choices))
            for index, word in enumerate(offered)
        ]

    @property
    def _kept_words(self) -> list[str]:
        if isinstance(self.value, str):
            return [self.value] if self.field.type == "choice" else []
        return [word for word in self.value if isinstance(word, str)] if isinstance(self.value, list) else []

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page: those written, then empty ones."""
        width = values.width_of(self.field)
        if not width:
            return []
        # An older answer may have had more columns: none of its cells is hidden.
        wide = max([width, *(len(row) for row in self._kept_rows)])
        written = self._kept_rows if self.typed is None else _cut(self.typed, width)
        wanted = max(self.field.rows or 0, len(written)) + self.more
        wanted = max(len(written), min(wanted, values.MOST_ROWS[self.field.type]))
        rows = [*written, *([()] * (wanted - len(written)))]
        wide = wide if self.typed is None else width
        return [
            Row(index, tuple(values.padded(row, wide)), any(cell.strip() for cell in row))
            for index, row in enumerate(rows)
        ]

    @property
    def _kept_rows(self) -> list[tuple[str, ...]]:
        if not isinstance(self.value, list):
            return []
        return [tuple("" if cell is None else str(cell) for cell in row) for row in self.value]

    @cached_property
    def groups(self) -> list[Group]:
        """Words for feelings in their groups; words of this answer that are no longer offered come first."""
        chosen, known = set(self.sent), {word for group in self.feelings for word in group.words}
        gone = [word for word in dict.fromkeys(self._kept_words) if word not in known]
        count, groups = 0, []
        for group, words in [(None, gone), *((group, group.words) for group in self.feelings)]:
            options = [
                Option(count + at, word, word in chosen, group is None) for at, word in enumerate(words)
            ]
            count += len(options)
            groups += [Group(group, tuple(options))] if options else []
        return groups


def _things(state: FieldState) -> list[Option]:
    """Things with the side they lie on. A thing or a side that is no longer offered is told in words."""
    one, placed = state.field, state.value if isinstance(state.value, dict) else {}
    sides = dict(pair.split(":", 1) for pair in state.sent if ":" in pair)
    things = [*one.choices, *(thing for thing in placed if thing not in one.choices)]
    found = []
    for index, thing in enumerate(things):
        is_gone, side = index >= len(one.choices), sides.get(str(index), "")
        at = int(side) if side.isdigit() and not is_gone else None
        words = placed.get(thing, "") if at is None else one.columns[at] if at < len(one.columns) else ""
        found.append(Option(index, thing, at is not None, is_gone, at, words))
    return found


def _cut(cells: Sequence[str], width: int) -> list[tuple[str, ...]]:
    return [tuple(cells[at : at + width]) for at in range(0, len(cells), width)]


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text
