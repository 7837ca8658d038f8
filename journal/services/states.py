"""Forms and entries as a page shows them to one person: answers, words, errors, and what stands beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from journal.models import Entry, ExerciseVersion
from journal.rules import bodies, values
from journal.rules.bodies import Body, Held
from journal.rules.forms import Form
from journal.services.fields import Beside, FieldState, Group, Option, Row
from journal.services.finding import body_of, find_entry
from journal.services.forms import bare_own_form, form_of_tree
from library.grammar.trees import ExerciseTree, FieldTree

__all__ = [
    "Beside",
    "FieldState",
    "FormState",
    "Group",
    "Option",
    "Row",
    "entry_state",
    "entry_states",
    "exercise_states",
    "form_state",
]


@dataclass(frozen=True)
class FormState:
    """A form as one person sees it. `entry_key` is that of the open entry, or a new one: where saving goes."""

    form: Form
    entry_key: UUID
    is_kept: bool  # somebody is signed in, so words are saved
    fields: tuple[FieldState, ...]
    started_on: date | None = None  # None: nothing is written yet
    is_open: bool = True  # a new form, a living page, or a draft; an entry of a log that was kept is not
    shown_since: datetime | None = None  # the writer marked it to be shown: the page says so while they write
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> ExerciseTree:
        return self.form.tree

    @property
    def is_blank(self) -> bool:
        """No field holds anything of this person."""
        return all(one.is_blank for one in self.fields)

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
        shown_since=entry.shown_since if entry else None,
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
    return FormState(
        form=replace(form, tree=tree, revision=newest),
        entry_key=entry.key,
        is_kept=True,
        fields=tuple(_read_field(one, body) for one in places.values()),
        started_on=entry.day,
        is_open=entry.is_open,
        shown_since=entry.shown_since,
    )


def _read_field(one: FieldTree, body: Body) -> FieldState:
    held = body.held(one.key)
    return FieldState(field=one, value=held.value, sequence=held.sequence, beside=_beside(one, body))
