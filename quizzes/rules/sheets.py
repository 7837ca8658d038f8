"""What may be written on a sheet: which questions there are, and which answers each of them takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quizzes.rules.scoring import SKIP

# An answer as it is kept: option ids of a check, a number or SKIP on a scale.
Answered = list[str] | int | str


class NotAnAnswer(ValueError):
    """The question is not on this sheet, or does not take this answer. The message repeats neither."""


def check_answer(definition: Mapping[str, Any], question: str, values: Sequence[str]) -> list[str]:
    """The chosen option ids in the order of the page; an empty list takes an answer back."""
    asked = next((q for q in definition["questions"] if q["id"] == question), None)
    if asked is None:
        raise NotAnAnswer("There is no such question in this check.")
    options = [option["id"] for option in asked["options"]]
    if not set(values) <= set(options) or (asked["kind"] == "one" and len(values) > 1):
        raise NotAnAnswer("This question does not take that answer.")
    return [option for option in options if option in values]


def scale_answer(definition: Mapping[str, Any], question: str, values: Sequence[str]) -> int | str:
    """A whole number of the scale, or SKIP."""
    if question not in item_ids(definition):
        raise NotAnAnswer("There is no such statement on this sheet.")
    if len(values) != 1:
        raise NotAnAnswer("A statement takes one answer.")
    if values[0] == SKIP:
        return SKIP
    points = {str(point): point for point in range(definition["min"], definition["max"] + 1)}
    if values[0] not in points:
        raise NotAnAnswer("This statement does not take that answer.")
    return points[values[0]]


def item_ids(definition: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(item["id"] for item in definition["items"])
