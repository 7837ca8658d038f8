"""Forms for the pages that hold them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from journal.access.forms import bare_own_form, form_of, form_of_tree, own_form
from journal.models import Exercise
from journal.rules.forms import Form
from library.grammar.trees import ExerciseTree, FeelingGroupTree

__all__ = [
    "Form",
    "bare_own_form",
    "form_of",
    "form_of_tree",
    "form_to_look_at",
    "offered_exercises",
    "own_form",
]


def offered_exercises(keys: Collection[str]) -> tuple[Form, ...]:
    """The exercises with these keys that are offered now: one query, and one more for words for feelings."""
    found = Exercise.objects.published().with_words().filter(key__in=keys) if keys else ()
    return tuple(form_of(exercise) for exercise in found)


def form_to_look_at(tree: ExerciseTree, *, feelings: tuple[FeelingGroupTree, ...] = ()) -> Form:
    """An exercise as a folder has it, with the folder's words for feelings: nothing can be written into it."""
    return replace(form_of_tree(tree), feelings=feelings)
