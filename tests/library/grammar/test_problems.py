"""Every fault is found at its line, said in words, and none hides another."""

from __future__ import annotations

import re

import pytest

from library.grammar.trees import Problem
from tests.library.grammar.builders import (
    BODY,
    BODY_LINE,
    FRONT,
    LESSON_PATH,
    compiled,
    compiled_body,
    front,
    lesson,
    said,
)

CITED = "Words.[^1]\n\n[^1]: bowlby-1982 · mixed: words.\n"
CHECK = "/// check\n? Which?\n- [x] This. | Yes.\n- [ ] That. | Not quite.\n///\n"
EXERCISE = (
    "/// settle\nFeel your feet.\n///\n\n/// exercise | one\nlighter: Less.\n\n- short: a | Label\n///\n"
)


def line_of(body: str, words: str) -> int:
    return BODY_LINE + next(n for n, line in enumerate(body.split("\n")) if words in line)


def test_a_problem_reads_as_place_fault_and_mend():
    problem = Problem(path="content/a.md", line=12, severity="error", message="Wrong.", mend="Do this.")
    assert str(problem) == "content/a.md:12: Wrong. Do this."


BODIES = {
    "unknown block": (
        "/// stroy | Noor\nWords.\n///\n",
        "/// stroy",
        "There is no block called",
        "/// story",
    ),
    "unknown block, nothing like it": (
        "/// xyz\nWords.\n///\n",
        "/// xyz",
        "no block called",
        "The blocks are",
    ),
    "unclosed block": (
        "/// story | Noor\nWords.\n",
        "/// story",
        "is not closed before the file ends",
        "`///`",
    ),
    "block in a block": (
        f"/// story | Noor\nWords.\n\n{CHECK}",
        "/// story",
        "is not closed before line",
        "inside one another",
    ),
    "leftover fence": ("Words.\n\n///\n", "///", "closes nothing", "Remove it"),
    "indented fence": ("  /// key\n", "/// key", "fence cannot be read", "start of a line"),
    "fence in a list": ("- /// key\n", "/// key", "fence cannot be read", "start of a line"),
    "fence in a quotation": ("> /// key\n", "/// key", "fence cannot be read", "start of a line"),
    "too many slashes": ("//// key\n", "//// key", "fence cannot be read", "start of a line"),
    "fence with strange words": ("/// key: words\n", "/// key", "fence cannot be read", "start of a line"),
    "story without a title": (
        "/// story\nWords.\n///\n",
        "/// story",
        "needs its title",
        "/// story | title",
    ),
    "key with a title": ("/// key | Big\nWords.\n///\n", "/// key", "takes no words after a bar", "/// key"),
    "empty block": ("/// key\n///\n", "/// key", "is empty", "remove it"),
    "heading jump": ("## One\n\n#### Two\n", "#### Two", "jumps from level 2 to level 4", "### instead"),
    "heading too high": ("# One\n", "# One", "Headings of this level", "`## `"),
    "heading in a block": ("/// key\n## One\n///\n", "## One", "inside a block or a list", "Move it out"),
    "link text here": (
        "[here](help:now) is help.\n",
        "[here]",
        'link text "here"',
        "make sense on their own",
    ),
    "link without words": ("See [](help:now).\n", "[](help:now)", "This link has no words", "brackets"),
    "unknown term": ("A [word](term:nothing).\n", "term:nothing", "no term", "glossary.yaml"),
    "unknown lesson": ("A [page](lesson:nothing).\n", "lesson:nothing", "There is no lesson", "Mend the id"),
    "unknown help page": ("A [page](help:nothing).\n", "help:nothing", "no help page", "help:safety"),
    "http address": ("A [page](http://example.org).\n", "http://", "cannot be used", "https://"),
    "script address": ("A [page](javascript:alert(1)).\n", "javascript:", "cannot be used", "https://"),
    "mail address": ("A [page](mailto:a@example.org).\n", "mailto:", "cannot be used", "https://"),
    "path": ("A [page](../secret).\n", "../secret", "cannot be used", "https://"),
    "address with a name in it": (
        "A [page](https://a@b.org/).\n",
        "https://a@b",
        "cannot be used",
        "https://",
    ),
    "picture without words": (
        "![](figures/a.png)\n",
        "![]",
        "no text for people who do not see it",
        "brackets",
    ),
    "unknown picture": (
        "![A door](figures/a.png)\n",
        "figures/a.png",
        "There is no picture",
        "content/figures",
    ),
    "picture from elsewhere": ("![A door](https://a.org/b.png)\n", "b.png", "There is no picture", "figures"),
    "html": ("Some <b>bold</b> words.\n", "<b>", "There is HTML here", "Markdown"),
    "html comment": ("Words <!-- note -->\n", "<!--", "There is HTML here", "Markdown"),
    "footnote without text": ("Words.[^9]\n", "[^9]", "no text for the footnote [^9]", "source-key"),
    "footnote without mark": (
        "Words.\n\n[^9]: bowlby-1982 · mixed: x\n",
        "[^9]:",
        "Nothing in the text",
        "mark",
    ),
    "footnote with unknown strength": (
        "Words.[^9]\n\n[^9]: bowlby-1982 · proven: x\n",
        "[^9]:",
        "does not name its source and how strong",
        "clinical experience",
    ),
    "footnote with unknown source": (
        "Words.[^9]\n\n[^9]: nobody-1999 · mixed: x\n",
        "[^9]:",
        'no source "nobody-1999"',
        "Add it there",
    ),
    "footnote twice": (
        "Words.[^9]\n\n[^9]: bowlby-1982 · mixed: x\n[^9]: bowlby-1982 · early: y\n",
        "early",
        "stands here twice",
        "Number it anew",
    ),
    "footnote in a check": (
        CHECK.replace("Yes.", "Yes.[^1]"),
        "Yes.[^1]",
        "footnote stands inside",
        "Move it",
    ),
    "unknown scale": ("/// questionnaire | nothing\n///\n", "questionnaire", "no scale", "content/scales/"),
    "do without a side": (
        "/// do\nDo:\n- One.\n///\n",
        "/// do",
        'nothing below "Rather not:"',
        "both lists",
    ),
    "stray line in do": (
        "/// do\nDo:\n- One.\nWell.\nRather not:\n- Two.\n///\n",
        "Well.",
        "has no place",
        "Rather not:",
    ),
    "check without a question": ("/// check\n///\n", "/// check", "no question", "`? `"),
    "check without a right option": (
        CHECK.replace("[x]", "[ ]"),
        "? Which?",
        "No option of this question is right",
        "[x]",
    ),
    "option without feedback": (CHECK.replace(" | Not quite.", ""), "That.", "no feedback", "after a bar"),
    "option with empty feedback": (CHECK.replace("Not quite.", ""), "That.", "no feedback", "after a bar"),
    "one option only": (
        CHECK.replace("- [ ] That. | Not quite.\n", ""),
        "? Which?",
        "fewer than 2 options",
        "Add options",
    ),
    "option without words": (CHECK.replace("That.", ""), "Not quite", "option has no words", "brackets"),
    "question without words": (CHECK.replace("? Which?", "?"), "?", "question has no words", "question mark"),
    "stray line in a check": (
        CHECK.replace("? Which?", "Which?"),
        "Which?",
        "neither a question nor",
        "`? q",
    ),
    "question name twice": (
        "/// check\n? A? {#x}\n- [x] a | b\n- [ ] c | d\n? B? {#x}\n- [x] a | b\n- [ ] c | d\n///\n",
        "? B?",
        "stands twice",
        "its own name",
    ),
    "unusable option name": (CHECK.replace("That.", "That. {#No Way}"), "No Way", "cannot name", "hyphens"),
    "second check without an id": (f"{CHECK}\n{CHECK}", "", "needs an id of its own", "/// check | id"),
    "unusable exercise id": (EXERCISE.replace("| one", "| One Two"), "One Two", "not a usable id", "hyphens"),
    "exercise without lighter": (
        EXERCISE.replace("lighter: Less.\n", ""),
        "/// exercise",
        "no lighter",
        "lighter:",
    ),
    "exercise without fields": (
        EXERCISE.replace("- short: a | Label\n", ""),
        "/// exercise",
        "no field",
        "- short",
    ),
    "unknown exercise option": (
        EXERCISE.replace("lighter:", "colour: red\nlighter:"),
        "colour",
        "no option",
        "mode",
    ),
    "unknown mode": (
        EXERCISE.replace("lighter:", "mode: often\nlighter:"),
        "/// exercise",
        "no mode",
        "mode: log",
    ),
    "unknown field type": (EXERCISE.replace("- short:", "- video:"), "- video", "no field of type", "ladder"),
    "field without a label": (EXERCISE.replace(" | Label", ""), "- short", "has no label", "| label"),
    "field with an unusable key": (
        EXERCISE.replace("a | Label", "A b | Label"),
        "A b",
        "cannot be the key",
        "key",
    ),
    "field twice": (
        EXERCISE.replace("Label\n", "Label\n- long: a | More\n"),
        "- long",
        "stands twice",
        "Rename",
    ),
    "choice without choices": (
        EXERCISE.replace("- short", "- choice"),
        "- choice",
        "does not say",
        "one / two",
    ),
    "slider without a range": (
        EXERCISE.replace("short: a | Label", "slider: a | Label | low"),
        "- slider",
        "is not a range",
        "0-10",
    ),
    "backwards slider": (
        EXERCISE.replace("short: a | Label", "slider: a | Label | 9-2"),
        "- slider",
        "is not a range",
        "0-10",
    ),
    "table with no rows": (
        EXERCISE.replace("short: a | Label", "table: a | Label | x / y | rows: 0"),
        "- table",
        "not a number of rows",
        "from 1",
    ),
    "unknown extra": (EXERCISE.replace("Label\n", "Label | size: 4\n"), "size", "no place for", "help"),
    "line after a field": (
        EXERCISE.replace("Label\n", "Label\nAnd more.\n"),
        "And more",
        "stands after a field",
        "- type",
    ),
    "html in a label": (EXERCISE.replace("Label", "<i>Label</i>"), "<i>", "There is HTML here", "<"),
}


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


FRONTS = {
    "unknown key": (front(colour="red"), "colour", 'key "colour" is not known', "The keys are"),
    "misspelt key": (front(titel="x"), "titel", "is not known", 'Did you mean "title"?'),
    "missing mentions": (front(mentions=None), "id:", 'key "mentions" is missing', "Add it"),
    "number for words": (front(title="1.10"), "title", "must be words", "quotes"),
    "yaml no": (front(purpose="no"), "purpose", "must be words", "quotes"),
    "words for a number": (front(minutes="eight"), "minutes", "must be a whole number", "digits"),
    "fraction for a number": (front(revision="1.5"), "revision", "must be a whole number", "digits"),
    "words for a list": (front(needs="steady"), "needs", "must be a list", "[one, two]"),
    "words for a date": (
        front(reviewed_on="soon", reviewed_by="A"),
        "reviewed_on",
        "must be a date",
        "2025-11-30",
    ),
    "impossible date": (front(reviewed_on="2025-02-31", reviewed_by="A"), "id", "cannot be read", "quotes"),
    "unusable id": (front(id="Two Words"), "id", "not a usable id", "hyphens"),
    "unknown fork": (front(fork="maybe"), "fork", "does not fit", "now-or-then"),
    "no source": (front(sources="[]"), "sources", "is empty", "at least one"),
    "unknown source": (front(sources="[nobody-1]"), "sources", 'no source "nobody-1"', "references.yaml"),
    "source twice": (front(sources="[bowlby-1982, bowlby-1982]"), "sources", "repeats itself", "once"),
    "unknown need": (front(needs="[nothing]"), "needs", "There is no module or lesson", "Mend the id"),
    "reviewer without a date": (front(reviewed_by="Dr A"), "reviewed_by", "both a name and a date", "empty"),
    "review to come": (
        front(reviewed_by="Dr A", reviewed_on="2027-01-01"),
        "reviewed_on",
        "in the future",
        "date",
    ),
    "empty title": (front(title='""'), "title", "is empty", "a few words"),
    "html in the title": (front(title="<b>Hi</b>"), "title", "There is HTML", "plain words"),
    "html in mentions": (front(mentions="<script>"), "mentions", "There is HTML", "plain words"),
    "endless title": (front(title="a" * 121), "title", "too long", "120"),
    "key twice": (front().replace("id:", "title: Twice\nid:"), "title: The", "stands here twice", "README"),
    "alias": (front(title="*x"), "title", "Aliases and anchors", "README"),
    "anchor": (front(title="&x words"), "title", "Aliases and anchors", "README"),
    "tag": (front(title="!!python/object:os.system x"), "title", "Tags", "README"),
    "broken yaml": (front(title="[a"), "purpose", "not readable YAML", "README"),
}


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
