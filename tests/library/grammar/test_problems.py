"""Every fault is found at its line, said in words, and none hides another."""

from __future__ import annotations

import re

import pytest

from library.grammar.trees import Problem
from tests.library.grammar.builders import (
    BODY,
    BODY_LINE,
    FEELINGS,
    FRONT,
    GLOSSARY,
    LESSON_PATH,
    MODULE,
    REFERENCES,
    SCALE,
    compiled,
    compiled_body,
    lesson,
    said,
)
from tests.library.grammar.faults import BODIES, CITED, EXERCISE, FRONTS


def line_of(body: str, words: str) -> int:
    return BODY_LINE + next(n for n, line in enumerate(body.split("\n")) if words in line)


def test_a_problem_reads_as_place_fault_and_mend():
    problem = Problem(path="content/a.md", line=12, severity="error", message="Wrong.", mend="Do this.")
    assert str(problem) == "content/a.md:12: Wrong. Do this."


@pytest.mark.parametrize("name", BODIES)
def test_a_fault_in_a_lesson_is_found_at_its_line(tmp_path, name):
    body, words, message, mend = BODIES[name]
    body = f"{body}\n{CITED}"
    compilation = compiled_body(tmp_path, body)
    place = f"content/{LESSON_PATH}:{line_of(body, words)}: " if words else "content/"
    found = [
        text for text in said(compilation) if text.startswith(place) and message in text and mend in text
    ]
    assert found, said(compilation)
    assert compilation.library is None


@pytest.mark.parametrize("name", FRONTS)
def test_a_fault_in_the_front_matter_is_found_at_its_line(tmp_path, name):
    text, words, message, mend = FRONTS[name]
    line = next(n for n, row in enumerate(text.split("\n"), start=1) if row.startswith(words))
    compilation = compiled(tmp_path, {LESSON_PATH: f"{text}\n{CITED}"})
    place = f"content/{LESSON_PATH}:{line}: "
    assert [s for s in said(compilation) if s.startswith(place) and message in s and mend in s], said(
        compilation
    )


def test_a_lesson_without_front_matter_is_told_so(tmp_path):
    for text in ("Only words.\n", "", "---\nid: x\n"):
        found = said(compiled(tmp_path, {LESSON_PATH: text}))
        assert any(f"{LESSON_PATH}:1: This lesson has no front matter." in s for s in found)


def test_all_faults_are_reported_at_once(tmp_path):
    body = "/// stroy | A\nWords.\n///\n\n[here](term:nothing)\n\n# High\n\nYou are avoidant.\n"
    found = said(compiled_body(tmp_path, body, colour="red", minutes="x", sources="[nobody-1]"))
    for piece in ("stroy", '"here"', '"nothing"', "this level", "avoidant", "colour", "minutes"):
        assert any(piece in text for text in found), piece


def test_what_a_file_that_cannot_be_read_would_offer_is_not_called_missing(tmp_path):
    front = {"needs": "[quiet]"}
    needs = "- key: now\n  title: now\n  hint: A hint.\n  exercises: [fact-and-meaning]\n"
    broken = {
        "glossary.yaml": GLOSSARY.replace("  term:", "   term:"),
        "references.yaml": REFERENCES.replace("  year:", "\tyear:"),
        "feelings.yaml": FEELINGS.replace("  title:", "  title", 1),
        "scales/tiny.yaml": SCALE.replace("title:", 'title: "', 1),
        "courses/01-closeness/01-quiet/module.yaml": MODULE.replace("title:", " title:"),
        LESSON_PATH: lesson(BODY, title="The phone: quiet", **front),
    }
    for number, (path, text) in enumerate(broken.items()):
        files = {LESSON_PATH: lesson(BODY, **front), "needs.yaml": needs, path: text}
        found = said(compiled(tmp_path / str(number), files))
        told = [one for one in found if "There is no" in one or "missing" in one]
        assert not told, (path, found)
        assert any(one.startswith(f"content/{path}:") for one in found), (path, found)


def test_words_that_yaml_takes_for_a_comment_are_pointed_out(tmp_path):
    compilation = compiled_body(
        tmp_path, CITED, title="Step #2 and bus #14", mentions='"Bus #14."  # the old one'
    )
    told = [problem for problem in compilation.problems if "after #" in problem.message]
    assert [(problem.line, problem.severity) for problem in told] == [(3, "warning")]


def test_the_same_id_twice_anywhere_is_refused_and_names_the_first(tmp_path):
    other = "courses/02-other/01-part/01-x.md"
    compilation = compiled(
        tmp_path,
        {
            "courses/02-other/course.yaml": (
                "id: other\ntitle: T\nsummary: S\nfor_whom: [A]\nnot_for: [B]\ncannot: C\norder: 2\n"
            ),
            "courses/02-other/01-part/module.yaml": "id: quiet\ntitle: Again\npurpose: Again.\n",
            other: lesson(),
        },
    )
    found = said(compilation)
    for kind, name in (
        ("lesson", "the-quiet-phone"),
        ("module", "quiet"),
        ("exercise", "fact-and-meaning"),
        ("check", "the-quiet-phone-check"),
    ):
        assert any(f'The {kind} id "{name}" is already used in content/courses/01' in text for text in found)


def test_an_exercise_on_something_hard_needs_a_settle_block_before_it(tmp_path):
    bare = EXERCISE.split("///\n\n", 1)[1]
    late = f"{bare}\n/// settle\nFeel your feet.\n///\n"
    for number, (body, changes, is_refused) in enumerate(
        [
            (bare, {}, True),
            (late, {}, True),
            (EXERCISE, {}, False),
            (bare, {"mentions": ""}, False),
            (bare, {"mentions": "", "needs": "[quiet]"}, True),
        ]
    ):
        found = said(compiled_body(tmp_path / str(number), f"{body}\n{CITED}", **changes))
        assert any("no settle block before it" in text for text in found) == is_refused, number


def test_folders_without_their_sheets_and_files_out_of_place_are_told(tmp_path):
    compilation = compiled(
        tmp_path,
        {
            "courses/01-closeness/course.yaml": None,
            "courses/01-closeness/01-quiet/module.yaml": None,
            "courses/01-closeness/stray.md": "x",
            "courses/01-closeness/01-quiet/deep/x.md": "x",
            "courses/stray.md": "x",
            "scales/deep/x.yaml": "x",
        },
    )
    found = said(compilation)
    assert (
        "content/courses/01-closeness:1: This folder has no course.yaml. Add one; it gives the course its id."
        in found
    )
    assert any(
        s.startswith("content/courses/01-closeness/01-quiet:1: This folder has no module.yaml") for s in found
    )
    for path in (
        "courses/01-closeness/stray.md",
        "courses/01-closeness/01-quiet/deep/x.md",
        "courses/stray.md",
    ):
        assert any(s.startswith(f"content/{path}:1: This file has no place here.") for s in found), path
    assert any("content/scales/deep/x.yaml:1: This file has no place among the scales." in s for s in found)


def test_an_empty_or_missing_folder_is_an_error_and_no_library(tmp_path):
    (tmp_path / "content").mkdir()
    empty = compiled(tmp_path, dict.fromkeys(_every_file()))
    assert empty.library is None
    assert any("There is no course here." in text for text in said(empty))


def _every_file() -> list[str]:
    return [
        "references.yaml", "glossary.yaml", "support_lines.yaml", "scales/tiny.yaml",
        "courses/01-closeness/course.yaml", "courses/01-closeness/01-quiet/module.yaml", LESSON_PATH,
    ]  # fmt: skip


def test_a_module_without_lessons_and_a_course_without_modules_are_told(tmp_path):
    found = said(compiled(tmp_path / "a", {LESSON_PATH: None}))
    assert any("This module has no lesson." in text for text in found)
    found = said(
        compiled(tmp_path / "b", {LESSON_PATH: None, "courses/01-closeness/01-quiet/module.yaml": None})
    )
    assert any("This course has no module." in text for text in found)


def test_every_message_ends_its_sentences_and_says_how_to_mend_it(tmp_path):
    for number, (body, *_) in enumerate(BODIES.values()):
        for problem in compiled_body(tmp_path / str(number), f"{body}\n{CITED}").problems:
            assert re.search(r"[.?]$", problem.message), problem
            assert re.search(r"[.?”]$", problem.mend), problem


def test_front_matter_keys_of_the_guide_are_those_of_the_grammar(tmp_path):
    assert said(compiled_body(tmp_path, BODY, required="false", clinician_note="Go slowly.")) == []
    assert set(FRONT) == {
        "id", "title", "purpose", "minutes", "mentions", "needs", "fork", "sources", "reviewed_by", "reviewed_on",
        "revision",
    }  # fmt: skip
