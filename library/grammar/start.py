"""Reads start.yaml: plain questions for somebody who does not know where to begin, and where answers lead."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from library.grammar.files import SourceFile
from library.grammar.names import Names
from library.grammar.report import Place, Report, shown
from library.grammar.sheets import Id, Words, entries
from library.grammar.trees import StartAnswerTree, StartQuestionTree, Tree

FILE = "start.yaml"
TARGET = re.compile(r"(?:course|lesson):[a-z0-9-]+|help:(?:safety|now|grounding)|tools")


def _as_target(text: str) -> str:
    if not TARGET.fullmatch(text):
        raise PydanticCustomError("target", "it leads nowhere we know")
    return text


class AnswerSheet(Tree):
    key: Id
    text: Words
    then: Words
    to: Annotated[str, AfterValidator(_as_target)]


class QuestionSheet(Tree):
    key: Id
    text: Words
    answers: tuple[AnswerSheet, ...] = Field(min_length=2, max_length=6)


def read_start(source: SourceFile | None, report: Report, names: Names) -> tuple[StartQuestionTree, ...]:
    """The questions in the author's order; without the file there are none."""
    if source is None:
        return ()
    place = Place(report, source.path)
    questions = []
    for line, entry in entries(source, place, QuestionSheet, names.claimer("question", place)):
        if entry is not None:
            _judge_answers(line, entry, names, place)
            answers = tuple(StartAnswerTree(**answer.model_dump()) for answer in entry.answers)
            questions.append(StartQuestionTree(key=entry.key, text=entry.text, answers=answers))
    return tuple(questions)


def _judge_answers(line: int, question: QuestionSheet, names: Names, place: Place) -> None:
    keys = [answer.key for answer in question.answers]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            place.error(line, f"Two answers have the key {shown(key)}.", "Give one of them another key.")
    for answer in question.answers:
        kind, _, name = answer.to.partition(":")
        if kind in ("course", "lesson"):
            names.point(kind, {name: line}, place)
