"""Results and answers as rows for a spreadsheet. What the columns mean: docs/interchange.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from library.grammar.trees import ItemTree, ScaleTree
from quizzes.rules.scoring import SKIP, Score

Row = tuple[str | int | float | bool | None, ...]

SCORES = (
    "result", "answered_at", "about", "scale", "scale_version", "text_hash", "subscale", "subscale_title", "score",
    "lowest", "highest", "n_answered", "n_items", "is_prorated", "scorer_version", "scored_at",
)  # fmt: skip
ANSWERS = (
    "result", "answered_at", "about", "scale", "scale_version", "text_hash", "number", "item", "text", "subscale",
    "is_reversed", "state", "answer", "answer_words",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What a row says of its sheet. Times say their zone themselves."""

    key: UUID
    answered_at: datetime
    about: str
    text_hash: str
    scorer_version: str
    scored_at: datetime


def score_rows(scale: ScaleTree, facts: Facts, scores: Mapping[str, Score]) -> Iterator[Row]:
    """One row for each subscale; without a score where it was not scored, which is not nought."""
    for part in scale.subscales:
        score = scores[part.key]
        yield (
            *_sheet(scale, facts),
            part.key,
            part.title,
            score.value,
            scale.min,
            scale.max,
            score.n_answered,
            score.n_items,
            score.is_prorated,
            facts.scorer_version,
            facts.scored_at.isoformat(timespec="seconds"),
        )


def answer_rows(scale: ScaleTree, facts: Facts, answers: Mapping[str, int | str]) -> Iterator[Row]:
    """One row for each statement, in the order of the sheet: `answered`, `skipped` or `open`. Answers as they were
    given: what is turned round for the score is not turned round here."""
    labels = {anchor.value: anchor.label for anchor in scale.anchors}
    for number, item in enumerate(scale.items, start=1):
        value = answers.get(item.id)
        given = value if isinstance(value, int) else None
        yield (
            *_sheet(scale, facts),
            number,
            item.id,
            item.text,
            _subscale_with(scale, item),
            item.id in scale.reverse,
            _state(value),
            given,
            labels.get(given, "") if given is not None else "",
        )


def _sheet(scale: ScaleTree, facts: Facts) -> Row:
    answered_at = facts.answered_at.isoformat(timespec="seconds")
    return str(facts.key), answered_at, facts.about, scale.id, scale.version, facts.text_hash


def _state(value: int | str | None) -> str:
    if value is None:
        return "open"
    return "skipped" if value == SKIP else "answered"


def _subscale_with(scale: ScaleTree, item: ItemTree) -> str:
    return next(part.key for part in scale.subscales if item.id in part.items)
