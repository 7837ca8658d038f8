"""Courses, modules and lessons, with their checks and the parts of a page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from library.grammar.trees.base import Tree
from library.grammar.trees.exercises import ExerciseTree

Strength = Literal["well supported", "mixed", "early", "clinical experience"]
Fork = Literal["none", "now-or-then"]
SlotKind = Literal["check", "exercise", "questionnaire"]


class OptionTree(Tree):
    id: str
    text_html: str
    feedback_html: str
    is_right: bool


class QuestionTree(Tree):
    id: str
    text_html: str
    kind: Literal["one", "several"]
    options: tuple[OptionTree, ...]


class CheckTree(Tree):
    """Questions about what was read; every option carries its feedback."""

    id: str
    title: str
    questions: tuple[QuestionTree, ...]


class HtmlPart(Tree):
    """Sanitised HTML, complete in itself."""

    kind: Literal["html"]
    html: str


class SlotPart(Tree):
    """A place where the page puts a live piece; ``anchor`` is the HTML id it must carry."""

    kind: SlotKind
    key: str
    anchor: str


Part = Annotated[HtmlPart | SlotPart, Field(discriminator="kind")]


class Heading(Tree):
    """One line of the in-page contents; ``id`` is the HTML id it leads to."""

    id: str
    level: int
    text: str


class FootnoteTree(Tree):
    """A claim's source; ``number`` is its place in the sources list."""

    number: int
    label: str
    source: str
    strength: Strength
    words: str


class LessonTree(Tree):
    """One lesson. Identity is ``id``; ``path`` is only for messages and is not in the digest."""

    id: str
    title: str
    purpose: str
    minutes: int
    mentions: str
    needs: tuple[str, ...]
    fork: Fork
    sources: tuple[str, ...]
    reviewed_by: str
    reviewed_on: date | None
    revision: int
    required: bool
    clinician_note: str
    parts: tuple[Part, ...]
    outline: tuple[Heading, ...]
    checks: tuple[CheckTree, ...]
    exercises: tuple[ExerciseTree, ...]
    questionnaires: tuple[str, ...]
    terms: tuple[str, ...]
    footnotes: tuple[FootnoteTree, ...]
    links: tuple[str, ...]
    figures: tuple[str, ...]
    words: int
    digest: str
    path: str


class ModuleTree(Tree):
    id: str
    title: str
    purpose: str
    lessons: tuple[LessonTree, ...]


class CourseTree(Tree):
    id: str
    title: str
    summary: str
    for_whom: tuple[str, ...]
    not_for: tuple[str, ...]
    cannot: str
    order: int
    modules: tuple[ModuleTree, ...]


class PathTree(Tree):
    """A way through lessons of several courses; `lessons` are their ids, in the order of the way."""

    id: str
    title: str
    summary: str
    for_whom: tuple[str, ...]
    not_for: tuple[str, ...]
    cannot: str
    order: int
    lessons: tuple[str, ...]
