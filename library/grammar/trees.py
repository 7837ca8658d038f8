"""The frozen trees a compiled library is made of, and the problems found on the way.

A stored tree is read back with ``LibraryTree.model_validate_json(text)``: strict models accept
JSON arrays and dates there, while ``model_validate`` expects tuples and ``date`` objects.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

Strength = Literal["well supported", "mixed", "early", "clinical experience"]
Fork = Literal["none", "now-or-then"]
FieldType = Literal[
    "short", "long", "choice", "choices", "slider", "feelings", "table", "date", "ladder", "sort"
]
SlotKind = Literal["check", "exercise", "questionnaire"]


class Tree(BaseModel):
    """A value that never changes once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Problem(Tree):
    """Something wrong at one place, said so that an author can mend it."""

    path: str
    line: int
    severity: Literal["error", "warning"]
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} {self.mend}".rstrip()


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


class FieldTree(Tree):
    """One typed field of an exercise; what a type does not use stays empty.

    ``choices`` are the options of a choice, and the things to sort of a ``sort``; ``columns`` are those of a table, and
    the two sides of a ``sort``.
    """

    type: FieldType
    key: str
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int | None = None
    min: int | None = None
    max: int | None = None
    low: str = ""
    high: str = ""
    required: bool = False


class ExerciseTree(Tree):
    """Something to try: ``page`` is one living page, ``log`` takes many entries.

    ``is_private_always`` means that what is written here can never be shared; ``settle`` puts a minute of settling
    and a body check around it; ``pocket`` names the panel of the pocket fold that it fills.
    """

    id: str
    title: str
    mode: Literal["page", "log"]
    lighter: str
    intro_html: str
    fields: tuple[FieldTree, ...]
    is_private_always: bool = False
    settle: bool = False
    pocket: Literal["", "kit", "signals", "sentence"] = ""


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


class ItemTree(Tree):
    """One statement of a scale; ``text`` is empty where the words are not ours to show."""

    id: str
    text: str = ""


class SubscaleTree(Tree):
    key: str
    title: str
    items: tuple[str, ...]


class AnchorTree(Tree):
    value: int
    label: str


class ReliabilityFigure(Tree):
    """A published figure for one subscale, with the source it was read in."""

    subscale: str
    alpha: FiniteFloat = Field(gt=0, lt=1)
    sd: FiniteFloat = Field(gt=0)
    n: int | None = Field(default=None, gt=0)
    source: str


class PermissionTree(Tree):
    """Who allowed the use of someone else's words, when and for what."""

    given_by: str
    given_on: date
    for_what: str


class LicenceTree(Tree):
    holder: str
    state: Literal["own", "permission_needed", "permitted"]
    citation: str
    permission: PermissionTree | None = None


class ScaleTree(Tree):
    """A questionnaire as data. ``reliability`` None means: only an assumed error band."""

    id: str
    version: int = Field(ge=1)
    title: str
    summary: str = ""
    instructions: str = ""
    min: int
    max: int
    anchors: tuple[AnchorTree, ...]
    items: tuple[ItemTree, ...]
    subscales: tuple[SubscaleTree, ...]
    reverse: tuple[str, ...] = ()
    answered_at_least: FiniteFloat = Field(default=0.8, gt=0, le=1)
    per_relationship: bool = False
    reliability: tuple[ReliabilityFigure, ...] | None = None
    licence: LicenceTree

    @property
    def is_publishable(self) -> bool:
        """Whether the words may be shown: ours, or used with a recorded permission."""
        return self.licence.state != "permission_needed"


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
    energy: Literal["high", "low"]
    tone: Literal["pleasant", "unpleasant"]
    words: tuple[str, ...]


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


class LibraryTree(Tree):
    courses: tuple[CourseTree, ...]
    scales: tuple[ScaleTree, ...]
    references: tuple[ReferenceTree, ...]
    glossary: tuple[TermTree, ...]
    support_lines: tuple[SupportLineTree, ...]
    digest: str
    feelings: tuple[FeelingGroupTree, ...] = ()


class Compilation(Tree):
    """What came of a content folder: a library, unless there was any error."""

    library: LibraryTree | None
    problems: tuple[Problem, ...]
