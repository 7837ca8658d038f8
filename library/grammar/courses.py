"""Courses, modules and lessons from their folders; the order is that of the names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel

from library.grammar.files import SourceFile, Tree
from library.grammar.lessons import Workshop, read_lesson
from library.grammar.reading import judge_words
from library.grammar.report import Place, Report
from library.grammar.sheets import CourseSheet, ModuleSheet, claim_id, fill
from library.grammar.trees import CourseTree, LessonTree, ModuleTree
from library.grammar.yaml_text import load_sheet

Model = TypeVar("Model", bound=BaseModel)
COURSE_FILE, MODULE_FILE = "course.yaml", "module.yaml"


def read_courses(tree: Tree, report: Report, workshop: Workshop) -> tuple[CourseTree, ...]:
    """Every course in its order; what cannot be read is reported and left out."""
    sources = tree.below("courses")
    found = [
        _course(name, [s for s in sources if s.parts[1] == name], report, workshop)
        for name in _folders(sources, 1)
    ]
    courses = [course for course in found if course is not None]
    return tuple(sorted(courses, key=lambda course: course.order))


def _folders(sources: Sequence[SourceFile], depth: int) -> list[str]:
    """The names at this depth, in the order in which they were read."""
    return list(dict.fromkeys(source.parts[depth] for source in sources))


def _sheet(
    sources: Sequence[SourceFile],
    depth: int,
    name: str,
    kind: str,
    model: type[Model],
    report: Report,
    workshop: Workshop,
) -> Model | None:
    """The folder's own sheet; its id is claimed even if something else in it is wrong."""
    source = next((s for s in sources if len(s.parts) == depth + 1 and s.parts[depth] == name), None)
    if source is None:
        folder = sources[0].path.rsplit("/", len(sources[0].parts) - depth)[0]
        Place(report, folder).error(1, f"This folder has no {name}.", f"Add one; it gives the {kind} its id.")
        return None
    place = Place(report, source.path)
    sheet = load_sheet(source.text, place)
    claim_id(sheet, source.text, workshop.names.claimer(kind, place))
    return fill(model, sheet, place) if sheet is not None else None


def _course(
    folder: str, sources: Sequence[SourceFile], report: Report, workshop: Workshop
) -> CourseTree | None:
    if len(sources[0].parts) == 2:
        _misplaced(sources[0], report)
        return None
    sheet = _sheet(sources, 2, COURSE_FILE, "course", CourseSheet, report, workshop)
    inside = [source for source in sources if len(source.parts) > 3]
    for source in sources:
        if len(source.parts) == 3 and source.parts[2] != COURSE_FILE:
            _misplaced(source, report)
    found = [
        _module([s for s in inside if s.parts[2] == name], report, workshop) for name in _folders(inside, 2)
    ]
    modules = tuple(module for module in found if module is not None)
    if not inside:
        Place(report, sources[0].path).error(
            1, "This course has no module.", "Add a folder with module.yaml."
        )
    return CourseTree(**sheet.model_dump(), modules=modules) if sheet else None


def _module(sources: Sequence[SourceFile], report: Report, workshop: Workshop) -> ModuleTree | None:
    sheet = _sheet(sources, 3, MODULE_FILE, "module", ModuleSheet, report, workshop)
    lessons: list[LessonTree] = []
    count = 0
    for source in sources:
        if len(source.parts) == 4 and source.parts[3].endswith(".md"):
            count += 1
            lesson = read_lesson(source, Place(report, source.path), workshop)
            lessons += [lesson] if lesson else []
        elif source.parts[3:] != (MODULE_FILE,):
            _misplaced(source, report)
    if not count:
        Place(report, sources[0].path).error(1, "This module has no lesson.", "Add one as a .md file.")
    return ModuleTree(**sheet.model_dump(), lessons=tuple(lessons)) if sheet else None


def _misplaced(source: SourceFile, report: Report) -> None:
    Place(report, source.path).error(
        1,
        "This file has no place here.",
        "Lessons are courses/<course>/<module>/<lesson>.md, with course.yaml and module.yaml beside.",
    )


def judge_sheet_words(tree: Tree, report: Report) -> None:
    """Banned wording in the sheets; lessons judge their own, and the titles in references are other people's."""
    for source in tree.sources:
        if source.path.endswith(".yaml") and source.parts != ("references.yaml",):
            judge_words(source.text, Place(report, source.path))
