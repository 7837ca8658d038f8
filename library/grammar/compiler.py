"""The whole content folder, compiled: every problem found, and a library if none is an error."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from library.grammar.changes import FILE as CHANGED
from library.grammar.changes import read_changes
from library.grammar.courses import judge_sheet_words, read_courses
from library.grammar.digests import digest_of
from library.grammar.files import Tree, read_tree
from library.grammar.lessons import Workshop
from library.grammar.names import Names
from library.grammar.needs import FILE as NEEDS
from library.grammar.needs import read_needs
from library.grammar.paths import read_paths
from library.grammar.press import Presses
from library.grammar.prose import exemption
from library.grammar.report import Place, Report
from library.grammar.shelves import read_shelves
from library.grammar.start import FILE as START
from library.grammar.start import read_start
from library.grammar.trees import Compilation, LibraryTree

FOLDERS = {"courses", "paths", "scales", "figures"}
SHELVES = {"references.yaml", "glossary.yaml", "support_lines.yaml", "feelings.yaml", NEEDS, START, CHANGED}
FILES = SHELVES | {"README.md", "STYLE.md"}


def compile_content(root: Path, *, today: date) -> Compilation:
    """Compile the folder; ``today`` matters only for what is stale. Raises nothing for bad content."""
    report = Report()
    library = _library(root, report, today)
    return Compilation(library=None if report.has_errors else library, problems=report.problems)


def _library(root: Path, report: Report, today: date) -> LibraryTree:
    tree = read_tree(root, report)
    _judge_top(root, tree, report)
    names, presses = Names(), Presses()
    shelves = read_shelves(tree, report, names, presses, today)
    workshop = Workshop(
        names=names,
        presses=presses,
        shelf=shelves.shelf,
        references={reference.key: reference for reference in shelves.references},
        exempt=exemption(list(shelves.shelf.terms.values())),
        today=today,
    )
    courses = read_courses(tree, report, workshop)
    paths = read_paths(tree, report, names, courses)
    needs = read_needs(tree.named(NEEDS), report, names, courses)
    start = read_start(tree.named(START), report, names)
    changes = read_changes(tree.named(CHANGED), report, names, courses, today)
    judge_sheet_words(tree, report)
    names.judge_pointers()
    library = LibraryTree(
        courses=courses,
        scales=shelves.scales,
        references=shelves.references,
        glossary=shelves.glossary,
        support_lines=shelves.support_lines,
        feelings=shelves.feelings,
        paths=paths,
        needs=needs,
        start=start,
        changes=changes,
        digest="",
    )
    return library.model_copy(update={"digest": digest_of(library)})


def _judge_top(root: Path, tree: Tree, report: Report) -> None:
    for source in tree.sources:
        known = FILES if len(source.parts) == 1 else FOLDERS
        if source.parts[0] not in known:
            Place(report, source.path).warning(
                1, "This file is not part of the library.", "Move it into one of the folders, or remove it."
            )
    if not tree.below("courses"):
        Place(report, root.name or "content").error(
            1, "There is no course here.", "An empty library would retire every lesson; check the folder."
        )
