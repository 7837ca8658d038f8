"""Questionnaires as data, with where their words come from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, FiniteFloat

from library.grammar.trees.base import Tree


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
