"""Exercises: what an author offers to try, and its typed fields."""

from __future__ import annotations

from typing import Literal

from library.grammar.trees.base import Tree

FieldType = Literal[
    "short", "long", "choice", "choices", "slider", "feelings", "table", "date", "ladder", "sort"
]
Mode = Literal["page", "log"]
Pocket = Literal["", "kit", "signals", "sentence"]


class FieldTree(Tree):
    """One typed field of an exercise; what a type does not use stays empty.

    ``choices`` are the options of a choice, and the things to sort of a ``sort``; ``columns`` are those of a table, and
    the two sides of a ``sort``.
    """

    type: FieldType
    key: str
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int | None = None
    min: int | None = None
    max: int | None = None
    low: str = ""
    high: str = ""
    required: bool = False


class ExerciseTree(Tree):
    """Something to try: ``page`` is one living page, ``log`` takes many entries.

    ``is_private_always`` means that what is written here can never be shared; ``settle`` puts a minute of settling
    and a body check around it; ``pocket`` names the panel of the pocket fold that it fills.
    """

    id: str
    title: str
    mode: Mode
    lighter: str
    intro_html: str
    fields: tuple[FieldTree, ...]
    is_private_always: bool = False
    settle: bool = False
    pocket: Pocket = ""
