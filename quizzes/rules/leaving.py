"""What of a scale may stand in a file that somebody takes away."""

from __future__ import annotations

from library.grammar.trees import ItemTree, ScaleTree


def as_it_may_leave(scale: ScaleTree) -> ScaleTree:
    """The scale with its words where their owner lets them be handed on, else as a key without words."""
    return scale if scale.words_may_leave else without_words(scale)


def without_words(scale: ScaleTree) -> ScaleTree:
    """Structure and key of a scale: no statement, no label of an answer, nothing that is read while answering."""
    items = tuple(ItemTree(id=item.id) for item in scale.items)
    return scale.model_copy(update={"instructions": "", "anchors": (), "items": items})
