"""What a knowledge check answers back: feedback for what was chosen. No score, nothing to pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from library.grammar.trees import CheckTree, OptionTree, QuestionTree


@dataclass(frozen=True)
class Remark:
    """What is said about one option: chosen, or right and left out (only where several are right)."""

    option: str
    text_html: str
    feedback_html: str
    is_right: bool
    is_chosen: bool


@dataclass(frozen=True)
class Marked:
    """One question, answered. `fits` when exactly the right options were chosen."""

    question: str
    fits: bool
    remarks: tuple[Remark, ...]


def mark(question: QuestionTree, chosen: Collection[str]) -> Marked:
    """Feedback for the chosen options; where several are right, also for those left out."""
    right = {option.id for option in question.options if option.is_right}
    remarks = tuple(
        _remark(option, chosen)
        for option in question.options
        if option.id in chosen or (question.kind == "several" and option.is_right)
    )
    return Marked(question.id, set(chosen) == right, remarks)


def open_questions(check: CheckTree, answers: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Ids of the questions nobody has answered yet, in the order of the page."""
    return tuple(question.id for question in check.questions if not answers.get(question.id))


def _remark(option: OptionTree, chosen: Collection[str]) -> Remark:
    return Remark(option.id, option.text_html, option.feedback_html, option.is_right, option.id in chosen)
