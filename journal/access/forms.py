"""Forms as doors hand them out: an exercise in the words of today, and the notebook's own, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from journal.models import Entry, Exercise, ExerciseVersion
from journal.rules.forms import Form
from journal.rules.trend import WORDS
from library.grammar.trees import ExerciseTree, FieldTree
from library.services import feeling_groups


def form_of(exercise: Exercise) -> Form:
    """The exercise in its current words; one that was never published has none, and then this raises."""
    version = exercise.current
    if version is None:
        raise ExerciseVersion.DoesNotExist
    return with_feelings(form_of_tree(version.as_tree, exercise=exercise, revision=version.revision))


def form_of_tree(tree: ExerciseTree, *, exercise: Exercise | None = None, revision: int = 0) -> Form:
    """A form of these words, without words for feelings; without a row it is only to be looked at."""
    return Form(
        name=f"x{exercise.number}" if exercise else "",
        kind=Entry.Kind.EXERCISE.value,
        tree=tree,
        exercise=exercise.pk if exercise else None,
        number=exercise.number if exercise else None,
        revision=revision,
        key=tree.id,
    )


def with_feelings(form: Form) -> Form:
    """With the words for feelings, if a field asks for them."""
    if any(field.type == "feelings" for field in form.tree.fields):
        return replace(form, feelings=feeling_groups())
    return form


def own_form(name: str) -> Form:
    """`writing`, `victory`, `check-in` or `card`. Raises KeyError for anything else."""
    return with_feelings(bare_own_form(name))


def bare_own_form(name: str) -> Form:
    """As own_form, to read what was written: without words for feelings, and so without a query."""
    title, fields, mode = OWN[name]()
    tree = ExerciseTree(
        id=name,
        title=title,
        mode="log" if mode == "log" else "page",
        lighter="",
        intro_html="",
        fields=fields,
    )
    return Form(name=name, kind=Entry.Kind(name).value, tree=tree)


Words = tuple[str, tuple[FieldTree, ...], str]

_short = partial(FieldTree, type="short")
_long = partial(FieldTree, type="long")


def _writing() -> Words:
    fields = (
        _short(key="title", label=_("A title, if you like")),
        _long(key="text", label=_("Write whatever is there")),
    )
    return _("A free page"), fields, "log"


def _victory() -> Words:
    line = _short(key="line", label=_("Something small that went well"))
    return _("A small victory"), (line,), "log"


def _check_in() -> Words:
    fields = (
        FieldTree(type="choice", key="word", label=_("How is it today?"), choices=WORDS),
        FieldTree(type="feelings", key="feelings", label=_("Words that fit, if you like")),
        _short(key="note", label=_("A line about it, if you like")),
    )
    return _("A check-in"), fields, "page"


def _card() -> Words:
    fields = (
        _long(key="kit", label=_("What steadies me")),
        _long(key="signals", label=_("How I notice that it starts")),
        _short(key="sentence", label=_("One sentence to hand to somebody")),
    )
    return _("My pocket card"), fields, "page"


OWN: dict[str, Callable[[], Words]] = {
    "writing": _writing,
    "victory": _victory,
    "check-in": _check_in,
    "card": _card,
}
