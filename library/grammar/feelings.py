"""Reads feelings.yaml: words for feelings in groups, each group at its place on two axes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from library.grammar import limits
from library.grammar.files import SourceFile
from library.grammar.names import Names
from library.grammar.report import Place, Report, shown
from library.grammar.sheets import Id, Title, Words, entries
from library.grammar.trees import Energy, FeelingGroupTree, Tone, Tree

FILE = "feelings.yaml"


def _as_feeling(text: str) -> str:
    if len(text) > limits.MAX_FEELING_CHARACTERS:
        raise PydanticCustomError("long_feeling", "a feeling is a word or a few")
    return text


Feeling = Annotated[Words, AfterValidator(_as_feeling)]


class FeelingGroupSheet(Tree):
    key: Id
    title: Title
    energy: Energy
    tone: Tone
    words: tuple[Feeling, ...] = Field(
        min_length=limits.FEELINGS_IN_GROUP_LEAST, max_length=limits.FEELINGS_IN_GROUP_MOST
    )


def read_feelings(source: SourceFile | None, report: Report, names: Names) -> tuple[FeelingGroupTree, ...]:
    """The groups in the author's order; without the file there are none."""
    if source is None:
        return ()
    place = Place(report, source.path)
    claim = names.claimer("feeling group", place)
    groups = []
    stands: dict[str, str] = {}
    for line, entry in entries(source, place, FeelingGroupSheet, claim):
        if entry is not None:
            _judge_words(line, entry, stands, place)
            groups.append(FeelingGroupTree(**entry.model_dump()))
    return tuple(groups)


def _judge_words(line: int, group: FeelingGroupSheet, stands: dict[str, str], place: Place) -> None:
    """A word stands once in the whole list: an answer keeps the word, not the group it was found in."""
    for word in group.words:
        first = stands.setdefault(word.casefold(), group.title)
        if first is not group.title:
            place.error(
                line,
                f"The word {shown(word)} stands in {shown(first)} already.",
                "Keep it in one of the two groups.",
            )
    if len({word.casefold() for word in group.words}) < len(group.words):
        place.error(line, f"The words of {shown(group.title)} repeat themselves.", "Keep each once.")
