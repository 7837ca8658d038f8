"""Questionnaires as data: ``scales/*.yaml`` read, and checked for sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from pydantic import Field, FiniteFloat

from library.grammar.report import Place, shown
from library.grammar.sheets import Id, Optional, Title, Words, fill
from library.grammar.trees import (
    AnchorTree,
    ItemTree,
    LicenceTree,
    PermissionTree,
    ReliabilityFigure,
    ScaleTree,
    SubscaleTree,
    Tree,
)
from library.grammar.yaml_text import Sheet


class ItemSheet(Tree):
    id: Id
    text: Optional = ""


class SubscaleSheet(Tree):
    key: Id
    title: Title
    items: tuple[Id, ...] = Field(min_length=1)


class AnchorSheet(Tree):
    value: int
    label: Words


class FigureSheet(Tree):
    subscale: Id
    alpha: FiniteFloat = Field(gt=0, lt=1)
    sd: FiniteFloat | None = Field(default=None, gt=0)
    measured_on: tuple[int, int] | None = None
    n: int | None = Field(default=None, gt=0)
    source: Words


class PermissionSheet(Tree):
    given_by: Words
    given_on: date
    for_what: Words
    given_to: Optional = ""
    until: date | None = None
    document: Optional = ""
    words_may_leave: bool = False


class LicenceSheet(Tree):
    holder: Words
    state: Literal["own", "permission_needed", "permitted"]
    citation: Words
    permission: PermissionSheet | None = None


class ScaleSheet(Tree):
    id: Id
    version: int = Field(ge=1, le=10_000)
    title: Title
    summary: Optional = ""
    instructions: Optional = ""
    min: int = Field(ge=-100, le=100)
    max: int = Field(ge=-100, le=100)
    anchors: tuple[AnchorSheet, ...]
    items: tuple[ItemSheet, ...] = Field(min_length=1, max_length=200)
    subscales: tuple[SubscaleSheet, ...] = Field(min_length=1)
    reverse: tuple[Id, ...] = ()
    answered_at_least: FiniteFloat = Field(default=0.8, gt=0, le=1)
    per_relationship: bool = False
    reliability: tuple[FigureSheet, ...] | None
    licence: LicenceSheet


def read_scale(sheet: Sheet, place: Place) -> ScaleTree | None:
    """The scale of a file, if it has no fault."""
    filled = fill(ScaleSheet, sheet, place)
    if filled is None:
        return None
    faults = [*_range_faults(filled), *_item_faults(filled), *_licence_faults(filled)]
    for key, message, mend in faults:
        place.error(sheet.line((key,)), message, mend)
    return None if faults else _tree(filled)


Fault = tuple[str, str, str]


def _range_faults(scale: ScaleSheet) -> Iterable[Fault]:
    if scale.min >= scale.max:
        yield "max", "The highest answer is not above the lowest.", "Mend `min` and `max`."
        return
    if scale.anchors or scale.licence.state != "permission_needed":
        yield from anchor_faults(scale.anchors, scale.min, scale.max)


def anchor_faults(anchors: Sequence[AnchorSheet], lowest: int, highest: int) -> Iterable[Fault]:
    """Labels that belong to no answer, doubles, and ends without one."""
    labelled = [anchor.value for anchor in anchors]
    for value in labelled:
        if not lowest <= value <= highest:
            yield (
                "anchors",
                f"The label {value} belongs to no answer.",
                f"Label answers from {lowest} to {highest}.",
            )
    for double in _doubles([str(value) for value in labelled]):
        yield "anchors", f"The answer {double} has two labels.", "Keep one."
    for end in (lowest, highest):
        if end not in labelled:
            yield "anchors", f"The answer {end} has no label.", "Label at least both ends."


def anchor_trees(anchors: Sequence[AnchorSheet]) -> tuple[AnchorTree, ...]:
    """From the lowest answer to the highest."""
    rising = sorted(anchors, key=lambda anchor: anchor.value)
    return tuple(AnchorTree(value=anchor.value, label=anchor.label) for anchor in rising)


def _doubles(words: Sequence[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def _item_faults(scale: ScaleSheet) -> Iterable[Fault]:
    items = [item.id for item in scale.items]
    keyed = [item for subscale in scale.subscales for item in subscale.items]
    for key, names in _name_lists(scale):
        for name in _doubles(names):
            yield key, f"{shown(name)} stands here twice.", "Keep each once."
    for key, names in (("subscales", keyed), ("reverse", scale.reverse)):
        for name in sorted(set(names) - set(items)):
            yield key, f"There is no item {shown(name)}.", "Name an item of this file."
    for name in sorted(set(items) - set(keyed)):
        yield "subscales", f"The item {shown(name)} belongs to no subscale.", "Add it to one, or remove it."
    yield from _figure_faults(scale)


def _figure_faults(scale: ScaleSheet) -> Iterable[Fault]:
    subscales = {subscale.key for subscale in scale.subscales}
    for figure in scale.reliability or ():
        if figure.subscale not in subscales:
            yield "reliability", f"There is no subscale {shown(figure.subscale)}.", "Name one of this file."
        if figure.measured_on and figure.measured_on[0] >= figure.measured_on[1]:
            yield "reliability", "The figures were measured on no range.", "Write `measured_on: [1, 5]`."
    for double in _doubles([figure.subscale for figure in scale.reliability or ()]):
        yield "reliability", f"{shown(double)} has figures twice.", "Keep those that fit this scale best."


def _name_lists(scale: ScaleSheet) -> Iterable[tuple[str, Sequence[str]]]:
    """The lists in which a name may stand only once."""
    yield "items", [item.id for item in scale.items]
    yield "subscales", [subscale.key for subscale in scale.subscales]
    yield "reverse", scale.reverse
    for subscale in scale.subscales:
        yield "subscales", subscale.items


def _licence_faults(scale: ScaleSheet) -> Iterable[Fault]:
    worded = [item.id for item in scale.items if item.text]
    licence = scale.licence
    if licence.state == "permission_needed" and worded:
        yield (
            "items",
            "These words belong to somebody else and there is no permission.",
            "Remove the texts of the items, or record the permission under `licence`.",
        )
    if licence.state != "permission_needed" and len(worded) < len(scale.items):
        yield "items", "An item has no words.", "Write its `text`."
    if (licence.state == "permitted") != (licence.permission is not None):
        yield (
            "licence",
            "The state and the permission of this licence do not fit together.",
            "With state `permitted`, and only then, say under `permission` who gave it, when and for what.",
        )


def _tree(scale: ScaleSheet) -> ScaleTree:
    permission = scale.licence.permission
    return ScaleTree(
        **scale.model_dump(include=PLAIN),
        anchors=anchor_trees(scale.anchors),
        items=tuple(ItemTree(id=item.id, text=item.text) for item in scale.items),
        subscales=tuple(SubscaleTree(**subscale.model_dump()) for subscale in scale.subscales),
        reliability=None
        if scale.reliability is None
        else tuple(ReliabilityFigure(**figure.model_dump()) for figure in scale.reliability),
        licence=LicenceTree(
            holder=scale.licence.holder,
            state=scale.licence.state,
            citation=scale.licence.citation,
            permission=PermissionTree(**permission.model_dump()) if permission else None,
        ),
    )


PLAIN = {
    "id", "version", "title", "summary", "instructions", "min", "max", "reverse", "answered_at_least",
    "per_relationship",
}  # fmt: skip
