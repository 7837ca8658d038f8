"""What lessons lean on: references, terms, words for feelings, needs, support lines."""

from __future__ import annotations

from datetime import date
from typing import Literal

from library.grammar.trees.base import Tree

Energy = Literal["high", "low"]
HelpPage = Literal["safety", "now", "grounding"]
Tone = Literal["pleasant", "unpleasant"]


class ReferenceTree(Tree):
    key: str
    authors: str
    year: int
    title: str
    venue: str
    doi: str = ""
    url: str = ""


class TermTree(Tree):
    key: str
    term: str
    definition_html: str


class FeelingGroupTree(Tree):
    """Feeling words that lie close together: how much energy is in them, and how pleasant they are to have."""

    key: str
    title: str
    energy: Energy
    tone: Tone
    words: tuple[str, ...]


class NeedTree(Tree):
    """What somebody may need in a moment, and the exercises that may help; `title` ends "I need something …"."""

    key: str
    title: str
    hint: str
    exercises: tuple[str, ...]
    help: HelpPage | None = None  # what comes before the exercises


class StartAnswerTree(Tree):
    """An answer, the sentence it brings, and where that leads: course:<id>, lesson:<id>, help:<page> or tools."""

    key: str
    text: str
    then: str
    to: str


class StartQuestionTree(Tree):
    key: str
    text: str
    answers: tuple[StartAnswerTree, ...]


class ChangeTree(Tree):
    """What became of a lesson because readers said that it made things worse; revision 0: it was taken out."""

    lesson: str
    revision: int
    changed_on: date
    what: str


class SupportLineTree(Tree):
    """A support line; only a confirmed one may be shown with its number."""

    country: str
    service: str
    kind: Literal["emergency", "crisis", "abuse", "directory"]
    number: str
    hours: str
    channels: tuple[str, ...]
    source_url: str
    last_verified: date | None
    confirmed: bool
