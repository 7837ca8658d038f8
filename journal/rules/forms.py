"""A form somebody writes into: an exercise as it is now, or one of the notebook's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from library.grammar.trees import ExerciseTree, FeelingGroupTree, FieldTree


@dataclass(frozen=True)
class Form:
    """`name` stands in addresses: `x12` is exercise number 12, own forms have a word. `exercise` is the row's pk.

    Own forms have revision 0 and neither number nor key. `kind` is a value of Entry.Kind.
    """

    name: str
    kind: str
    tree: ExerciseTree
    exercise: int | None = None
    number: int | None = None
    revision: int = 0
    key: str | None = None
    feelings: tuple[FeelingGroupTree, ...] = ()

    @property
    def is_private_always(self) -> bool:
        """What is written here can never be shared: the author's word."""
        return self.tree.is_private_always

    @property
    def is_log(self) -> bool:
        return self.tree.mode == "log"

    @cached_property
    def feeling_words(self) -> frozenset[str]:
        return frozenset(word for group in self.feelings for word in group.words)

    def field(self, key: str) -> FieldTree | None:
        return next((field for field in self.tree.fields if field.key == key), None)
