"""The editors' report: figures of each lesson, paragraphs that return, beginnings that repeat."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.grammar import compile_content
from library.grammar.survey import Survey, survey
from tests.library.grammar.builders import LESSON_PATH, TODAY, lesson, write

ENDING = "\n\nThis has a source.[^1]\n\n[^1]: bowlby-1982 · mixed: one study.\n"
OTHER_PATH = LESSON_PATH.replace("01-phone", "02-other")
CUP = "The cup stood on the sill all winter, and nobody in the house asked whose it was."


def surveyed(root: Path, first: str, second: str) -> Survey:
    folder = write(
        root / "content",
        {LESSON_PATH: lesson(first + ENDING), OTHER_PATH: lesson(second + ENDING, id="other", minutes="5")},
    )
    library = compile_content(folder, today=TODAY).library
    assert library is not None
    return survey(folder, library)


def test_each_lesson_has_its_figures_in_the_order_of_the_library(tmp_path):
    exercise = "/// settle\nSit.\n///\n\n/// exercise | one\nlighter: Less.\n\n- short: a | Label\n- date: b | Day\n///"
    found = surveyed(tmp_path, "One two three. Four five six seven eight.", f"Another day.\n\n{exercise}")
    first, second = found.figures
    assert (first.place, first.id, first.minutes, first.words) == ("1.1.1", "the-quiet-phone", 8, 12)
    assert (first.sentence, first.longest, first.fields) == (4.0, 5, 0)
    assert (second.place, second.id, second.minutes, second.fields) == ("1.1.2", "other", 5, 2)


def test_harder_words_have_a_higher_grade(tmp_path):
    found = surveyed(tmp_path, "Noor sat by the door.", "Researchers investigated physiological regulation.")
    assert found.figures[0].grade < found.figures[1].grade


@pytest.mark.parametrize(
    ("second", "is_twin"),
    [
        (CUP, True),
        (CUP.replace("all winter", "all summer"), True),
        (f"> {CUP.replace('cup', '*cup*')}", True),
        (f"/// settle\n{CUP}\n///", True),
        (f"/// check\n? What?\n- [x] This. | {CUP}\n- [ ] That. | Not quite.\n///", True),
        ("The cup stood in the sink, and the tap dripped into it until morning came.", False),
        ("Somebody came home late.", False),
    ],
)
def test_a_paragraph_that_stands_in_two_lessons_is_told_with_both_places(tmp_path, second, is_twin):
    twins = surveyed(tmp_path, CUP, second).twins
    assert bool(twins) == is_twin
    for pair in twins:
        assert pair.first.startswith(f"content/{LESSON_PATH}:")
        assert pair.second.startswith(f"content/{OTHER_PATH}:")
        assert pair.begins.startswith("The cup stood on the sill")


def test_a_paragraph_twice_in_one_lesson_is_no_twin(tmp_path):
    assert surveyed(tmp_path, f"{CUP}\n\n{CUP}", "Somebody came home late.").twins == ()


def test_beginnings_that_repeat_are_counted_over_lessons(tmp_path):
    first = "It was late that evening.\n\nIt was late for tea.\n\n- **A small win:** you came."
    second = "It was cold.\n\nIt was late and dark.\n\n- **A small win:** they came."
    found = surveyed(tmp_path, first, second)
    assert [(o.words, o.times, o.lessons) for o in found.lessons] == [("it was", 2, ("1.1.1", "1.1.2"))]
    assert [(o.words, o.times, o.lessons) for o in found.paragraphs] == [
        ("it was late", 3, ("1.1.1", "1.1.2"))
    ]


def test_the_real_library_can_be_surveyed():
    folder = Path(__file__).parents[3] / "content"
    library = compile_content(folder, today=TODAY).library
    assert library is not None
    found = survey(folder, library)
    assert len(found.figures) == sum(
        len(module.lessons) for course in library.courses for module in course.modules
    )
