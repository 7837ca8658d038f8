"""Journeys through the questions: by keyboard and without a script, over days, by ear, and with too few answers."""

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Product, sign_in
from tests.browser.hands import Keyboard, Pointer
from tests.browser.judging import AXE, EVERYTHING, found_by_axe
from tests.browser.steps import h1

PLACES = "places@example.org"
LABELS = re.compile(r"\b(secure|anxious|avoidant|fearful|dismissing|preoccupied)\b", re.IGNORECASE)


@pytest.fixture(params=["keyboard", "no-script"])
def hands(request: pytest.FixtureRequest, people: Callable[..., Page], scene: dict[str, Any]) -> Pointer:
    """One person with the keyboard alone on a narrow screen, another on a wide one with scripts off."""
    if request.param == "keyboard":
        hands: Pointer = Keyboard(people(width=390))
        sign_in(hands.page, "answers-keys@example.org")
    else:
        hands = Pointer(people(width=1280, javascript=False))
        sign_in(hands.page, "answers-plain@example.org")
    return hands


def is_keyboard(hands: Pointer) -> bool:
    return isinstance(hands, Keyboard)


def judge(hands: Pointer) -> None:
    """Nothing for axe to find, wherever the journey is; axe is a script, so only where scripts run."""
    if is_keyboard(hands):
        hands.page.evaluate(AXE)
        hands.page.evaluate("scrollTo(0, 0)")
        assert found_by_axe(hands.page, EVERYTHING) == []


def begin(hands: Pointer, *, layout: str = "Six to a page") -> None:
    """From the list of results to the first statements."""
    page = hands.page
    page.goto("/q/")
    hands.press(page.get_by_role("link", name="Where are you with closeness?", exact=True))
    expect(page.get_by_text("Questions about closeness")).to_be_visible()
    hands.tick(page.get_by_role("radio", name=layout))
    for agreement in page.get_by_role("checkbox", name=re.compile("^Keep my answers")).all():
        hands.tick(agreement)
    hands.press(page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("group", name=re.compile(r"^Statement \d+ of 18")).first).to_be_visible()


def statements(page: Page) -> list[Any]:
    return page.get_by_role("group", name=re.compile(r"^Statement \d+ of 18")).all()


def answer(hands: Pointer, group: Any, name: str) -> None:
    hands.tick(group.get_by_role("radio", name=name, exact=True))


def turn(hands: Pointer, words: str) -> None:
    """Press Continue and be where these words stand."""
    hands.press(hands.page.get_by_role("button", name="Continue"))
    expect(hands.page.get_by_text(words)).to_be_visible()


def tab_stops(page: Page) -> int:
    """How many Tabs lead through the statements of a page, from the one before the first to the one after the last."""
    groups = len(statements(page))
    statements(page)[0].get_by_role("radio", checked=True).focus()
    stops = 1
    while stops <= 3 * groups:
        page.keyboard.press("Tab")
        if not page.evaluate("Boolean(document.activeElement.closest('[data-question]'))"):
            return stops
        stops += 1
    return stops


# 5. Eighteen statements, two skipped, a stop on page 2, back the next day.


def test_eighteen_statements_with_a_stop_in_the_middle_and_a_night_between(
    hands: Pointer, product: Product
) -> None:
    page = hands.page
    begin(hands)
    expect(page.get_by_text("Page 1 of 3. Statements 1 to 6.")).to_be_visible()
    judge(hands)
    for group in statements(page):
        answer(hands, group, "6, agree")
    if is_keyboard(hands):
        expect(page.get_by_text("Saved at")).to_be_visible()
        assert tab_stops(page) == 6
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()  # choosing never turns the page
    turn(hands, "Page 2 of 3")
    first, second, *_ = statements(page)
    answer(hands, first, "Skip this one")
    answer(hands, second, "2, disagree")
    hands.press(page.get_by_role("button", name="Stop here"))
    expect(page.get_by_text("Your answers are kept.")).to_be_visible()
    _come_back_the_next_day(hands, product)
    expect(page.get_by_text("Page 2 of 3. Statements 7 to 12.")).to_be_visible()
    expect(statements(page)[0].get_by_role("radio", name="Skip this one")).to_be_checked()
    expect(statements(page)[1].get_by_role("radio", name="2, disagree")).to_be_checked()
    _answer_the_rest(hands)
    expect(page.get_by_text("You skipped 2.")).to_be_visible()
    hands.press(page.get_by_role("button", name="See my result"))
    expect(page.get_by_text("You answered 16 of 18 statements.")).to_be_visible()


def _come_back_the_next_day(hands: Pointer, product: Product) -> None:
    page = hands.page
    address = "answers-keys@example.org" if is_keyboard(hands) else "answers-plain@example.org"
    page.context.clear_cookies()
    moved = [sys.executable, "-m", "tests.browser.days", address, "1"]
    subprocess.run(moved, cwd=ROOT, env=product.environment, check=True)
    sign_in(page, address)
    page.goto("/q/")
    hands.press(page.get_by_role("link", name=re.compile("^Carry on")).first)


def _answer_the_rest(hands: Pointer) -> None:
    page = hands.page
    for group in statements(page)[2:]:
        answer(hands, group, "3, disagree a little")
    turn(hands, "Page 3 of 3")
    *most, _last = statements(page)
    for group in most:
        answer(hands, group, "4, in between")
    turn(hands, "You left 1 open. Answer it, or skip it.")
    hands.press(page.get_by_role("link", name="Statement 18"))
    expect(page.get_by_text("Page 3 of 3")).to_be_visible()
    answer(hands, statements(page)[-1], "Skip this one")
    turn(hands, "All 18 statements have an answer or were skipped.")


def test_one_statement_at_a_time_and_back_to_six(hands: Pointer) -> None:
    page = hands.page
    begin(hands, layout="One at a time")
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Statement {number} of 18.", exact=True)).to_be_visible()
        assert len(statements(page)) == 1
        judge(hands)
        answer(hands, statements(page)[0], "5, agree a little")
        hands.press(page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("Statement 4 of 18.", exact=True)).to_be_visible()
    hands.press(page.get_by_role("button", name="Back"))
    expect(page.get_by_text("Statement 3 of 18.", exact=True)).to_be_visible()
    expect(statements(page)[0].get_by_role("radio", name="5, agree a little")).to_be_checked()
    hands.press(page.get_by_role("button", name="Show six at a time"))
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    for group in statements(page)[:3]:
        expect(group.get_by_role("radio", name="5, agree a little")).to_be_checked()
    hands.press(page.get_by_role("button", name="Stop here"))
    _delete_what_was_begun(hands)


def _delete_what_was_begun(hands: Pointer) -> None:
    page = hands.page
    hands.press(page.get_by_role("link", name=re.compile("^Delete what was begun")).first)
    expect(h1(page)).to_have_text("Delete these answers?")
    hands.press(page.get_by_role("button", name="Delete them"))
    expect(page.get_by_text("Nothing of what you answered there is left.")).to_be_visible()


def test_two_tabs_in_two_layouts_keep_what_each_was_told(
    people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    first = people(width=390)
    sign_in(first, "answers-tabs@example.org")
    hands = Pointer(first)
    begin(hands)
    sheet = first.url.rsplit("/", 2)[0]
    second = first.context.new_page()
    second.goto(f"{sheet}/one/1/")
    answer(hands, statements(first)[0], "2, disagree")
    expect(first.get_by_text("Saved at")).to_be_visible()
    answer(Pointer(second), statements(second)[0], "6, agree")
    expect(second.get_by_text("also answered in another tab")).to_be_visible()
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_text("Statement 2 of 18.", exact=True)).to_be_visible()
    first.reload()
    expect(statements(first)[0].get_by_role("radio", name="6, agree")).to_be_checked()


# 6. The result by ear: what the accessibility tree says, and in which order.


def heard(page: Page) -> str:
    """The main part of the page as a screen reader gets it."""
    return page.get_by_role("main").aria_snapshot()


def test_a_result_is_heard_in_order_with_its_names_ranges_and_dates(
    people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=1280, who=PLACES)
    page.goto(scene["states"]["earlier"])
    told = heard(page)
    order = [
        'heading "These days you are mostly calm about being left, and find it fairly easy to rely on people"',
        "It is not a diagnosis or a fixed type, and it can change.",
        'heading "Your place on the map" [level=2]',
        'img "Your result on two scales"',
        "How sure is this?",
        'heading "Worry about being left" [level=3]',
        'img "3.0 on a scale from 1 to 7, likely between 1.9 and 4.1 (assumed)"',
        'heading "Keeping distance" [level=3]',
        'img "3.0 on a scale from 1 to 7, likely between 1.9 and 4.1 (assumed)"',
        "5.0 then, 3.0 now. Probably a real change. It does not say why.",
        'heading "You might notice" [level=3]',
        'heading "Strengths that often come with it" [level=3]',
        'heading "A good next step" [level=2]',
        'link "Open the lesson"',
        "I’d rather talk to someone",
        'heading "The numbers" [level=2]',
        'columnheader "This time"',
        'rowheader "Worry about being left"',
        'cell "1.9 to 4.1"',
        'heading "Keep it or let it go" [level=2]',
    ]
    at = 0
    for words in order:
        found = told.find(words, at)
        assert found >= 0, f"Not heard, or not in its turn: {words}"
        at = found + 1


def test_the_drawing_is_described_and_the_table_has_headers_for_every_cell(
    people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=390, who=PLACES)
    page.goto(scene["states"]["earlier"])
    drawing = page.get_by_role("img", name="Your result on two scales")
    expect(drawing).to_have_accessible_description(
        re.compile("runs from left to right.*Below the middle.*Hollow circles")
    )
    table = page.get_by_role("region", name="Your results as a table").get_by_role("table")
    headers = table.get_by_role("columnheader").all_inner_texts()
    assert headers[:4] == ["Scale, 1 to 7", "This time", "Likely range, assumed", "Answered"]
    assert len(headers) == 7  # three dates of earlier times
    for row in table.get_by_role("row").all()[1:]:
        assert row.get_by_role("rowheader").count() == 1
        assert row.get_by_role("cell").count() == 6


@pytest.mark.parametrize(
    "state", ["lowest", "highest", "centre", "towards_worry", "towards_distance", "bonds"]
)
def test_no_style_word_is_marked_or_stands_outside_its_one_sentence(
    state: str, people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=1280, who=PLACES)
    page.goto(scene["states"][state])
    named = (
        page.get_by_role("main")
        .locator("p, li, h1, h2, h3, td, th, title, desc, text")
        .filter(has_text=LABELS)
    )
    expect(named).to_have_count(1)
    expect(named.locator("strong, em, b, mark, a, svg")).to_have_count(0)
    if state == "highest":
        buttons = page.get_by_role("region", name="A good next step").get_by_role("link").all_inner_texts()
        assert buttons[0] == "I’d rather talk to someone"


# 7. Too few answers: no score anywhere, kind words, and answers can be added.


def test_too_few_answers_make_no_score_and_can_be_added_to(hands: Pointer) -> None:
    page = hands.page
    begin(hands)
    answer(hands, statements(page)[0], "6, agree")
    for words in ("Page 2 of 3", "Page 3 of 3", "You left 17 open."):
        turn(hands, words)
    hands.press(page.get_by_role("button", name="Skip these and see my result"))
    expect(h1(page)).to_have_text("There are not enough answers for a result yet")
    expect(page.get_by_text("Skipping is fine.")).to_be_visible()
    assert not re.search(r"\d\.\d", page.get_by_role("main").inner_text())
    expect(page.get_by_role("main").get_by_role("img")).to_have_count(0)
    judge(hands)
    hands.press(page.get_by_role("button", name="Add answers"))
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    expect(statements(page)[0].get_by_role("radio", name="6, agree")).to_be_checked()
    hands.press(page.get_by_role("button", name="Stop here"))
    _delete_what_was_begun(hands)
