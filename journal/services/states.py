"""Forms and entries as a page shows them to one person: answers, words, errors, and what stands beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.utils.formats import date_format

from accounts.models import User
from journal.models import Entry, ExerciseVersion
from journal.rules import bodies, values
from journal.rules.bodies import Body, Held
from journal.rules.forms import Form
from journal.rules.values import Value
from journal.services.finding import body_of, find_entry
from journal.services.forms import bare_own_form, form_of_tree
from library.grammar.trees import ExerciseTree, FeelingGroupTree, FieldTree


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
    is_gone: bool = False  # the form of today has no such field
    typed: Sequence[str] | None = None
    beside: tuple[Beside, ...] = ()
    feelings: tuple[FeelingGroupTree, ...] = ()
    more: int = 0  # empty rows that the page asks for beside the usual ones

    @property
    def key(self) -> str:
        return self.field.key

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


@dataclass(frozen=True)
class FormState:
    """A form as one person sees it. `entry_key` is that of the open entry, or a new one: where saving goes."""

    form: Form
    entry_key: UUID
    is_kept: bool  # somebody is signed in, so words are saved
    fields: tuple[FieldState, ...]
    started_on: date | None = None  # None: nothing is written yet
    is_open: bool = True  # a new form, a living page, or a draft; an entry of a log that was kept is not
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> ExerciseTree:
        return self.form.tree

    @property
    def is_begun(self) -> bool:
        return any(one.is_answered for one in self.fields)

    @property
    def has_conflict(self) -> bool:
        return any(one.beside for one in self.fields)

    @property
    def seen(self) -> str:
        """The numbers of the answers on the page, as it sends them back."""
        return " ".join(f"{one.key}:{one.sequence}" for one in self.fields)


Wordings = Mapping[tuple[int, int], ExerciseTree]  # by exercise and revision


def exercise_states(
    *, writer: User | None, offered: Collection[Form], more: Mapping[str, int] | None = None
) -> dict[str, FormState]:
    """The exercises of a page by key: one query for somebody signed in, one more only if an answer is to old words."""
    entries = _open_entries(writer, offered) if writer is not None and offered else {}
    wordings = _wordings(entries.values(), offered)
    return {
        form.tree.id: _state(form, entries.get(form.exercise or 0), writer is not None, wordings, more or {})
        for form in offered
    }


def form_state(
    *,
    writer: User | None,
    form: Form,
    key: UUID | None = None,
    errors: Mapping[str, str] | None = None,
    posted: Mapping[str, Sequence[str]] | None = None,
    more: Mapping[str, int] | None = None,
) -> FormState:
    """One form: with the entry of this key if there is one, else the open one. Where a field has an error, it shows
    what was typed."""
    entry = find_entry(writer=writer, form=form, key=key) if writer is not None else None
    wordings = _wordings([entry] if entry else [], [form])
    return _state(
        form,
        entry,
        writer is not None,
        wordings,
        more or {},
        key=key,
        errors=errors or {},
        posted=posted or {},
    )


def entry_state(*, entry: Entry) -> FormState:
    """An entry to read: each answer under the words it answers."""
    return entry_states(entries=[entry])[0]


def entry_states(*, entries: Sequence[Entry]) -> list[FormState]:
    """As entry_state, for many at once: one query for their words, however many they are. Needs `with_exercise`."""
    current = {entry.exercise.current_id for entry in entries if entry.exercise is not None}
    wanted = {pair for entry in entries for pair in _answered(entry)}
    versions = _published(wanted, current) if current else {}
    wordings = {place: tree for place, (tree, _pk) in versions.items()}
    now = {pk: (place[1], tree) for place, (tree, pk) in versions.items()}
    samples = {(entry.kind, entry.exercise_id): entry for entry in entries}
    forms = {what: _form_of_entry(entry, now) for what, entry in samples.items()}
    return [_read_state(entry, forms[entry.kind, entry.exercise_id], wordings) for entry in entries]


def _form_of_entry(entry: Entry, now: Mapping[Any, tuple[int, ExerciseTree]]) -> Form:
    """The form of today, to read: without words for feelings."""
    if entry.exercise is None:
        return bare_own_form(entry.kind)
    revision, tree = now[entry.exercise.current_id]
    return form_of_tree(tree, exercise=entry.exercise, revision=revision)


def _open_entries(writer: User, offered: Collection[Form]) -> dict[int, Entry]:
    open_ones = Entry.objects.visible_to(writer).being_written()
    rows = open_ones.of_exercises([form.exercise for form in offered if form.exercise])
    return {entry.exercise_id: entry for entry in rows}


def _wordings(entries: Iterable[Entry], forms: Iterable[Form]) -> Wordings:
    """The words of today, and the earlier ones that somebody's answers were given to."""
    known = {(form.exercise, form.revision): form.tree for form in forms if form.exercise}
    wanted = {pair for entry in entries for pair in _answered(entry)} - known.keys()
    earlier = _published(wanted, ()) if wanted else {}
    return known | {place: tree for place, (tree, _pk) in earlier.items()}


def _answered(entry: Entry) -> set[tuple[int, int]]:
    """Exercise and revision of every answer."""
    if entry.exercise_id is None:
        return set()
    return {(entry.exercise_id, held.revision) for _name, held in body_of(entry).answers}


def _published(
    wanted: Collection[tuple[int, int]], current: Collection[int | None]
) -> dict[tuple[int, int], tuple[ExerciseTree, int]]:
    """Published words and their pk by exercise and revision: those wanted, and those of `current`; one query."""
    versions = ExerciseVersion.objects.worded(
        exercises={exercise for exercise, _revision in wanted},
        revisions={revision for _exercise, revision in wanted},
        current=current,
    )
    return {(version.exercise_id, version.revision): (version.as_tree, version.pk) for version in versions}


def _state(
    form: Form,
    entry: Entry | None,
    is_kept: bool,
    wordings: Wordings,
    more: Mapping[str, int],
    *,
    key: UUID | None = None,
    errors: Mapping[str, str] | None = None,
    posted: Mapping[str, Sequence[str]] | None = None,
) -> FormState:
    body, errors, posted = body_of(entry), errors or {}, posted or {}
    fields = tuple(
        _field_state(
            one,
            body,
            form,
            _earlier(form.exercise, one, body.held(one.key), wordings),
            error=errors.get(one.key, ""),
            typed=posted.get(one.key, ()) if one.key in errors and one.key in posted else None,
            more=more.get(one.key, 0),
        )
        for one in form.tree.fields
    )
    return FormState(
        form=form,
        entry_key=entry.key if entry else key or uuid4(),
        is_kept=is_kept,
        fields=fields,
        started_on=entry.day if entry else None,
        is_open=entry.is_open if entry else True,
        errors=errors,
    )


def _field_state(
    one: FieldTree,
    body: Body,
    form: Form,
    earlier: FieldTree | None,
    *,
    error: str = "",
    typed: Sequence[str] | None = None,
    more: int = 0,
) -> FieldState:
    held = body.held(one.key)
    words = values.wording(earlier) if earlier is not None else ""
    return FieldState(
        field=one,
        value=held.value if held.value is not None and values.fits(one, held.value) else None,
        sequence=held.sequence,
        error=error,
        was_label=words if words != values.wording(one) else "",
        typed=typed,
        beside=_beside(one, body),
        feelings=form.feelings if one.type == "feelings" else (),
        more=more,
    )


def _earlier(exercise: int | None, one: FieldTree, held: Held, wordings: Wordings) -> FieldTree | None:
    """The field in the words that this answer was given to."""
    tree = wordings.get((exercise or 0, held.revision)) if not values.is_empty(held.value) else None
    return next((field for field in tree.fields if field.key == one.key), None) if tree else None


def _beside(one: FieldTree, body: Body) -> tuple[Beside, ...]:
    return tuple(
        Beside(index, bodies.stamp_of(value), values.plain_lines(one, value))
        for index, value in enumerate(body.beside(one.key))
    )


def _read_state(entry: Entry, form: Form, wordings: Wordings) -> FormState:
    """In the order of the newest words that were answered; what they do not ask comes last."""
    body = body_of(entry)
    newest = max((held.revision for _name, held in body.answers), default=form.revision)
    tree = wordings.get((entry.exercise_id or 0, newest), form.tree)
    places = {one.key: one for one in tree.fields}
    for name, held in body.answers:
        asked = wordings.get((entry.exercise_id or 0, held.revision), tree)
        own = next((one for one in asked.fields if one.key == name), None)
        places[name] = own or places.get(name) or FieldTree(type="long", key=name, label=name)
    now = {one.key for one in form.tree.fields}
    return FormState(
        form=replace(form, tree=tree, revision=newest),
        entry_key=entry.key,
        is_kept=True,
        fields=tuple(_read_field(one, body, one.key not in now) for one in places.values()),
        started_on=entry.day,
        is_open=entry.is_open,
    )


def _read_field(one: FieldTree, body: Body, is_gone: bool) -> FieldState:
    held = body.held(one.key)
    return FieldState(
        field=one, value=held.value, sequence=held.sequence, is_gone=is_gone, beside=_beside(one, body)
    )


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
