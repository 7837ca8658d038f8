"""Words for a scale whose words belong to others, as a site with permission brings them: one YAML file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from library.grammar.files import read_text
from library.grammar.report import Place, Report, shown
from library.grammar.scales import AnchorSheet, Fault, anchor_faults, anchor_trees
from library.grammar.sheets import Id, Optional, Title, Words, fill
from library.grammar.trees import Problem, ScaleTree, TextPackTree, Tree
from library.grammar.yaml_text import load_sheet


class TextPackSheet(Tree):
    """``version`` counts this site's wordings; ``key_version`` is the version of the key the words were put to."""

    scale: Id
    key_version: int = Field(ge=1, le=10_000)
    version: int = Field(ge=1, le=10_000)
    title: Title | None = None
    instructions: Optional
    anchors: tuple[AnchorSheet, ...] = Field(min_length=2)
    items: dict[Id, Words]


def read_text_pack(path: Path, scale: ScaleTree) -> tuple[TextPackTree | None, tuple[Problem, ...]]:
    """The words of a file, if they are all there and fit the key; every problem with its line."""
    report = Report()
    place = Place(report, path.name)
    text = read_text(path, place)
    sheet = load_sheet(text, place) if text is not None else None
    filled = fill(TextPackSheet, sheet, place) if sheet is not None else None
    if sheet is None or filled is None:
        return None, report.problems
    faults = list(_faults(filled, scale))
    for key, message, mend in faults:
        place.error(sheet.line((key,)), message, mend)
    return None if faults else _tree(filled), report.problems


def _faults(pack: TextPackSheet, scale: ScaleTree) -> Iterable[Fault]:
    if pack.scale != scale.id:
        yield (
            "scale",
            f"These words are for {shown(pack.scale)}, not for {shown(scale.id)}.",
            "Mend one of them.",
        )
        return
    if scale.is_publishable:
        yield "scale", f"The file of {shown(scale.id)} holds its words already.", "Nothing has to be added."
        return
    if pack.key_version != scale.version:
        yield (
            "key_version",
            f"The key of {shown(scale.id)} has version {scale.version}.",
            "Put the words to the items of that version, then write its number here.",
        )
    items = [item.id for item in scale.items]
    for name in sorted(set(pack.items) - set(items)):
        yield "items", f"There is no item {shown(name)} in this key.", "Use the ids of the scale's file."
    for name in items:
        if name not in pack.items:
            yield "items", f"The item {shown(name)} has no words.", "Write its text."
    yield from anchor_faults(pack.anchors, scale.min, scale.max)


def _tree(pack: TextPackSheet) -> TextPackTree:
    return TextPackTree(
        scale=pack.scale,
        key_version=pack.key_version,
        version=pack.version,
        title=pack.title or "",
        instructions=pack.instructions,
        anchors=anchor_trees(pack.anchors),
        texts=dict(pack.items),
    )
