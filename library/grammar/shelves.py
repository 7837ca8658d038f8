"""Reads what lessons lean on: references, glossary, words for feelings, support lines and scales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from library.grammar import feelings, limits
from library.grammar.density import is_bearable
from library.grammar.desk import Desk, Shelf
from library.grammar.files import Tree
from library.grammar.names import Names
from library.grammar.press import Presses
from library.grammar.report import Place, Report, shown
from library.grammar.scales import read_scale
from library.grammar.sheets import ReferenceSheet, SupportLineSheet, TermSheet, claim_id, entries
from library.grammar.trees import FeelingGroupTree, ReferenceTree, ScaleTree, SupportLineTree, TermTree
from library.grammar.yaml_text import load_sheet


@dataclass(frozen=True)
class Shelves:
    references: tuple[ReferenceTree, ...]
    glossary: tuple[TermTree, ...]
    support_lines: tuple[SupportLineTree, ...]
    scales: tuple[ScaleTree, ...]
    feelings: tuple[FeelingGroupTree, ...]
    shelf: Shelf


def read_shelves(tree: Tree, report: Report, names: Names, presses: Presses, today: date) -> Shelves:
    """Everything that is not a course; faulty entries are reported and still count as known."""
    references = _references(tree, report, names)
    scales, scale_ids = _scales(tree, report, names)
    groups = feelings.read_feelings(tree.named(feelings.FILE), report, names)
    shelf, glossary = _glossary(tree, report, names, presses)
    return Shelves(
        references=references,
        glossary=glossary,
        support_lines=_support_lines(tree, report, today),
        scales=scales,
        feelings=groups,
        shelf=Shelf(
            terms=shelf.terms,
            references=names.known("source"),
            scales=scale_ids,
            figures=frozenset(tree.figures),
            has_feelings=bool(groups) or bool(names.known("feeling group")),
        ),
    )


def _references(tree: Tree, report: Report, names: Names) -> tuple[ReferenceTree, ...]:
    source = tree.named("references.yaml")
    if source is None:
        return ()
    place = Place(report, source.path)
    found = entries(source, place, ReferenceSheet, names.claimer("source", place))
    trees = [ReferenceTree(**entry.model_dump()) for _, entry in found if entry is not None]
    return tuple(sorted(trees, key=lambda reference: reference.key))


def _glossary(
    tree: Tree, report: Report, names: Names, presses: Presses
) -> tuple[Shelf, tuple[TermTree, ...]]:
    source = tree.named("glossary.yaml")
    if source is None:
        return Shelf(), ()
    place = Place(report, source.path)
    found = list(entries(source, place, TermSheet, names.claimer("term", place)))
    terms = {entry.key: entry.term for _, entry in found if entry is not None}
    shelf = Shelf(terms={key: terms.get(key, key) for key in sorted(names.known("term"))})
    trees = []
    for line, entry in found:
        if entry is not None and is_bearable([entry.definition], place, first_line=line):
            desk = Desk(place, shelf, lines=(), first_line=line)
            html = presses.phrase(entry.definition, desk)
            trees.append(TermTree(key=entry.key, term=entry.term, definition_html=html))
            names.point("lesson", desk.lessons, place)
    return shelf, tuple(sorted(trees, key=lambda term: (term.term.lower(), term.key)))


def _support_lines(tree: Tree, report: Report, today: date) -> tuple[SupportLineTree, ...]:
    source = tree.named("support_lines.yaml")
    if source is None:
        return ()
    place = Place(report, source.path)
    trees = []
    for line, entry in entries(source, place, SupportLineSheet):
        if entry is not None:
            _judge_line(line, entry, place, today)
            trees.append(SupportLineTree.model_validate(entry.model_dump()))
    return tuple(trees)


def _judge_line(line: int, entry: SupportLineSheet, place: Place, today: date) -> None:
    if not entry.confirmed:
        return
    if entry.last_verified is None or not entry.source_url:
        place.error(
            line,
            f"{shown(entry.service)} is confirmed without saying where and when.",
            "Fill `source_url` and `last_verified`, or write `confirmed: false`.",
        )
    elif entry.last_verified > today:
        place.error(line, "This was verified on a day that has not come yet.", "Mend `last_verified`.")
    elif (today - entry.last_verified).days > limits.SUPPORT_LINE_STALE_AFTER:
        place.warning(
            line,
            f"{shown(entry.service)} was last verified more than {limits.SUPPORT_LINE_STALE_AFTER} days ago.",
            "Look at its own page again and change `last_verified`.",
        )


def _scales(tree: Tree, report: Report, names: Names) -> tuple[tuple[ScaleTree, ...], frozenset[str]]:
    scales = []
    for source in tree.below("scales"):
        place = Place(report, source.path)
        if len(source.parts) != 2 or not source.path.endswith(".yaml"):
            place.error(1, "This file has no place among the scales.", "Put scales into scales/<name>.yaml.")
            continue
        sheet = load_sheet(source.text, place)
        claim_id(sheet, source.text, names.claimer("scale", place))
        scale = read_scale(sheet, place) if sheet is not None else None
        if scale is not None:
            scales.append(scale)
    return tuple(sorted(scales, key=lambda scale: scale.id)), names.known("scale")
