"""A knowledge check as one person sees it now: questions, own answers, and what is said about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from library.grammar.trees import CheckTree, QuestionTree
from quizzes.rules import marking


@dataclass(frozen=True)
class OptionState:
    id: str
    text_html: str
    is_chosen: bool


@dataclass(frozen=True)
class QuestionState:
    """`sequence` is 0 before the first answer; `marked` is None until the check is handed in."""

    id: str
    text_html: str
    kind: str
    options: tuple[OptionState, ...]
    sequence: int
    marked: marking.Marked | None
    is_missing: bool


@dataclass(frozen=True)
class CheckState:
    """What a page needs to show a check; `attempt` is the key of the newest sitting, empty before the first."""

    key: str
    number: int
    title: str
    questions: tuple[QuestionState, ...]
    attempt: str = ""
    is_submitted: bool = False
    is_kept: bool = False  # somebody is signed in, so answers are saved

    @property
    def is_blank(self) -> bool:
        """As everybody meets it before the first answer: only the author's words."""
        return not self.attempt and not self.is_begun and not self.n_missing

    @property
    def n_open(self) -> int:
        return sum(not any(option.is_chosen for option in question.options) for question in self.questions)

    @property
    def n_missing(self) -> int:
        return sum(question.is_missing for question in self.questions)

    @property
    def is_begun(self) -> bool:
        return self.n_open < len(self.questions)


@dataclass(frozen=True)
class Sheet:
    """The answers of one sitting, or of somebody who is only looking."""

    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sequences: Mapping[str, int] = field(default_factory=dict)
    attempt: str = ""
    is_submitted: bool = False


def check_state(
    check: CheckTree,
    *,
    number: int,
    sheet: Sheet,
    is_kept: bool,
    missing: Collection[str] = (),
) -> CheckState:
    return CheckState(
        key=check.id,
        number=number,
        title=check.title,
        questions=tuple(_question(question, sheet, question.id in missing) for question in check.questions),
        attempt=sheet.attempt,
        is_submitted=sheet.is_submitted,
        is_kept=is_kept,
    )


def _question(question: QuestionTree, sheet: Sheet, is_missing: bool) -> QuestionState:
    chosen = sheet.answers.get(question.id) or ()
    return QuestionState(
        id=question.id,
        text_html=question.text_html,
        kind=question.kind,
        options=tuple(
            OptionState(option.id, option.text_html, option.id in chosen) for option in question.options
        ),
        sequence=sheet.sequences.get(question.id, 0),
        marked=marking.mark(question, chosen) if sheet.is_submitted else None,
        is_missing=is_missing,
    )
