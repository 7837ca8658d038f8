"""Rows of a table or a ladder, moved by buttons."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.rules.rows import RowChange, changed

CELLS = st.lists(st.sampled_from(["", " ", "a", "b", "c", "d"]), max_size=12)


def rows(*cells: str) -> list[str]:
    return [piece for cell in cells for piece in (cell, "")]


@given(
    posted=CELLS, width=st.integers(0, 3), verb=st.sampled_from(["add", "up", "down"]), row=st.integers(-2, 9)
)
def test_moving_keeps_every_text(posted: list[str], width: int, verb: str, row: int):
    assert Counter(changed(posted, width, RowChange(verb, "a", row))) == Counter(posted)


@given(posted=CELLS, row=st.integers(-2, 9))
def test_removing_takes_out_one_row_and_nothing_else(posted: list[str], row: int):
    posted = posted[: len(posted) // 2 * 2]
    there = 0 <= row < len(posted) // 2
    after = changed(posted, 2, RowChange("remove", "a", row))
    assert after == (posted[: row * 2] + posted[row * 2 + 2 :] if there else posted)


@pytest.mark.parametrize(
    ("verb", "row", "after"),
    [
        ("up", 2, rows("c", "", "a")),
        ("down", 0, rows("c", "", "a")),
        ("up", 0, rows("a", "", "c")),
        ("down", 2, rows("a", "", "c")),
        ("add", 0, rows("a", "", "c")),
        ("remove", 0, rows("", "c")),
    ],
)
def test_a_row_moves_past_blank_rows(verb: str, row: int, after: list[str]):
    assert changed(rows("a", "", "c"), 2, RowChange(verb, "steps", row)) == after
