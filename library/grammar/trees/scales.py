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
    """A published figure for one subscale, with the source it was read in.

    ``sd`` None means that the source names no spread; ``measured_on`` is the range of answers it was measured on,
    None for the scale's own.
    """

    subscale: str
    alpha: FiniteFloat = Field(gt=0, lt=1)
    sd: FiniteFloat | None = Field(default=None, gt=0)
    measured_on: tuple[int, int] | None = None
    n: int | None = Field(default=None, gt=0)
    source: str

    def spread(self, lowest: int, highest: int) -> float | None:
        """The SD in units of answers from ``lowest`` to ``highest``; None if the source names none.

        One measured on another range is stretched to this one, as a straight line.
        """
        if self.sd is None:
            return None
        low, high = self.measured_on or (lowest, highest)
        return self.sd * (highest - lowest) / (high - low)


class PermissionTree(Tree):
    """Who allowed whom to use someone else's words, when, for what, and until when (None: until further notice)."""

    given_by: str
    given_on: date
    for_what: str
    given_to: str = ""
    until: date | None = None
    document: str = ""
    words_may_leave: bool = False  # permission to show words is not permission to hand them out


class LicenceTree(Tree):
    holder: str
    state: Literal["own", "permission_needed", "permitted"]
    citation: str
    permission: PermissionTree | None = None


class TextPackTree(Tree):
    """The words of somebody else's scale, as a site with permission brings them: ``texts`` by item id.

    ``version`` counts the wordings of this site, ``key_version`` names the version of the key they fit.
    """

    scale: str
    key_version: int = Field(ge=1)
    version: int = Field(ge=1)
    title: str = ""
    instructions: str
    anchors: tuple[AnchorTree, ...]
    texts: dict[str, str]


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

    @property
    def words_may_leave(self) -> bool:
        """Whether the words may stand in files that people take away."""
        permission = self.licence.permission
        return self.licence.state == "own" or (permission is not None and permission.words_may_leave)

    def worded(self, pack: TextPackTree, permission: PermissionTree, holder: str) -> ScaleTree:
        """This key with somebody's words, used with their permission. The version is the one of the words."""
        return self.model_copy(
            update={
                "version": pack.version,
                "title": pack.title or self.title,
                "instructions": pack.instructions,
                "anchors": pack.anchors,
                "items": tuple(ItemTree(id=item.id, text=pack.texts[item.id]) for item in self.items),
                "licence": LicenceTree(
                    holder=holder, state="permitted", citation=self.licence.citation, permission=permission
                ),
            }
        )
