"""Paths: ways through lessons of several courses, one file each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from library.grammar.files import SourceFile, Tree
from library.grammar.names import Names
from library.grammar.report import Place, Report, shown
from library.grammar.sheets import PathSheet, claim_id, fill
from library.grammar.trees import CourseTree, LessonTree, PathTree
from library.grammar.yaml_text import Sheet, load_sheet


def read_paths(
    tree: Tree, report: Report, names: Names, courses: Sequence[CourseTree]
) -> tuple[PathTree, ...]:
    """Every path in its order; what cannot be read is reported and left out."""
    lessons = {
        lesson.id: lesson for course in courses for module in course.modules for lesson in module.lessons
    }
    found = [_path(source, report, names, lessons) for source in tree.below("paths")]
    return tuple(sorted((path for path in found if path is not None), key=lambda path: path.order))


def _path(
    source: SourceFile, report: Report, names: Names, lessons: Mapping[str, LessonTree]
) -> PathTree | None:
    place = Place(report, source.path)
    if len(source.parts) != 2 or not source.path.endswith(".yaml"):
        place.error(1, "This file has no place here.", "Paths are paths/<path>.yaml.")
        return None
    sheet = load_sheet(source.text, place)
    # A path is joined as a course is, so that the two share their ids.
    claim_id(sheet, source.text, names.claimer("course", place))
    filled = fill(PathSheet, sheet, place) if sheet is not None else None
    if sheet is None or filled is None:
        return None
    _judge_lessons(filled.lessons, sheet, place, names, lessons)
    return PathTree(**filled.model_dump())


def _judge_lessons(
    wanted: Sequence[str], sheet: Sheet, place: Place, names: Names, lessons: Mapping[str, LessonTree]
) -> None:
    seen: set[str] = set()
    for index, name in enumerate(wanted):
        line = sheet.line(("lessons", index))
        if name in seen:
            place.error(line, f"The lesson {shown(name)} stands here twice.", "Keep one of the two.")
            continue
        seen.add(name)
        names.point("lesson", {name: line}, place)
        if name in lessons and not lessons[name].required:
            place.error(
                line,
                f"The lesson {shown(name)} may be left out of its course.",
                "Every lesson of a path counts: choose another, or make it `required: true`.",
            )
