"""The body of an entry: which answers it holds, how often each was saved, which wording each answers.

A body is {"fields": {field: {"v": value, "n": sequence, "r": revision}}, "s": start, "also": [key, …]}. An answer that
was taken back keeps its number with "v" None, so that a page from before cannot pass for one that saw everything.
"c" marks a field whose last stale page was told the number of an answer it does not show. "s" is where the numbers of
this entry begin: a page of an entry that was deleted cannot pass for one of the entry begun after it. "also" names
pages of another key whose words went into this entry. What stands beside, `other`, is {field: [value, …]}, newest last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from journal.rules.values import Value, is_empty

KEPT_BESIDE = 5
KEPT_PAGES = 10


@dataclass(frozen=True)
class Held:
    """One answer. `is_contested`: a page that does not show it knows its number."""

    value: Value | None = None
    sequence: int = 0
    revision: int = 0
    is_contested: bool = False


NOTHING = Held()


@dataclass(frozen=True)
class Body:
    """All answers of an entry, and what stale pages tried to save."""

    fields: Mapping[str, Held] = field(default_factory=dict)
    other: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    start: int = 0

    def held(self, name: str) -> Held:
        return self.fields.get(name, NOTHING)

    def beside(self, name: str) -> list[Value]:
        return list(self.other.get(name, ()))

    @property
    def answers(self) -> Iterator[tuple[str, Held]]:
        return ((name, held) for name, held in self.fields.items() if not is_empty(held.value))

    @property
    def filled(self) -> list[str]:
        return [name for name, _held in self.answers]

    @property
    def is_blank(self) -> bool:
        """Nothing is written here, and nothing is kept beside."""
        return not self.filled and not any(self.other.values())

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"fields": {name: _cell(held) for name, held in self.fields.items()}}
        data |= {"s": self.start} if self.start else {}
        return data | ({"also": list(self.also)} if self.also else {})

    @property
    def other_data(self) -> dict[str, list[Value]] | None:
        return {name: list(values) for name, values in self.other.items() if values} or None


@dataclass(frozen=True)
class Outcome:
    """What came of saving one answer. `is_stale`: it stands beside, because the page had not seen the newest one."""

    body: Body
    sequence: int
    is_stale: bool = False


def read_body(data: Mapping[str, Any] | None, other: Mapping[str, Any] | None = None) -> Body:
    data = data or {}
    fields = {
        name: Held(cell.get("v"), cell.get("n", 1), cell.get("r", 0), bool(cell.get("c")))
        for name, cell in (data.get("fields") or {}).items()
    }
    return Body(fields, dict(other or {}), tuple(data.get("also") or ()), data.get("s", 0))


def _cell(held: Held) -> dict[str, Any]:
    cell: dict[str, Any] = {"v": held.value, "n": held.sequence, "r": held.revision}
    return cell | ({"c": 1} if held.is_contested else {})


def save(body: Body, name: str, value: Value | None, *, seen: int, revision: int) -> Outcome:
    """Keep one answer as it is given. A page that had not seen the newest answer does not replace it."""
    held = body.held(name)
    if held.value == value or (is_empty(held.value) and is_empty(value)):
        return Outcome(body, held.sequence)
    if seen != held.sequence and not is_empty(held.value):
        contested = _with(body, name, replace(held, is_contested=True))
        return Outcome(_put_beside(contested, name, value), held.sequence, is_stale=True)
    return _replace(body, name, value, revision, keep_old=held.is_contested)


def save_pressed(body: Body, name: str, value: Value | None, *, seen: int | None, revision: int) -> Body:
    """Keep what a person handed over by pressing a button: it wins, and an answer the page had not seen is kept beside.
    A field the page shows empty because it had not seen the answer takes nothing back. `seen` None: all was seen."""
    held = body.held(name)
    is_unseen = seen is not None and seen != held.sequence
    if held.value == value or (is_empty(value) and (is_unseen or is_empty(held.value))):
        return body
    return _replace(body, name, value, revision, keep_old=is_unseen or held.is_contested).body


def _replace(body: Body, name: str, value: Value | None, revision: int, *, keep_old: bool) -> Outcome:
    held = body.held(name)
    if keep_old and not _goes_on(held.value, value):
        body = _put_beside(body, name, held.value)
    sequence = (held.sequence or body.start) + 1
    return Outcome(_with(body, name, Held(None if is_empty(value) else value, sequence, revision)), sequence)


def _goes_on(old: Value | None, new: Value | None) -> bool:
    """Whether the new text begins with the old one, so that nothing of it is gone."""
    return isinstance(old, str) and isinstance(new, str) and new.startswith(old)


def take(body: Body, name: str, index: int, stamp: str = "") -> Body:
    """Make what stands beside the answer; the answer so far takes its place beside. A wrong index changes nothing."""
    beside, index = body.beside(name), _place(body.beside(name), index, stamp)
    if index < 0:
        return body
    wanted, held = beside.pop(index), body.held(name)
    without = replace(body, other={**body.other, name: beside})
    swapped = _put_beside(without, name, held.value) if held.value != wanted else without
    return _with(swapped, name, Held(wanted, held.sequence + 1, held.revision))


def drop(body: Body, name: str, index: int, stamp: str = "") -> Body:
    """Let go of what stands beside. Who does has seen both, so the next change is no conflict; pages that have not
    seen the answer are stale again."""
    beside, index = body.beside(name), _place(body.beside(name), index, stamp)
    if index < 0:
        return body
    del beside[index]
    held = body.held(name)
    settled = (
        _with(body, name, replace(held, sequence=held.sequence + 1, is_contested=False))
        if held.sequence
        else body
    )
    return replace(settled, other={**body.other, name: beside})


def stamp_of(value: Value) -> str:
    """Names a value without saying it, so that a button pressed twice does not reach the next one."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:12]


def _place(beside: Sequence[Value], index: int, stamp: str) -> int:
    """Where the meant one stands now: others may have come since the page was made. -1 if it is gone."""
    if stamp:
        return next((at for at, value in enumerate(beside) if stamp_of(value) == stamp), -1)
    return index if 0 <= index < len(beside) else -1


def with_page(body: Body, page: str) -> Body:
    """Remember that words of a page with another key went in here: the same page sent again belongs here too."""
    return body if page in body.also else replace(body, also=(*body.also, page)[-KEPT_PAGES:])


def _with(body: Body, name: str, held: Held) -> Body:
    return replace(body, fields={**body.fields, name: held})


def _put_beside(body: Body, name: str, value: Value | None) -> Body:
    """At most the newest few, each once."""
    beside = body.beside(name)
    if value is None or is_empty(value):
        return body
    kept = [*(one for one in beside if one != value), value][-KEPT_BESIDE:]
    return replace(body, other={**body.other, name: kept})
