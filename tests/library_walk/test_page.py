"""The reader of pages sees what is wrong with one."""

import pytest

from tests.library_walk.hands import fill
from tests.library_walk.page import Page

GOOD = '<h1 id="a">One</h1><h2>Two</h2><p><a href="#a">up</a> <a href="/help/">help</a></p>'


def test_a_sound_page_has_no_faults():
    assert Page(GOOD).faults == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p id="a">Again</p>', "the id “a” stands 2 times"),
        ('<a href="#b">there</a>', "the link #b leads nowhere on the page"),
        ('<label for="b">Word</label>', "a label or description points to “b”, which is not there"),
        ("<h4>Deep</h4>", "a heading of level 4 follows one of level 2"),
        ("<h1>Another</h1>", "there are 2 headings of level 1"),
        ('<a href="lesson:safe-base">x</a>', "the link “lesson:safe-base” was not resolved"),
        ('<img src="https://example.org/a.png">', "https://example.org/a.png is fetched from another site"),
        ('<script src="//example.org/a.js"></script>', "//example.org/a.js is fetched from another site"),
        (
            '<form action="https://example.org/">x</form>',
            "a form sends to another site: https://example.org/",
        ),
    ],
)
def test_a_fault_is_named(html: str, fault: str):
    assert Page(GOOD + html).faults == [fault]


def test_every_control_of_a_field_is_filled_by_its_kind():
    (form,) = Page(
        '<form action="/"><input name="f-word"><textarea name="f-days-0-0"></textarea>'
        '<input type="radio" name="f-feel" value="fine"><input type="radio" name="f-feel" value="" checked>'
        '<input type="checkbox" name="f-signs" value="one"><input type="checkbox" name="f-signs" value="two">'
        '<input type="number" max="7" name="f-size"><input type="date" name="f-on"></form>'
    ).forms
    assert fill(form, "word") == {"f-word": ["lantern 0 in f-word"]}
    assert fill(form, "days") == {"f-days-0-0": ["lantern 0 in f-days-0-0"]}
    assert fill(form, "feel") == {"f-feel": ["fine"]}
    assert fill(form, "signs") == {"f-signs": ["one", "two"]}
    assert fill(form, "size") == {"f-size": ["7"]}
    assert fill(form, "on") == {"f-on": ["2026-11-22"]}
    assert fill(form, "elsewhere") == {}
