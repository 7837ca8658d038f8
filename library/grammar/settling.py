"""An exercise on something painful comes after a minute of steadying."""

from __future__ import annotations

from collections.abc import Sequence

from library.grammar import wording
from library.grammar.fences import Segment
from library.grammar.report import Place, shown
from library.grammar.trees import ExerciseTree

MEND = "Write `settle: yes` on top of the exercise, or put a `/// settle` block above it."


def judge_settling(
    segments: Sequence[Segment], exercises: Sequence[ExerciseTree], place: Place, *, is_hard: bool
) -> None:
    """``is_hard``: the lesson says itself that it touches on hard things."""
    found = iter(exercises)
    has_settled = False
    for segment in segments:
        has_settled = has_settled or segment.name == "settle"
        if segment.name != "exercise" or next(found).settle or has_settled:
            continue
        memory = next(wording.on_memory(segment.text), None)
        if memory is not None:
            place.error(
                segment.lines[segment.text.count("\n", 0, memory.offset)].number,
                f"{shown(memory.words)} touches memory, and nothing steadies the reader before it.",
                MEND,
            )
        elif is_hard:
            place.error(
                segment.line,
                "This exercise has no settle block before it, and the lesson touches on hard things.",
                MEND,
            )
