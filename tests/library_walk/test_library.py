"""What is true of the library as a whole: the tools people were promised, and how lessons are made."""

from __future__ import annotations

from collections import Counter

import pytest

from courses.rules.contents import lessons_in
from library.grammar import LibraryTree
from library.grammar.trees import ExerciseTree, LessonTree
from tests.library_walk.shelf import LESSONS, MODULES

NAMED_TOOLS = [
    "trigger-log",
    "steady-kit",
    "traffic-lights",
    "plain-request",
    "day-agreement",
    "win-log",
    "setback-card",
    "parts-map",
    "letter-to-guard",
    "feelings-and-facts",
    "prediction-test",
    "five-minute-journal",
]
FEWEST_TERMS = 60
FEWEST_FIELD_TYPES = 8
QUESTIONS = 3
MOST_AT_ONE_PLACE = 0.6


@pytest.fixture
def lessons(tree: LibraryTree) -> list[LessonTree]:
    return [lesson for _course, _module, lesson in lessons_in(tree)]


@pytest.fixture
def exercises(lessons: list[LessonTree]) -> list[ExerciseTree]:
    return [exercise for lesson in lessons for exercise in lesson.exercises]


def test_the_walk_leaves_no_lesson_and_no_module_out(tree: LibraryTree, lessons: list[LessonTree]):
    assert Counter(LESSONS) == Counter(lesson.id for lesson in lessons)
    assert Counter(MODULES) == Counter(module.id for course in tree.courses for module in course.modules)


@pytest.mark.parametrize("tool", NAMED_TOOLS)
def test_a_tool_that_was_promised_is_there(tool: str, exercises: list[ExerciseTree]):
    assert tool in [exercise.id for exercise in exercises]


def test_exercises_are_of_many_kinds(exercises: list[ExerciseTree]):
    types = {field.type for exercise in exercises for field in exercise.fields}
    assert len(types) >= FEWEST_FIELD_TYPES
    assert {exercise.mode for exercise in exercises} == {"page", "log"}


def test_every_lesson_offers_something_to_try(lessons: list[LessonTree]):
    assert [lesson.id for lesson in lessons if not lesson.exercises] == []


def test_every_lesson_names_its_sources(lessons: list[LessonTree]):
    assert [lesson.id for lesson in lessons if not lesson.sources or not lesson.footnotes] == []


def test_every_lesson_says_to_clinicians_what_it_asks(lessons: list[LessonTree]):
    assert [lesson.id for lesson in lessons if not lesson.clinician_note] == []


def test_nobody_is_named_as_reviewer_who_has_not_reviewed(lessons: list[LessonTree]):
    """Until a clinician has read them, lessons say that none has."""
    assert [lesson.id for lesson in lessons if lesson.reviewed_by and not lesson.reviewed_on] == []


def test_every_lesson_has_one_check_of_three_questions(lessons: list[LessonTree]):
    sizes = {lesson.id: [len(check.questions) for check in lesson.checks] for lesson in lessons}
    assert {name: size for name, size in sizes.items() if size != [QUESTIONS]} == {}


def test_guessing_by_place_does_not_pay(lessons: list[LessonTree]):
    places = Counter(
        place
        for lesson in lessons
        for check in lesson.checks
        for question in check.questions
        if question.kind == "one"
        for place, option in enumerate(question.options)
        if option.is_right
    )
    assert max(places.values()) <= MOST_AT_ONE_PLACE * places.total()


def test_the_glossary_has_the_words_people_meet(tree: LibraryTree):
    assert len(tree.glossary) >= FEWEST_TERMS
