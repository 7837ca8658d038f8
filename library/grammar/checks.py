"""Reads a ``/// check`` block: questions, options, and feedback on every option."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from string import ascii_lowercase

from library.grammar import limits
from library.grammar.desk import Desk
from library.grammar.fences import Line, Segment
from library.grammar.items import at_bars, joined, split_name
from library.grammar.press import Presses
from library.grammar.report import Place, shown
from library.grammar.sheets import ID
from library.grammar.trees import CheckTree, OptionTree, QuestionTree

OPTION = re.compile(r"[-*+][ \t]+\[([ xX])\][ \t]*(.*)")
TITLE = "Check your understanding"


@dataclass(frozen=True)
class _Option:
    line: int
    id: str
    text: str
    feedback: str
    is_right: bool


@dataclass
class _Question:
    line: int
    id: str
    text: str
    options: list[_Option] = field(default_factory=list)


def read_check(segment: Segment, check_id: str, desk: Desk, presses: Presses) -> CheckTree:
    """The check of a block; what is missing in it is reported and left out."""
    questions: list[_Question] = []
    for line in joined(segment.lines):
        _take(line, questions, desk.place)
    if not questions:
        desk.place.error(
            segment.line,
            "This check has no question.",
            "Begin a question with `? ` and list its options below.",
        )
    _judge_names([(q.line, q.id) for q in questions], "question", desk.place)
    for question in questions:
        _judge(question, desk.place)
    trees = tuple(_question_tree(question, desk, presses) for question in questions)
    return CheckTree(id=check_id, title=TITLE, questions=trees)


def _take(line: Line, questions: list[_Question], place: Place) -> None:
    option = OPTION.fullmatch(line.text.strip())
    if line.text.startswith("?"):
        text, name = split_name(line.text[1:].strip())
        questions.append(_Question(line.number, name or f"q{len(questions) + 1}", text))
    elif option is not None and questions:
        questions[-1].options.append(_option(line, option, len(questions[-1].options)))
    else:
        place.error(
            line.number,
            f"In a check, this is neither a question nor an option: {shown(line.text.strip())}.",
            "Write `? question`, then options as `- [ ] words | feedback` or `- [x] words | feedback`.",
        )


def _option(line: Line, found: re.Match[str], count: int) -> _Option:
    words, *feedback = at_bars(found[2])
    text, name = split_name(words)
    default = ascii_lowercase[count] if count < len(ascii_lowercase) else f"o{count + 1}"
    return _Option(line.number, name or default, text, " | ".join(feedback), found[1] != " ")


def _judge_names(names: list[tuple[int, str]], what: str, place: Place) -> None:
    seen: set[str] = set()
    for line, name in names:
        if not ID.fullmatch(name) or len(name) > limits.MAX_ID_CHARACTERS:
            place.error(
                line,
                f"{shown(name)} cannot name {'an' if what == 'option' else 'a'} {what}.",
                "Use small letters, digits and single hyphens.",
            )
        if name in seen:
            place.error(line, f"The {what} name {shown(name)} stands twice.", "Give each its own name.")
        seen.add(name)


def _judge(question: _Question, place: Place) -> None:
    if not question.text:
        place.error(question.line, "This question has no words.", "Write it after the question mark.")
    if len(question.options) < limits.OPTIONS_LEAST:
        place.error(
            question.line,
            f"This question has fewer than {limits.OPTIONS_LEAST} options.",
            "Add options as `- [ ] words | feedback`.",
        )
    if not any(option.is_right for option in question.options):
        place.error(question.line, "No option of this question is right.", "Mark at least one with `[x]`.")
    _judge_names([(o.line, o.id) for o in question.options], "option", place)
    for option in question.options:
        if not option.text:
            place.error(option.line, "This option has no words.", "Write them after the brackets.")
        if not option.feedback:
            place.error(
                option.line, "This option has no feedback.", "Write it after a bar: `- [ ] words | feedback`."
            )


def _question_tree(question: _Question, desk: Desk, presses: Presses) -> QuestionTree:
    right = sum(option.is_right for option in question.options)
    return QuestionTree(
        id=question.id,
        text_html=presses.phrase(question.text, desk),
        kind="several" if right > 1 else "one",
        options=tuple(
            OptionTree(
                id=option.id,
                text_html=presses.phrase(option.text, desk),
                feedback_html=presses.phrase(option.feedback, desk),
                is_right=option.is_right,
            )
            for option in question.options
        ),
    )
