"""How a form travels: flat lists in page order, and one `do` for every button."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from journal.http import (
    Asked,
    asked,
    back_to,
    body_check,
    more,
    posted,
    row_change,
    rows_to_show,
    values,
)
from journal.rules.rows import RowChange
from journal.rules.signs import prints_notes
from library.grammar.trees import ExerciseTree, FieldTree

LINE = FieldTree(type="short", key="line", label="A line")
SIGNS = FieldTree(type="choices", key="signs", label="Signs", choices=("one", "two"))
DAYS = FieldTree(type="table", key="days", label="Days", columns=("fact", "meaning"), rows=2)
STEPS = FieldTree(type="ladder", key="steps", label="Steps", rows=2)
PARTS = FieldTree(type="sort", key="parts", label="Parts", choices=("a", "b"), columns=("mine", "not"))
TREE = ExerciseTree(
    id="all", title="All", mode="page", lighter="", intro_html="", fields=(LINE, SIGNS, DAYS, STEPS, PARTS)
)


def test_the_cells_of_a_table_come_row_by_row_whatever_order_they_were_sent_in():
    data = QueryDict("f-days-10-0=e&f-days-0-1=b&f-days-0-0=a&f-days-2-0=c&f-days-2-1=d")
    assert values(data, DAYS) == ["a", "b", "c", "d", "e", ""]


def test_what_is_no_cell_of_this_table_is_left_out():
    data = QueryDict("f-days-0-2=x&f-days-x-0=y&f-days-0-0-0=z&f-day-0-0=w&f-days-9999-0=v")
    assert values(data, DAYS) == []


def test_a_ladder_sends_text_and_rating_of_each_step():
    assert values(QueryDict("f-steps-1-text=b&f-steps-0-rating=3&f-steps-0-text=a"), STEPS) == [
        "a", "3", "b", "",
    ]  # fmt: skip


def test_things_to_sort_come_in_the_authors_order_and_unsorted_ones_are_blank():
    assert values(QueryDict("f-parts-1=1%3A0"), PARTS) == ["", "1:0"]


def test_a_field_that_was_not_on_the_page_is_not_touched():
    data = QueryDict("seen=line:0+signs:2&f-line=x")
    assert posted(data, TREE) == {"line": ["x"], "signs": []}


@pytest.mark.parametrize(
    ("do", "wanted"),
    [
        ("keep", Asked("keep")),
        ("save", Asked("save")),
        ("", Asked("save")),
        ("nonsense:days:1", Asked("save")),
        ("add:nowhere", Asked("save")),
        ("add:days", Asked("add", "days")),
        ("remove:days:4", Asked("remove", "days", 4)),
        ("up:steps:x", Asked("up", "steps", 0)),
        ("take:line:1:abc", Asked("take", "line", 1, "abc")),
    ],
)
def test_reading_a_button(do: str, wanted: Asked):
    data = QueryDict(mutable=True)
    data["do"] = do
    assert asked(data, TREE) == wanted


def test_a_page_without_a_button_is_kept():
    assert asked(QueryDict(""), TREE) == Asked("keep")


def test_only_row_buttons_change_rows():
    assert row_change(Asked("down", "steps", 2)) == RowChange("down", "steps", 2)
    assert row_change(Asked("take", "line", 0)) is None


@pytest.mark.parametrize(
    ("cells", "button", "shown"),
    [
        (["a", "b", "c", "d"], Asked("add", "days"), "days:1"),
        (["a", "b", "", ""], Asked("add", "days"), "days:1"),
        (["a", "b", "", "", "", ""], Asked("remove", "days", 2), ""),
        (["a", "b", "", "", "", ""], Asked("remove", "days", 0), ""),
        (["a", "b", "c", "d", "", ""], Asked("add", "days"), "days:2"),
        (["a", "b", "c", "d", "", ""], Asked("up", "steps", 1), "days:1"),
    ],
)
def test_the_page_comes_back_with_as_many_rows_as_it_had(cells: list[str], button: Asked, shown: str):
    assert rows_to_show(TREE, {"days": cells}, button) == shown


@pytest.mark.parametrize(
    ("address", "place", "query", "wanted"),
    [
        ("/c/1/m1/2/#exercise-1", "", {}, "/c/1/m1/2/#exercise-1"),
        ("/c/1/#e", "f-days", {"more": "days:1"}, "/c/1/?more=days%3A1#e-f-days"),
        ("/c/1/?print=notes&more=old%3A3&at=x2#e", "", {"at": "x1"}, "/c/1/?print=notes&at=x1#e"),
        ("/notebook/", "f-days", {}, "/notebook/"),
    ],
)
def test_the_way_back_leads_to_the_field(address, place, query, wanted):
    assert back_to(address, place, **query) == wanted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("7", 7), ("10", 10), (" 3 ", 3), ("", None), ("11", 10), ("9" * 12, 10), ("-1", None), ("٣", None),
        ("07", 7), ("lots", None),
    ],
)  # fmt: skip
def test_a_body_check_is_a_number_from_0_to_10_or_nothing_and_more_than_10_is_10(text, value):
    data = QueryDict(mutable=True)
    data["body"] = text
    assert body_check(data) == value


def test_a_page_may_ask_for_more_rows_and_for_paper():
    request = RequestFactory().get("/", {"more": "days:2 steps:9999 x", "print": "notes"})
    assert more(request) == {"days": 2, "steps": 50, "x": 0}
    assert prints_notes(request.GET)
    assert not prints_notes({"print": "all"})
