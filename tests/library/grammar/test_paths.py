"""Paths lead through lessons that are there, each once, and every fault is told at its line."""

from __future__ import annotations

import pytest

from library.grammar import LibraryTree
from tests.library.grammar.builders import BODY, compiled, lesson, said

PATH = "paths/short.yaml"
SECOND = "courses/01-closeness/01-quiet/02-second.md"
THIRD = "courses/01-closeness/01-quiet/03-third.md"
SHEET = """\
id: short-way
title: The short way
summary: The heart of it.
for_whom: [You have an hour.]
not_for: [You are in danger now.]
cannot: It leaves a lot out.
order: 1
lessons:
  - second
  - the-quiet-phone
"""


def other(name: str, **changes: str) -> str:
    return lesson(BODY.replace("fact-and-meaning", f"{name}-columns"), id=name, **changes)


def faults(tmp_path, sheet: str, name: str = PATH, **files: str) -> list[str]:
    found = compiled(
        tmp_path, {SECOND: other("second"), THIRD: other("third", required="false"), name: sheet}
    )
    assert (found.library is None) == bool(said(found))
    return said(found)


def test_a_path_keeps_the_order_its_author_gave_it(tmp_path):
    library = compiled(tmp_path, {SECOND: other("second"), PATH: SHEET}).library
    assert library is not None
    (path,) = library.paths
    assert (path.id, path.title) == ("short-way", "The short way")
    assert path.lessons == ("second", "the-quiet-phone")


def test_paths_stand_in_the_order_they_name(tmp_path):
    later = SHEET.replace("short-way", "later").replace("order: 1", "order: 2")
    library = compiled(
        tmp_path, {SECOND: other("second"), "paths/a.yaml": later, "paths/b.yaml": SHEET}
    ).library
    assert library is not None
    assert [path.id for path in library.paths] == ["short-way", "later"]


def test_the_order_of_a_path_is_in_the_digest_and_its_file_name_is_not(tmp_path):
    turned = SHEET.replace("  - second\n", "") + "  - second\n"
    trees = [
        compiled(tmp_path / str(number), {SECOND: other("second"), name: sheet}).library
        for number, (name, sheet) in enumerate([(PATH, SHEET), ("paths/other.yaml", SHEET), (PATH, turned)])
    ]
    first, renamed, reordered = (tree.digest for tree in trees if tree is not None)
    assert first == renamed != reordered


def test_a_library_kept_from_before_there_were_paths_can_still_be_read(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    kept = library.model_dump_json(exclude={"paths"})
    assert LibraryTree.model_validate_json(kept) == library


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        ("  - second\n", "  - nowhere\n", 9, 'There is no lesson with the id "nowhere".'),
        ("  - second\n", "  - the-quiet-phone\n", 10, 'The lesson "the-quiet-phone" stands here twice.'),
        ("  - second\n", "", 8, 'The list "lessons" is too short. Add entries, to at least 2.'),
        ("  - second\n", "  - third\n", 9, 'The lesson "third" may be left out of its course.'),
        ("id: short-way", "id: closeness", 1, 'The course id "closeness" is already used in'),
        ("order: 1\n", "", 1, 'The key "order" is missing.'),
        ("cannot:", "can:", 6, 'The key "can" is not known here.'),
    ],
)
def test_a_fault_in_a_path_is_found_at_its_line(tmp_path, written, instead, line, message):
    found = faults(tmp_path, SHEET.replace(written, instead))
    assert any(one.startswith(f"content/{PATH}:{line}: ") and message in one for one in found), found


@pytest.mark.parametrize("name", ["paths/deep/short.yaml", "paths/short.md"])
def test_a_path_stands_in_its_own_folder(tmp_path, name):
    assert [one for one in faults(tmp_path, SHEET, name) if "Paths are paths/<path>.yaml." in one]


@pytest.mark.parametrize(
    "sheet", ["", "- second\n- third\n", "id: [1]\n", "lessons: yes\n", "\tid: x\n", "42"]
)
def test_whatever_stands_in_a_path_is_told_and_never_raised(tmp_path, sheet):
    assert faults(tmp_path, sheet)
