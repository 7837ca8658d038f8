"""Keeping what people write: one field at a time as they type, or a page at once; settling conflicts; letting go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from common.autosave import Saved, Stale
from common.errors import RuleBroken
from journal.models import Entry
from journal.rules import bodies, rows
from journal.rules.bodies import Body
from journal.rules.forms import Form
from journal.rules.rows import RowChange
from journal.rules.values import BadValue, Value, fits, is_empty, read_value, width_of
from journal.services.rewriting import rewrite, write
from journal.services.sentences import empty_sentence, sentence_of
from library.grammar.trees import FieldTree


class FieldsRefused(RuleBroken):
    """Some fields do not take what was typed, or are asked for and empty; all others are kept.

    `errors` says why by field; `entry` is where the rest is kept, None if nothing is.
    """

    def __init__(self, errors: Mapping[str, str], entry: Entry | None) -> None:
        super().__init__(_("Some of this needs another look. Everything else is saved."))
        self.errors = dict(errors)
        self.entry = entry


def save_field(*, writer: User, form: Form, key: UUID, field: str, values: Sequence[str], seen: int) -> Saved:
    """Keep one answer as it is typed; the first one begins the entry. A page that missed a newer answer raises Stale,
    and what it tried to save is kept beside. Nothing is required here."""
    asked = _asked(form, field)
    outcome = bodies.Outcome(Body(), 0)

    def make(body: Body) -> Body:
        nonlocal outcome
        value = _taken(form, asked, values, body)
        outcome = bodies.save(body, field, value, seen=seen, revision=form.revision)
        return outcome.body

    write(writer=writer, form=form, key=key, make=make)
    if outcome.is_stale:
        raise Stale(outcome.sequence)
    return Saved(outcome.sequence)


def save_page(
    *,
    writer: User,
    form: Form,
    key: UUID,
    posted: Mapping[str, Sequence[str]],
    seen: Mapping[str, int],
    keep: bool,
    change: RowChange | None = None,
) -> Entry | None:
    """Keep what a person handed over by pressing a button: it wins, and an answer their page had not seen stays beside.
    Fields that were not posted stay as they are. `keep` closes the draft of a log. None: nothing is written, no row.

    Raises FieldsRefused after keeping all that is good.
    """
    posted = _after(change, form, posted)
    errors: dict[str, str] = {}

    def make(body: Body) -> Body:
        body, refused = _read_page(form, posted, seen, body)
        errors.clear()
        errors.update(refused)
        if keep:
            errors.update(_wanting(form, body, refused))
        return body

    entry = write(writer=writer, form=form, key=key, make=make, is_kept=lambda: keep and not errors)
    if errors:
        raise FieldsRefused(errors, entry)
    return entry


def _read_page(
    form: Form, posted: Mapping[str, Sequence[str]], seen: Mapping[str, int], body: Body
) -> tuple[Body, dict[str, str]]:
    errors: dict[str, str] = {}
    for field in form.tree.fields:
        if field.key in posted:
            try:
                value = _taken(form, field, posted[field.key], body)
            except RuleBroken as refusal:
                errors[field.key] = str(refusal)
            else:
                number = seen.get(field.key)
                body = bodies.save_pressed(body, field.key, value, seen=number, revision=form.revision)
    return body, errors


def take_other(*, entry: Entry, field: str, index: int, stamp: str = "") -> None:
    """Make what was kept beside the answer; the answer so far is kept beside instead. With a stamp
    (states.Beside), a button pressed twice changes nothing."""
    rewrite(entry, lambda body: bodies.take(body, field, index, stamp))


def drop_other(*, entry: Entry, field: str, index: int, stamp: str = "") -> None:
    """Let go of what was kept beside."""
    rewrite(entry, lambda body: bodies.drop(body, field, index, stamp))


def delete_entry(*, entry: Entry) -> None:
    """The row, and every word in it, goes now and for good."""
    Entry.objects.filter(pk=entry.pk).delete()


def _asked(form: Form, key: str) -> FieldTree:
    field = form.field(key)
    if field is None:
        raise RuleBroken(
            _("This question is no longer asked here. Copy what you wrote, then load the page again.")
        )
    return field


def _taken(form: Form, field: FieldTree, posted: Sequence[str], body: Body) -> Value | None:
    """The answer in the form it is kept in; refuses with a sentence that repeats none of its words."""
    kept = body.held(field.key).value
    known = kept if kept is not None and fits(field, kept) else None
    try:
        return read_value(field, posted, feelings=form.feeling_words, kept=known)
    except BadValue as bad:
        raise RuleBroken(sentence_of(bad)) from None


def _wanting(form: Form, body: Body, refused: Mapping[str, str]) -> dict[str, str]:
    """What the author asks for and is empty."""
    return {
        field.key: empty_sentence(is_log=form.is_log)
        for field in form.tree.fields
        if field.required and field.key not in refused and is_empty(body.held(field.key).value)
    }


def _after(
    change: RowChange | None, form: Form, posted: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    field = form.field(change.field) if change is not None else None
    if change is None or field is None or field.key not in posted:
        return posted
    return {**posted, field.key: rows.changed(posted[field.key], width_of(field), change)}
