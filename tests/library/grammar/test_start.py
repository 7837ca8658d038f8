"""Questions where to start: each answer leads to something that is there."""

from __future__ import annotations

import pytest

from tests.library.grammar.builders import compiled, said

START = """\
- key: loudest
  text: What is loudest?
  answers:
    - {key: body, text: My body, then: Begin small., to: tools}
    - {key: quiet, text: Nothing much, then: Begin at the beginning., to: "lesson:the-quiet-phone"}
"""


def test_questions_and_answers_keep_their_order(tmp_path):
    library = compiled(tmp_path, {"start.yaml": START}).library
    assert library is not None
    (question,) = library.start
    assert [(answer.key, answer.to) for answer in question.answers] == [
        ("body", "tools"),
        ("quiet", "lesson:the-quiet-phone"),
    ]


def test_a_library_without_the_file_asks_nothing(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    assert library.start == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            START.replace("the-quiet-phone", "the-loud-phone"),
            'There is no lesson with the id "the-loud-phone".',
        ),
        (
            START.replace("lesson:the-quiet-phone", "course:nowhere"),
            'There is no course with the id "nowhere".',
        ),
        (START.replace("to: tools", "to: https://example.org"), "leads nowhere we know"),
        (START.replace("key: quiet", "key: body"), 'Two answers have the key "body".'),
        (START.partition("    - {key: quiet")[0], "is too short"),
        (START + START, "is already used in"),
        (START.replace("Begin small.", "You are avoidant."), "puts a label on the reader"),
    ],
)
def test_a_fault_is_told(tmp_path, text, sentence):
    found = said(compiled(tmp_path, {"start.yaml": text}))
    assert any(sentence in line for line in found if "start.yaml" in line), found
