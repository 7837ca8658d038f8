"""What an answer may be: whatever is sent, it is read or refused, and what was read can be sent again."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.rules.values import BadValue, as_posted, fits, is_empty, plain_lines, read_value, wording
from library.grammar.trees import FieldTree

TREES = {
    "short": FieldTree(type="short", key="a", label="A"),
    "long": FieldTree(type="long", key="a", label="A"),
    "choice": FieldTree(type="choice", key="a", label="A", choices=("fine", "so-so")),
    "choices": FieldTree(type="choices", key="a", label="A", choices=("tea", "a walk", "a friend")),
    "slider": FieldTree(type="slider", key="a", label="A", min=0, max=10, low="silent", high="loud"),
    "feelings": FieldTree(type="feelings", key="a", label="A"),
    "table": FieldTree(type="table", key="a", label="A", columns=("what", "where"), rows=2),
    "date": FieldTree(type="date", key="a", label="A"),
    "ladder": FieldTree(type="ladder", key="a", label="A", rows=3),
    "sort": FieldTree(
        type="sort", key="a", label="A", choices=("words", "mood"), columns=("mine", "not mine")
    ),
}
WORDS = ("calm", "tense", "glad")
LIKELY = st.sampled_from(
    [
        "", " ", "0", "7", "10", "11", "-1", "07", "7.5", "٣", "fine", "so-so", "tea", "a walk", "calm", "0:0", "1:1",
        "0:2", "9:9", "2026-11-22", "2026-02-30", "20261122", "2026-W01-1", "a\r\nb", "\x00", "\ud800",
        "x" * 400, "x" * 20_001,
    ]
)  # fmt: skip
POSTED = st.lists(LIKELY | st.text(st.characters(exclude_categories=()), max_size=20), max_size=12)
FIELDS = pytest.mark.parametrize("kind", sorted(TREES))


def read(kind: str, *posted: str, kept=None):
    return read_value(TREES[kind], posted, feelings=WORDS, kept=kept)


def refused(kind: str, *posted: str) -> BadValue:
    with pytest.raises(BadValue) as caught:
        read(kind, *posted)
    return caught.value


@FIELDS
@given(posted=POSTED)
def test_whatever_is_sent_is_read_or_refused_and_reads_the_same_when_sent_again(kind: str, posted: list[str]):
    field = TREES[kind]
    try:
        value = read(kind, *posted)
    except BadValue:
        return
    assert not (value is not None and is_empty(value))
    if value is None:
        return
    assert fits(field, value)
    assert json.loads(json.dumps(value)) == value
    json.dumps(value, ensure_ascii=False).encode()  # can be written down
    sent = as_posted(field, value)
    assert read(kind, *sent) == value
    assert read(kind, *sent, kept=value) == value
    assert any(line for line in plain_lines(field, value))


@FIELDS
@given(
    posted=POSTED,
    kept=st.none() | st.text() | st.integers() | st.lists(st.text()) | st.lists(st.lists(st.text())),
)
def test_an_earlier_answer_of_any_shape_is_no_obstacle(kind: str, posted: list[str], kept):
    with suppress(BadValue):
        read(kind, *posted, kept=kept)
    plain_lines(TREES[kind], kept)
    as_posted(TREES[kind], kept)


@pytest.mark.parametrize(
    ("kind", "posted", "value"),
    [
        ("short", [" a cup \r\n on the sill "], "a cup   on the sill"),
        ("long", ["\n one\r\ntwo\rthree \n"], "one\ntwo\nthree"),
        ("short", ["  "], None),
        ("choice", ["", "fine"], "fine"),
        ("choices", ["a friend", "tea", "tea"], ["tea", "a friend"]),
        ("slider", [" 7 "], 7),
        ("slider", ["0"], 0),
        ("slider", [""], None),
        ("feelings", ["tense", "calm", "tense"], ["tense", "calm"]),
        ("table", ["a cup", "", " ", "", "", "the sill"], [["a cup", ""], ["", "the sill"]]),
        ("date", ["2026-11-22"], "2026-11-22"),
        ("ladder", ["say hello", "3", "", "5", "stay", ""], [["say hello", 3], ["stay", None]]),
        ("sort", ["1:1", "0:0"], {"words": "mine", "mood": "not mine"}),
        ("sort", [], None),
    ],
)
def test_answers_are_kept_in_one_form(kind: str, posted: list[str], value):
    assert read(kind, *posted) == value


@pytest.mark.parametrize(
    ("kind", "posted", "code"),
    [
        ("short", ["x" * 301], "too_long"),
        ("long", ["x" * 20_001], "too_long"),
        ("choice", ["elsewhere"], "not_offered"),
        ("choice", ["fine", "so-so"], "several"),
        ("choices", ["tea", "rum"], "not_offered"),
        ("slider", ["11"], "not_in_range"),
        ("slider", ["loud"], "not_in_range"),
        ("feelings", ["smug"], "not_offered"),
        ("table", ["one", "two", "three"], "other_page"),
        ("table", ["x" * 301, ""], "cell_too_long"),
        ("table", ["x", "y"] * 51, "too_many_rows"),
        ("date", ["2026-02-30"], "not_a_day"),
        ("date", ["yesterday"], "not_a_day"),
        ("ladder", ["a", "1", "b", "11"], "not_in_range"),
        ("ladder", ["a", "1"] * 21, "too_many_rows"),
        ("sort", ["5:0"], "not_offered"),
        ("sort", ["mine"], "not_offered"),
    ],
)
def test_what_does_not_fit_is_refused_by_a_code_without_its_words(kind: str, posted: list[str], code: str):
    bad = refused(kind, *posted)
    assert bad.code == code
    assert str(bad) == code


def test_a_refused_row_is_counted_as_on_the_page():
    assert refused("ladder", "a", "1", "", "", "b", "11").facts == {"low": 0, "high": 10, "row": 3}


@pytest.mark.parametrize(
    ("kind", "posted", "kept"),
    [
        ("choice", ["gone"], "gone"),
        ("choices", ["tea", "gone"], ["gone"]),
        ("feelings", ["gone", "calm"], ["gone"]),
        ("slider", ["40"], 40),
        ("table", ["a", "b", "c"], [["a", "b", "c"]]),
    ],
)
def test_what_was_true_before_may_be_sent_again(kind: str, posted: list[str], kept):
    assert read(kind, *posted, kept=kept) is not None


def test_a_thing_or_a_side_that_is_no_longer_offered_stays_where_it_was():
    kept = {"the weather": "mine", "words": "theirs"}
    assert read("sort", "1:1", kept=kept) == {"mood": "not mine", "words": "theirs", "the weather": "mine"}
    assert read("sort", "0:0", kept=kept) == {"words": "mine", "the weather": "mine"}


def test_plain_lines_tell_each_type():
    told = {
        "long": (["one", "two"], "one\ntwo"),
        "slider": (["7 (0 silent – 10 loud)"], 7),
        "feelings": (["calm, glad"], ["calm", "glad"]),
        "table": (["what: a cup; where: the sill", "where: here"], [["a cup", "the sill"], ["", "here"]]),
        "ladder": (["1. hello (3)", "2. stay"], [["hello", 3], ["stay", None]]),
        "sort": (["mine: words, mood"], {"words": "mine", "mood": "mine"}),
    }
    for kind, (lines, value) in told.items():
        assert plain_lines(TREES[kind], value) == lines


def test_the_words_of_a_field_include_what_gives_its_numbers_and_cells_their_meaning():
    assert wording(TREES["short"]) == "A"
    assert wording(TREES["slider"]) == "A (0 silent, 10 loud)"
    assert wording(TREES["table"]) == "A (what, where)"
