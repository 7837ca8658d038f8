"""Writing in a lesson: every type of field, by keyboard alone and with no script."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import Keyboard, Pointer
from tests.browser.steps import exercise, h1, keep, open_entry

ZONES, KIT, JOLT = "Your zones", "Write your card", "Trace a jolt"
ZONES_LESSON, JOLT_LESSON, KIT_LESSON = 1, 2, 5  # places in the course


@pytest.fixture(params=["keyboard", "no-script"])
def hands(request: pytest.FixtureRequest, scene: dict[str, Any], people: Callable[..., Page]) -> Pointer:
    """A phone's width for both: the keyboard alone, and scripts off."""
    if request.param == "keyboard":
        return Keyboard(people(width=390, who="typist@example.org"))
    return Pointer(people(width=390, who="scribe@example.org", javascript=False))


def is_scripted(hands: Pointer) -> bool:
    return isinstance(hands, Keyboard)


def nothing_sticks_out(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


# Every type of field: filled, its rows changed, saved, seen again on the page and in the notebook.


def test_a_slider_a_table_a_sort_a_choice_and_a_line_are_kept(hands: Pointer, scene: dict[str, Any]) -> None:
    page, lesson = hands.page, scene["lessons"][ZONES_LESSON]
    page.goto(lesson)
    work = exercise(page, ZONES)
    _set_a_number(hands, work)
    _fill_a_table(hands, work)
    sorts = {"a quicker heart": "I can still choose", "going blank": "time to stop"}
    for thing, side in sorts.items():
        hands.tick(_side(work, thing, side))
    if is_scripted(hands):
        expect(work.get_by_role("list", name="time to stop").get_by_text("going blank")).to_be_visible()
    hands.tick(work.get_by_role("radio", name="two a week"))
    hands.write(work.get_by_label("What could you say to yourself"), "Enough for today.")
    nothing_sticks_out(page)
    keep(hands, work)
    page.goto(lesson)
    expect(work.get_by_role("spinbutton", name="Where are you at this moment?")).to_have_value("4")
    assert _rows(work, "calm") == ["loose jaw", "long breath"]
    for thing, side in sorts.items():
        expect(_side(work, thing, side)).to_be_checked()
    expect(work.get_by_role("radio", name="two a week")).to_be_checked()
    entry = open_entry(hands, ZONES)
    for words in ("4", "loose jaw", "long breath", "going blank", "two a week", "Enough for today."):
        expect(entry.get_by_text(words).first).to_be_visible()
    expect(entry.get_by_text("slow hands")).to_have_count(0)
    nothing_sticks_out(page)


def _set_a_number(hands: Pointer, work: Locator) -> None:
    """The arrows of the range set the number, and the number sets the range; without a script there is the number."""
    number = work.get_by_role("spinbutton", name="Where are you at this moment?")
    slider = work.get_by_role("slider", name="Where are you at this moment?")
    if isinstance(hands, Keyboard):
        hands.reach(slider)
        hands.page.keyboard.press("ArrowRight")
        expect(number).to_have_value("6")
        hands.page.keyboard.press("ArrowLeft")
        expect(number).to_have_value("5")
        hands.write(number, "4")
        expect(slider).to_have_value("4")
    else:
        expect(slider).to_have_count(0)
        hands.write(number, "4")


def _fill_a_table(hands: Pointer, work: Locator) -> None:
    """Two rows, one more, and the first of them away again: what was typed stays through all of it."""
    hands.write(_cell(work, "calm", 1), "slow hands")
    hands.write(_cell(work, "overload", 1), "no words")
    hands.write(_cell(work, "calm", 2), "loose jaw")
    hands.press(work.get_by_role("button", name="Add a row"))
    expect(_cell(work, "calm", 3)).to_have_value("")
    assert _rows(work, "calm") == ["slow hands", "loose jaw", ""]
    hands.write(_cell(work, "calm", 3), "long breath")
    hands.press(work.get_by_role("button", name="Remove row 1", exact=True))
    expect(_cell(work, "calm", 3)).to_have_count(0)
    assert _rows(work, "calm") == ["loose jaw", "long breath"]


def _cell(work: Locator, column: str, row: int) -> Locator:
    return work.get_by_role("textbox", name=f"{column} Row {row}", exact=True)


def _rows(work: Locator, column: str) -> list[str]:
    return [
        cell.input_value() for cell in work.get_by_role("textbox", name=re.compile(f"^{column} Row ")).all()
    ]


def _side(work: Locator, thing: str, side: str) -> Locator:
    return work.get_by_role("group", name=thing, exact=True).get_by_role("radio", name=side, exact=True)


def test_a_ladder_moves_and_a_day_is_kept(hands: Pointer, scene: dict[str, Any]) -> None:
    page, lesson = hands.page, scene["lessons"][KIT_LESSON]
    page.goto(lesson)
    work = exercise(page, KIT)
    for number, (step, rating) in enumerate([("Kettle", "1"), ("Ring Amina", ""), ("Coat on", "5")], start=1):
        hands.write(_step(work, number), step)
        hands.write(_rating(work, number), rating)
    hands.press(work.get_by_role("button", name="Add a step"))
    hands.write(_step(work, 4), "Bench")
    hands.press(_row_button(work, "Move up", "Coat on"))
    expect(_step(work, 2)).to_have_value("Coat on")
    expect(_rating(work, 2)).to_have_value("5")
    hands.press(_row_button(work, "Move down", "Kettle"))
    expect(_step(work, 1)).to_have_value("Coat on")
    hands.press(_row_button(work, "Remove", "Ring Amina"))
    expect(_step(work, 4)).to_have_count(0)
    hands.set_day(work.get_by_label("A day to look at it again"), date(2027, 3, 14))
    nothing_sticks_out(page)
    keep(hands, work)
    page.goto(lesson)
    assert [_step(work, number).input_value() for number in (1, 2, 3)] == ["Coat on", "Kettle", "Bench"]
    assert [_rating(work, number).input_value() for number in (1, 2, 3)] == ["5", "1", ""]
    expect(work.get_by_label("A day to look at it again")).to_have_value("2027-03-14")
    entry = open_entry(hands, KIT)
    assert entry.get_by_role("definition").first.get_by_role("listitem").all_inner_texts() == [
        "Coat on 5 of 10", "Kettle 1 of 10", "Bench",
    ]  # fmt: skip
    expect(entry.get_by_text("14 March 2027")).to_be_visible()


def _step(work: Locator, number: int) -> Locator:
    return work.get_by_role("textbox", name=f"Step {number}", exact=True)


def _row_button(work: Locator, verb: str, step: str) -> Locator:
    return work.get_by_role("button", name=re.compile(f"^{verb} ?: {step}$"))


def _rating(work: Locator, number: int) -> Locator:
    return work.get_by_role("spinbutton", name=f"0 to 10 for step {number}")


def test_settling_offers_rest_at_eight_and_goes_on_at_three_and_feelings_are_kept(
    hands: Pointer, scene: dict[str, Any]
) -> None:
    page, lesson = hands.page, scene["lessons"][JOLT_LESSON]
    page.goto(lesson)
    work = exercise(page, JOLT)
    _rest_and_come_back(hands, work)
    for group, words in {"At ease": ("calm", "at home"), "Moved": ("touched",)}.items():
        hands.open(work.locator("summary", has_text=group))
        for word in words:
            hands.tick(work.get_by_role("checkbox", name=word, exact=True))
    for sign in ("heart", "went still"):
        hands.tick(work.get_by_role("checkbox", name=sign, exact=True))
    nothing_sticks_out(page)
    keep(hands, work, "Keep this entry")
    expect(work.get_by_role("checkbox", name="heart")).not_to_be_checked()
    entry = open_entry(hands, JOLT)
    told = [each.inner_text().split("\n") for each in entry.get_by_role("definition").all()]
    assert told == [["heart", "went still"], ["calm", "at home", "touched"]]
    nothing_sticks_out(page)


def _rest_and_come_back(hands: Pointer, work: Locator) -> None:
    """Eight: rest is offered first, and stopping; Pause has a way back, and going on works. Three: on at once."""
    page = hands.page
    _say_how_stirred_up(hands, work, "8")
    expect(h1(page)).to_have_text("That is a lot to carry just now")
    expect(page.get_by_role("link", name="Stop here for today")).to_be_visible()
    hands.press(page.get_by_role("link", name="Go to Pause"))
    expect(h1(page)).to_have_text("Pause")
    hands.press(page.get_by_role("link", name="Go back to where I was"))
    expect(work).to_be_in_viewport()
    _say_how_stirred_up(hands, work, "8")
    hands.press(page.get_by_role("link", name="Go on anyway"))
    expect(work).to_be_in_viewport()
    _say_how_stirred_up(hands, work, "3")
    expect(h1(page)).to_have_text("Your alarm system")
    expect(work).to_be_in_viewport()


def _say_how_stirred_up(hands: Pointer, work: Locator, number: str) -> None:
    hands.write(work.get_by_role("spinbutton", name="How stirred up is your body now?"), number)
    hands.press(work.get_by_role("button", name="Go on", exact=True))


def test_a_free_page_of_several_paragraphs_is_kept(hands: Pointer) -> None:
    page = hands.page
    page.goto("/notebook/")
    hands.press(page.get_by_role("link", name="Write something"))
    hands.write(page.get_by_label("A title, if you like"), "On the ferry")
    hands.write(
        page.get_by_label("Write whatever is there"), "It rained.\n\nI went anyway <b>and stayed</b>."
    )
    hands.press(page.get_by_role("button", name="Keep this entry"))
    expect(page.get_by_text("Kept in your notebook.").first).to_be_visible()
    entry = open_entry(hands, "On the ferry")
    expect(entry.get_by_text("I went anyway <b>and stayed</b>.")).to_be_visible()
