"""CSV that says what was put in, and starts nothing where it is opened."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets import FORMULA_STARTS, as_csv


def read(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8"), newline="")))


def test_a_table_is_utf8_without_a_mark_and_ends_its_lines_as_the_standard_says():
    made = as_csv(["name", "value"], [["Łódź", 1], ['say "so", twice', None]])
    assert not made.startswith(b"\xef\xbb\xbf")
    assert made.split(b"\r\n")[0] == b"name,value"
    assert read(made)[1:] == [["Łódź", "1"], ['say "so", twice', ""]]


def test_numbers_keep_their_digits_and_their_sign():
    assert read(as_csv(["a"], [[13 / 3], [-3], [True], [False]]))[1:] == [
        ["4.333333333333333"],
        ["-3"],
        ["true"],
        ["false"],
    ]


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("http://x")',
    ],
)
def test_words_that_look_like_a_formula_stay_words(words):
    (cell,) = read(as_csv(["a"], [[words]]))[1]
    assert cell == f"'{words}"


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8")), min_size=1, max_size=4))
def test_whatever_is_written_comes_back_and_no_cell_begins_a_formula(words):
    cells = read(as_csv(["h"] * len(words), [words]))[1] if any(words) or len(words) > 1 else [""]
    assert [cell.removeprefix("'") for cell in cells] == [word.removeprefix("'") for word in words]
    assert not any(cell.lstrip(" \u00a0").startswith(FORMULA_STARTS) for cell in cells)
