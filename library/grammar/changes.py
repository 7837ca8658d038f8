"""Reads changed.yaml: what was changed in a lesson because readers said that it made things worse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from library.grammar import limits
from library.grammar.files import SourceFile
from library.grammar.names import Names
from library.grammar.report import Place, Report, shown
from library.grammar.sheets import Id, Words, entries
from library.grammar.trees import ChangeTree, CourseTree, Tree

FILE = "changed.yaml"


def _as_short(text: str) -> str:
    if len(text) > limits.MAX_CHANGE_CHARACTERS:
        raise PydanticCustomError("long_change", "it is too long for one change")
    return text


class ChangeSheet(Tree):
    """`revision` is the one that carries the change; 0 says that the lesson was taken out."""

    lesson: Id
    revision: int = Field(ge=0)
    changed_on: date
    what: Annotated[Words, AfterValidator(_as_short)]


def read_changes(
    source: SourceFile | None, report: Report, names: Names, courses: Sequence[CourseTree], today: date
) -> tuple[ChangeTree, ...]:
    """Newest first; without the file there are none."""
    if source is None:
        return ()
    place = Place(report, source.path)
    revisions = {
        lesson.id: lesson.revision
        for course in courses
        for module in course.modules
        for lesson in module.lessons
    }
    changes = []
    for line, entry in entries(source, place, ChangeSheet):
        if entry is not None:
            names.claim("change", f"{entry.lesson}-{entry.revision}", place, line)
            _judge_change(line, entry, revisions, names.known("lesson"), place, today)
            changes.append(ChangeTree(**entry.model_dump()))
    return tuple(sorted(changes, key=lambda change: (-change.changed_on.toordinal(), change.lesson)))


def _judge_change(
    line: int,
    entry: ChangeSheet,
    revisions: dict[str, int],
    known: Collection[str],
    place: Place,
    today: date,
) -> None:
    if entry.changed_on > today:
        place.error(line, "This was changed on a day that has not come yet.", "Mend `changed_on`.")
    present = revisions.get(entry.lesson)
    if present is None:
        if entry.revision and entry.lesson not in known:
            place.error(
                line,
                f"There is no lesson with the id {shown(entry.lesson)}.",
                "Mend the id, or write `revision: 0` if the lesson was taken out.",
            )
    elif not 2 <= entry.revision <= present:
        place.error(
            line,
            f"The lesson {shown(entry.lesson)} is at revision {present}, so no change of a reader's report can be"
            f" in revision {entry.revision}.",
            "Raise the `revision` of the lesson by one, and write that number here.",
        )
