"""Reads needs.yaml: what people reach for an exercise for, in the order of a hard moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from library.grammar.files import SourceFile
from library.grammar.names import Names
from library.grammar.report import Place, Report, shown
from library.grammar.sheets import Id, Title, Words, entries
from library.grammar.trees import CourseTree, HelpPage, NeedTree, Tree

FILE = "needs.yaml"


class NeedSheet(Tree):
    key: Id
    title: Title
    hint: Words
    exercises: tuple[Id, ...] = Field(min_length=1)
    help: HelpPage | None = None


@dataclass(frozen=True)
class _Home:
    """Where an exercise stands, for the author who forgot it."""

    title: str
    path: str


def read_needs(
    source: SourceFile | None, report: Report, names: Names, courses: Sequence[CourseTree]
) -> tuple[NeedTree, ...]:
    """The needs in the author's order; without the file there are none."""
    if source is None:
        return ()
    place = Place(report, source.path)
    homes = dict(_homes(courses))
    needs = []
    for line, entry in entries(source, place, NeedSheet, names.claimer("need", place)):
        if entry is not None:
            _judge_exercises(line, entry.exercises, names.known("exercise") | homes.keys(), place)
            needs.append(NeedTree(**entry.model_dump()))
    _judge_forgotten(needs, homes, place)
    return tuple(needs)


def _homes(courses: Sequence[CourseTree]) -> Iterator[tuple[str, _Home]]:
    for course in courses:
        for module in course.modules:
            for lesson in module.lessons:
                for exercise in lesson.exercises:
                    yield exercise.id, _Home(exercise.title, lesson.path)


def _judge_exercises(line: int, wanted: Sequence[str], known: Collection[str], place: Place) -> None:
    for name in dict.fromkeys(wanted):
        if name not in known:
            place.error(
                line, f"There is no exercise with the id {shown(name)}.", "Mend the id, or take it out."
            )
        if wanted.count(name) > 1:
            place.error(line, f"The exercise {shown(name)} stands here twice.", "Keep one of the two.")


def _judge_forgotten(needs: Sequence[NeedTree], homes: Mapping[str, _Home], place: Place) -> None:
    """An exercise that nobody finds by a need is found only by those who remember its lesson."""
    named = {name for need in needs for name in need.exercises}
    for name, home in homes.items():
        if name not in named:
            place.warning(
                1,
                f"The exercise {shown(name)} ({home.title}, in {home.path}) stands under no need.",
                "Add its id to the need it helps with.",
            )
