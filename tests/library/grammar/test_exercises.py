"""Exercises: what their options and fields become, every refusal in words, and no text that makes the grammar raise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.grammar import limits
from library.grammar.desk import Desk, Shelf
from library.grammar.exercises import OPTIONS, read_exercise
from library.grammar.fences import Line, Segment
from library.grammar.fields import EXTRAS, TYPES
from library.grammar.press import Presses
from library.grammar.report import Place, Report
from library.grammar.trees import ExerciseTree
from tests.library.grammar.builders import BODY_LINE, LESSON_PATH, compiled, compiled_body, lesson, said

PRESSES = Presses()
SOURCE = "\nWords.[^1]\n\n[^1]: bowlby-1982 · mixed: words.\n"
SETTLE = "/// settle\nFeel your feet.\n///\n\n"


def read(text: str, *, has_feelings: bool = True) -> tuple[ExerciseTree, list[str]]:
    """The inside of a block, and the problems told, each as `line: message mend`."""
    report = Report()
    lines = tuple(Line(n, line) for n, line in enumerate(text.split("\n"), start=1))
    desk = Desk(Place(report, "x.md"), Shelf(has_feelings=has_feelings), tuple(text.split("\n")))
    exercise = read_exercise(Segment("exercise", "one", 0, lines), "one", desk, PRESSES)
    return exercise, [str(problem).removeprefix("x.md:") for problem in report.problems]


def test_a_sort_has_things_and_two_sides():
    exercise, problems = read(
        "lighter: Less.\n\n- sort: whose | Whose is it? | my words / their mood | columns: mine / not mine"
        " | help: Guess."
    )
    (field,) = exercise.fields
    assert problems == []
    assert (field.type, field.key, field.label, field.help) == ("sort", "whose", "Whose is it?", "Guess.")
    assert (field.choices, field.columns) == (("my words", "their mood"), ("mine", "not mine"))


def test_nothing_is_required_settled_shared_less_or_folded_unless_it_says_so():
    exercise, problems = read("lighter: Less.\n\n- short: a | Label")
    assert problems == []
    assert (exercise.settle, exercise.is_private_always, exercise.pocket, exercise.mode) == (
        False,
        False,
        "",
        "page",
    )
    assert not exercise.fields[0].required


@pytest.mark.parametrize("pocket", OPTIONS["pocket"])
def test_options_say_what_an_exercise_is(pocket):
    exercise, problems = read(
        f"settle: yes\nprivate: always\npocket: {pocket}\nmode: log\ntitle: A title\nlighter: Less.\n- date: a | Label"
    )
    assert problems == []
    assert (exercise.settle, exercise.is_private_always, exercise.pocket) == (True, True, pocket)
    assert (exercise.mode, exercise.title, exercise.lighter) == ("log", "A title", "Less.")


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_can_be_required_and_explained(kind):
    needs = {
        "choice": " | x / y",
        "choices": " | x / y",
        "table": " | x / y",
        "sort": " | x / y | columns: l / r",
    }
    exercise, problems = read(
        f"lighter: Less.\n\n- {kind}: a | Label{needs.get(kind, '')} | help: So. | required: yes"
    )
    assert problems == []
    assert (exercise.fields[0].required, exercise.fields[0].help) == (True, "So.")


# name -> the field's line, a piece of the message, a piece of the mend
FIELDS = {
    "sort without columns": ("sort: a | L | x / y", "not say its two columns", "columns: one side / other side"),
    "sort with one column": ("sort: a | L | x / y | columns: l", "not say its two columns", "`- sort: a | label"),
    "sort with three columns": ("sort: a | L | x / y | columns: l / m / r", "not say its two columns", "one side"),
    "sort of one thing": ("sort: a | L | x | columns: l / r", "not say its things to sort", "thing / thing"),
    "sort of nothing": ("sort: a | L | columns: l / r", "not say its things to sort", "thing / thing"),
    "sort into one side twice": ("sort: a | L | x / y | columns: l / l", "columns of this field repeat", "each once"),
    "thing to sort twice": ("sort: a | L | x / x | columns: l / r", "choices of this field repeat", "each once"),
    "sort with bare columns": ("sort: a | L | x / y | l / r", "something twice", "Keep it once"),
    "sort of many things": (
        f"sort: a | L | {' / '.join(map(str, range(21)))} | columns: l / r", "too many things to sort", "20 at most",
    ),
    "table without columns": ("table: a | L", "not say its columns", "one / two"),
    "column of a table twice": ("table: a | L | x / x", "columns of this field repeat", "each once"),
    "table with many columns": ("table: a | L | a / b / c / d / e / f / g", "too many columns", "6 at most"),
    "choices without any": ("choices: a | L", "not say its choices", "one / two / three"),
    "choice of one": ("choice: a | L | x", "not say its choices", "one / two / three"),
    "choice twice": ("choice: a | L | x / x", "choices of this field repeat", "each once"),
    "many choices": (f"choices: a | L | {' / '.join(map(str, range(21)))}", "too many choices", "20 at most"),
    "ladder with many rows": ("ladder: a | L | rows: 21", "not a number of rows", "from 1 to 20"),
    "rows of a short field": ("short: a | L | rows: 2", "no place for", "help: ..., required: ..."),
    "range of a date": ("date: a | L | 0-10", "no place for", "help: ..."),
    "placeholder": ("short: a | L | placeholder: Type here", "no placeholder", "two examples after `help:`"),
    "placeholder of a choice": ("choice: a | L | Placeholder: x | x / y", "A field has no placeholder", "two examples"),
    "empty placeholder": ("sort: a | L | x / y | columns: l / r | placeholder:", "no placeholder", "in the label"),
    "required no": ("short: a | L | required: no", '"no" does not say whether', "`required: yes`"),
    "required of a choice": ("choice: a | L | x / y | required: x", '"x" does not say whether', "leave it out"),
    "required twice": ("short: a | L | required: yes | required: yes", "something twice", "Keep it once"),
    "help twice": ("short: a | L | help: x | help: y", "something twice", "Keep it once"),
    "endless label": (f"short: a | {'a' * 201}", "has 201 characters", "200 at most"),
    "endless help": (f"short: a | L | help: {'a' * 201}", "has 201 characters", "200 at most"),
    "endless choice": (f"choice: a | L | x / {'a' * 101}", "has 101 characters", "100 at most"),
    "endless side": (f"sort: a | L | x / y | columns: l / {'a' * 101}", "has 101 characters", "100 at most"),
    "endless end of a slider": (f"slider: a | L | low: {'a' * 101}", "has 101 characters", "100 at most"),
    "slider that is too long": ("slider: a | L | 0-101", "is not a range", "0-10"),
    "html in a thing to sort": ("sort: a | L | <b>x</b> / y | columns: l / r", "There is HTML here", "plain words"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
def test_a_faulty_field_is_told_at_its_line_with_how_to_mend_it(name):
    text, message, mend = FIELDS[name]
    _, problems = read(f"lighter: Less.\n\nWords.\n\n- {text}")
    assert [
        problem
        for problem in problems
        if problem.startswith("5: ") and message in problem and mend in problem
    ], problems


# name -> the option's lines, a piece of the message, a piece of the mend
OPTION_FAULTS = {
    "mode": ("mode: often", 'no mode "often"', "Write `mode: page` or `mode: log`."),
    "settle": ("settle: no", 'no settle "no"', "Write `settle: yes`, or leave the line out."),
    "empty settle": ("settle:", 'no settle ""', "Write `settle: yes`, or leave the line out."),
    "private": ("private: yes", 'no private "yes"', "Write `private: always`, or leave the line out."),
    "pocket": (
        "pocket: card", 'no pocket "card"', "`pocket: kit` or `pocket: signals` or `pocket: sentence`, or leave",
    ),
    "unknown": ("timer: 60", 'no option "timer"', "title, mode, lighter, settle, private, pocket"),
    "long title": (f"title: {'a' * 121}", "title of this exercise is too long", "120 characters"),
    "html": ("title: <b>x</b>", "There is HTML here", "plain words"),
    "twice": ("title: x\ntitle: y", 'option "title" stands here twice', "Keep one"),
}  # fmt: skip


@pytest.mark.parametrize("name", OPTION_FAULTS)
def test_a_faulty_option_is_told_at_its_line_with_how_to_mend_it(name):
    text, message, mend = OPTION_FAULTS[name]
    exercise, problems = read(f"lighter: Less.\n{text}\n\n- short: a | Label")
    line = 2 + text.count("\n")
    assert [p for p in problems if p.startswith(f"{line}: ") and message in p and mend in p], problems
    assert (exercise.settle, exercise.is_private_always, exercise.pocket) == (False, False, "")


def test_an_exercise_has_a_lighter_version_and_a_field_and_not_too_many():
    _, problems = read("Words.")
    assert any("no lighter version" in p and "lighter: ..." in p for p in problems)
    assert any("no field" in p and "- short: name | Label" in p for p in problems)
    most = "\n".join(f"- short: f{n} | Label" for n in range(limits.MOST_FIELDS))
    assert read(f"lighter: Less.\n{most}")[1] == []
    _, problems = read(f"lighter: Less.\n{most}\n- short: more | Label")
    assert len(problems) == 1
    assert f"more than {limits.MOST_FIELDS} fields" in problems[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("table: a | L | x / y", "short: a-0-1 | L"),
        ("short: a-2-text | L", "ladder: a | L"),
        ("sort: a | L | x / y | columns: l / r", "long: a-1 | L"),
    ],
)
def test_a_key_that_reads_like_a_row_of_another_field_is_refused(first, second):
    _, problems = read(f"lighter: Less.\n- {first}\n- {second}")
    assert len(problems) == 1
    assert problems[0].startswith("3: ")
    assert "taken for one another's rows" in problems[0]


def test_keys_that_only_begin_alike_are_welcome():
    assert (
        read("lighter: Less.\n- table: a | L | x / y\n- short: a-b | L\n- short: ab-1 | L\n- short: c-1 | L")[
            1
        ]
        == []
    )


def test_feelings_need_words_to_choose_from(tmp_path):
    text = "lighter: Less.\n\n- feelings: felt | What did you feel?"
    assert read(text)[1] == []
    (told,) = read(text, has_feelings=False)[1]
    assert told.startswith(
        "3: There are no feeling words to choose from. Write groups of them into feelings.yaml;"
    )
    for number, content in enumerate((None, "[]\n")):
        found = said(compiled(tmp_path / str(number), {"feelings.yaml": content}))
        assert len(found) == 1
        assert found[0].startswith(f"content/{LESSON_PATH}:")
        assert "no feeling words" in found[0]


def exercise(*, options: str = "", words: str = "Words.", name: str = "one") -> str:
    return f"/// exercise | {name}\n{options}lighter: Less.\n\n{words}\n\n- short: a | Label\n///\n\n"


SETTLED = exercise(options="settle: yes\n")


@pytest.mark.parametrize(
    ("body", "is_refused"),
    [
        (exercise(), True),
        (SETTLED, False),
        (SETTLE + exercise(), False),
        (exercise() + SETTLE, True),
        (SETTLED + exercise(name="two"), True),
        (SETTLE + exercise() + exercise(name="two"), False),
        (exercise(options="settle: no\n"), True),
    ],
)
def test_in_a_lesson_that_touches_hard_things_every_exercise_is_settled(tmp_path, body, is_refused):
    found = said(compiled_body(tmp_path, body + SOURCE, mentions="A loss."))
    assert (
        any("no settle block before it" in text and "`settle: yes`" in text for text in found) == is_refused
    )


@pytest.mark.parametrize(
    "words",
    ["Think of your earliest home.", "Remember a time you waited.", "When you were a child, who came?"],
)
def test_an_exercise_on_memory_is_settled_even_in_a_light_lesson(tmp_path, words):
    line = BODY_LINE + exercise(words=words).split("\n").index(words)
    found = said(compiled_body(tmp_path / "bare", exercise(words=words) + SOURCE, mentions=""))
    assert [
        text
        for text in found
        if text.startswith(f"content/{LESSON_PATH}:{line}: ") and "touches memory" in text
    ]
    for number, settled in enumerate(
        [SETTLE + exercise(words=words), exercise(words=words, options="settle: yes\n")]
    ):
        assert said(compiled_body(tmp_path / str(number), settled + SOURCE, mentions="")) == []


def test_to_remember_something_to_do_is_no_memory(tmp_path):
    body = exercise(words="What would you like to remember tomorrow?") + SOURCE
    assert said(compiled_body(tmp_path, body, mentions="")) == []


def test_options_and_extras_are_not_read_aloud(tmp_path):
    long = "word " * 40
    body = f"/// exercise | one\nlighter: Less.\nsettle: yes\n\n- choice: a | L | x / y | help: {long}\n///\n{SOURCE}"
    assert said(compiled(tmp_path, {LESSON_PATH: lesson(body)}), "error") == []


PIECES = st.sampled_from(
    [
        "- ",
        "* ",
        ": ",
        " | ",
        "|",
        " / ",
        "\\|",
        "  ",
        "\n",
        "a",
        "key",
        "Label",
        "0-10",
        "rows",
        "columns",
        "help",
    ]
    + [
        "placeholder:",
        "required: yes",
        "lighter: x",
        "settle: yes",
        "private: always",
        "pocket: kit",
        "<b>",
        "[x](",
        "*",
    ]
    + [f"- {kind}: " for kind in TYPES]
    + [f"{name}: " for extras in EXTRAS.values() for name in extras]
    + [f"{name}: " for name in OPTIONS]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_grammar_of_exercises_raise(text):
    found, problems = read(text)
    assert all("\n" not in problem and len(problem) < 500 for problem in problems)
    assert ExerciseTree.model_validate_json(found.model_dump_json()) == found


WORDS = st.text(alphabet="abcxyzäé -:,", min_size=1, max_size=12).map(str.strip).filter(bool)
LISTED = st.lists(WORDS.filter(lambda word: ":" not in word), min_size=2, max_size=6, unique=True)


@given(things=LISTED, sides=LISTED.map(lambda words: words[:2]))
@settings(max_examples=100, deadline=None)
def test_what_is_written_into_a_sort_comes_out_of_it(things, sides):
    found, problems = read(
        f"lighter: Less.\n\n- sort: a | L | {' / '.join(things)} | columns: {' / '.join(sides)}"
    )
    assert problems == []
    assert (found.fields[0].choices, found.fields[0].columns) == (tuple(things), tuple(sides))
