"""Scores of an answer sheet: reverse first, then the mean of what was answered, or nothing.

A reverse-keyed answer x counts as min + max - x. The score of a subscale is the sum of what was answered, as it counts,
divided by how many were answered, in answer units. It is scored when at least `answered_at_least` of its items are
answered (0.8 of 18, 9, 6 and 3 items: 15, 8, 5 and 3); otherwise its value is None: never 0, never guessed. That mean,
with a fifth allowed to be missing, is how public scoring files of the ECR do it; keys and citations are in
content/scales. Checked against our own 36 sheets of six published keys (tests/quizzes/data).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from library.grammar.trees import ScaleTree

SCORER_VERSION = "1"
SKIP = "skip"
ROUNDING = 1e-9  # 0.8 * 15 must count as 12


class BadSheet(ValueError):
    """The sheet cannot be scored; the message names the item and never an answer."""


@dataclass(frozen=True)
class Key:
    """How a scale is scored: item ids of each subscale, which items are reversed, the range of an answer."""

    lowest: int
    highest: int
    subscales: Mapping[str, tuple[str, ...]]
    reverse: frozenset[str]
    answered_at_least: float = 0.8

    @cached_property
    def items(self) -> frozenset[str]:
        return frozenset(item for items in self.subscales.values() for item in items)


@dataclass(frozen=True)
class Score:
    """The mean of one subscale in answer units; None when too few items were answered."""

    value: float | None
    n_answered: int
    n_items: int
    is_prorated: bool


def key_of(scale: ScaleTree) -> Key:
    return Key(
        lowest=scale.min,
        highest=scale.max,
        subscales={subscale.key: subscale.items for subscale in scale.subscales},
        reverse=frozenset(scale.reverse),
        answered_at_least=scale.answered_at_least,
    )


def reversed_answer(key: Key, answer: int) -> int:
    return key.lowest + key.highest - answer


def score_sheet(key: Key, answers: Iterable[tuple[str, int | None]]) -> dict[str, Score]:
    """Score every subscale; None is an answer that was not given. Raises BadSheet for a sheet that cannot be."""
    counted = _counted(key, answers)
    return {name: _score(key, items, counted) for name, items in key.subscales.items()}


def text_hash(scale: ScaleTree) -> str:
    """A fingerprint of every word a person reads while answering."""
    words = [scale.instructions, [a.label for a in scale.anchors], [[i.id, i.text] for i in scale.items]]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def as_data(scores: Mapping[str, Score]) -> dict[str, Any]:
    return {name: asdict(score) for name, score in scores.items()}


def from_data(data: Mapping[str, Any]) -> dict[str, Score]:
    return {name: Score(**score) for name, score in data.items()}


def _counted(key: Key, answers: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    """Answers as they count, reverse-keyed ones turned round; what was not answered is absent."""
    known, seen, counted = key.items, set(), {}
    for item, answer in answers:
        if item not in known:
            raise BadSheet(f"There is no item “{item}” in this scale. Use the item ids of the scale file.")
        if item in seen:
            raise BadSheet(f"Item “{item}” is answered twice. Keep one answer for each item.")
        seen.add(item)
        if answer is not None:
            counted[item] = _within(key, item, answer)
    return counted


def _within(key: Key, item: str, answer: int) -> int:
    if type(answer) is not int or not key.lowest <= answer <= key.highest:
        raise BadSheet(
            f"The answer to item “{item}” is not a whole number from {key.lowest} to {key.highest}."
        )
    return reversed_answer(key, answer) if item in key.reverse else answer


def _score(key: Key, items: tuple[str, ...], counted: Mapping[str, int]) -> Score:
    given = [counted[item] for item in items if item in counted]
    n_answered, n_items = len(given), len(items)
    if not given or n_answered < key.answered_at_least * n_items - ROUNDING:
        return Score(None, n_answered, n_items, False)
    return Score(sum(given) / n_answered, n_answered, n_items, n_answered < n_items)
