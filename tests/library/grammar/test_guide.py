"""The guide for authors shows nothing that the grammar would refuse."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import get_args

from library.grammar import limits
from library.grammar.exercises import OPTIONS
from library.grammar.feelings import FeelingGroupSheet
from library.grammar.fences import BLOCKS
from library.grammar.fields import ANY, TYPES
from library.grammar.sheets import FrontMatter, PathSheet
from library.grammar.trees import Energy, Strength, Tone
from tests.library.grammar.builders import BODY, LESSON_PATH, compiled, said
from tests.library.grammar.builders import lesson as lesson_text

FIRST_SOURCE = "mikulincer-shaver-2016"
AFTER = "courses/01-closeness/01-quiet/02-tram.md"
GUIDE = (Path(__file__).parents[3] / "content/README.md").read_text()
EXAMPLES = [
    dedent(found) for found in re.findall(r"(?:^(?: {4}.*)?\n)+", GUIDE, re.MULTILINE) if found.strip()
]


def example(begins: str) -> str:
    """The indented example with this beginning, up to the next one in the same run."""
    text = next(e for e in EXAMPLES if begins in e)
    text = text[text.index(begins) :]
    ends = re.search(r"\n\n# \w+\.yaml", text[len(begins) :])
    return (text[: len(begins) + ends.start()] if ends else text).strip() + "\n"


def another_lesson() -> str:
    """So that the path has somewhere to lead."""
    body = BODY.replace("fact-and-meaning", "tram-columns").replace("bowlby-1982", FIRST_SOURCE)
    return lesson_text(body, id="after-the-tram", sources=f"[{FIRST_SOURCE}]")


def test_everything_the_guide_shows_compiles(tmp_path):
    blocks = [e for e in EXAMPLES if "/// " in e]
    footnote = example("People differ in how much")
    lesson = "\n".join([example("---\nid:"), *blocks, footnote])
    compilation = compiled(
        tmp_path,
        {
            "courses/01-closeness/course.yaml": example("# course.yaml"),
            "courses/01-closeness/01-quiet/module.yaml": example("# module.yaml"),
            "references.yaml": example("# references.yaml"),
            "glossary.yaml": example("# glossary.yaml"),
            "support_lines.yaml": example("# support_lines.yaml"),
            "feelings.yaml": example("# feelings.yaml"),
            "scales/tiny.yaml": example("# scales/tiny.yaml"),
            "paths/short.yaml": example("# paths/short.yaml"),
            AFTER: another_lesson(),
            LESSON_PATH: lesson.replace("questionnaire | closeness", "questionnaire | tiny"),
        },
    )
    assert said(compilation) == []
    assert compilation.library is not None
    (path,) = compilation.library.paths
    assert path.lessons == ("the-quiet-phone", "after-the-tram")
    found = compilation.library.courses[0].modules[0].lessons[0]
    assert [exercise.id for exercise in found.exercises] == ["fact-and-meaning", "every-field"]
    every = found.exercises[1]
    assert {field.type for field in every.fields} == set(TYPES)
    assert (every.mode, every.is_private_always, every.settle, every.pocket) == (
        "log",
        True,
        True,
        "sentence",
    )
    assert [field.key for field in every.fields if field.required] == ["line"]
    assert [group.title for group in compilation.library.feelings] == ["At ease"]


def test_the_guide_names_every_block_field_key_strength_and_limit():
    for name in [*BLOCKS, *TYPES, *FrontMatter.model_fields, *PathSheet.model_fields, *get_args(Strength)]:
        assert name in GUIDE, name
    for name, values in OPTIONS.items():
        for value in values or ("words",):
            assert f"`{name}: {value}`" in GUIDE, name
    for name in [*FeelingGroupSheet.model_fields, *get_args(Energy), *get_args(Tone), *ANY]:
        assert name in GUIDE, name
    for limit in (
        limits.GRADE_ERROR,
        limits.SENTENCE_ERROR,
        limits.SENTENCE_WARNING,
        limits.PARAGRAPH_WARNING,
    ):
        assert f"{limit:g}" in GUIDE
    for sentence in (
        f"{limits.MOST_FIELDS} fields in an exercise",
        f"{limits.MOST_CHOICES} choices or things to sort",
        f"{limits.MOST_COLUMNS} columns and {limits.MOST_ROWS} rows",
        f"{limits.MAX_LABEL_CHARACTERS} characters in a label",
        f"{limits.MAX_CHOICE_CHARACTERS} in a choice",
        f"{limits.FEELINGS_IN_GROUP_LEAST} to {limits.FEELINGS_IN_GROUP_MOST} words",
        f"{limits.MAX_FEELING_CHARACTERS} characters at most",
    ):
        assert sentence in GUIDE
    for words in (limits.WORDS_LEAST, limits.WORDS_MOST, limits.WORDS_ERROR):
        assert f"{words:,}" in GUIDE
