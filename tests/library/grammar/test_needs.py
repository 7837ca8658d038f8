"""Needs name exercises that are there, and no exercise is forgotten."""

from __future__ import annotations

import pytest

from tests.library.grammar.builders import compiled, said

NEEDS = """\
- key: before-answering
  title: before I answer
  hint: They put a little time between.
  exercises: [fact-and-meaning]
"""


def faults(tmp_path, text: str) -> list[str]:
    return said(compiled(tmp_path, {"needs.yaml": text}))


def test_needs_keep_the_order_of_their_author(tmp_path):
    second = NEEDS.replace("before-answering", "again") + "  help: safety\n"
    library = compiled(tmp_path, {"needs.yaml": NEEDS + second}).library
    assert library is not None
    assert [(need.key, need.title, need.help) for need in library.needs] == [
        ("before-answering", "before I answer", None),
        ("again", "before I answer", "safety"),
    ]
    assert library.needs[0].exercises == ("fact-and-meaning",)


def test_a_library_without_the_file_has_none(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    assert library.needs == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (NEEDS.replace("fact-and-meaning", "fact"), 'There is no exercise with the id "fact".'),
        (NEEDS.replace("[fact-", "[fact-and-meaning, fact-"), "stands here twice"),
        (NEEDS.replace("[fact-and-meaning]", "[]"), "is empty"),
        (NEEDS + "  help: nowhere\n", "help"),
        (NEEDS + NEEDS, "is already used in"),
        (NEEDS.replace("hint: ", "tip: "), 'The key "tip" is not known here'),
        (NEEDS.replace("They put", "You are avoidant. They put"), "puts a label on the reader"),
    ],
)
def test_a_fault_is_told_at_its_line(tmp_path, text, sentence):
    found = [
        line
        for line in faults(tmp_path, text)
        if line.startswith("content/needs.yaml:") or "needs.yaml" in line
    ]
    assert any(sentence in line for line in found), found


def test_an_exercise_under_no_need_is_a_warning_that_names_its_lesson(tmp_path):
    found = compiled(tmp_path, {"needs.yaml": "[]\n"})
    assert found.library is not None
    (warning,) = [problem for problem in found.problems if "needs.yaml" in problem.path]
    assert warning.severity == "warning"
    assert '"fact-and-meaning" (Two columns, in ' in warning.message
