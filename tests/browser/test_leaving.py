"""Journey 9: Leave, by tap, by link and by Shift three times. The page goes blank, the session is over."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product, sign_in
from tests.browser.judging import AXE, EVERYTHING, found_by_axe
from tests.browser.steps import h1
from tests.browser.tour import SAM

BLANK_WITHIN = 100  # milliseconds between the press and an empty page


@pytest.fixture(params=[390, 1280])
def reader(request: pytest.FixtureRequest, people: Callable[..., Page], scene: dict[str, Any]) -> Page:
    """Somebody in the middle of a lesson for people with an account."""
    page = people(width=request.param)
    sign_in(page, "leaver@example.org")
    page.goto(scene["lessons"][2])
    return page


def _tap(page: Page) -> None:
    page.get_by_role("banner").get_by_role("link", name="Leave this site quickly").last.click()


def _second_skip_link(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Leave this site quickly").first).to_be_focused()
    page.keyboard.press("Enter")


def _three_shifts(page: Page) -> None:
    page.keyboard.press("Shift")
    expect(page.get_by_text("Press Shift two more times to leave.")).to_be_attached()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")


# The page itself says, the moment it changes, how long after the press that was and whether anything still shows.
WITNESS = """() => {
  let pressed = 0;
  for (const kind of ["click", "keyup"]) addEventListener(kind, () => { pressed = performance.now(); }, true);
  new MutationObserver(() => window.testify({
    waited: performance.now() - pressed,
    title: document.title,
    shown: [...document.body.children].filter((each) => getComputedStyle(each).display !== "none").length,
  })).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
}"""


@pytest.mark.parametrize("way", [_tap, _second_skip_link, _three_shifts], ids=["tap", "link", "shift"])
def test_leaving_blanks_the_page_at_once_and_ends_the_session(
    way: Callable[[Page], None], reader: Page, people: Callable[..., Page], product: Product
) -> None:
    reader.evaluate(AXE)
    assert found_by_axe(reader, EVERYTHING) == []
    session = reader.context.cookies()
    told: list[dict[str, Any]] = []
    reader.expose_function("testify", lambda words: told.append(words))
    reader.evaluate(WITNESS)
    way(reader)
    reader.wait_for_url(f"{product.elsewhere}/**")
    assert (told[0]["title"], told[0]["shown"]) == ("…", 0)
    assert told[0]["waited"] <= BLANK_WITHIN
    _is_over(session, people)
    reader.go_back()
    expect(h1(reader)).to_have_text("Sign in")


def test_leave_is_a_plain_link_where_scripts_are_off(
    people: Callable[..., Page], product: Product, scene: dict[str, Any]
) -> None:
    page = people(width=1280, javascript=False)
    sign_in(page, "leaver@example.org")
    page.goto(scene["lessons"][2])
    session = page.context.cookies()
    _tap(page)
    page.wait_for_url(f"{product.elsewhere}/**")
    _is_over(session, people)
    page.go_back()
    expect(h1(page)).to_have_text("Sign in")


def _is_over(cookies: list[Any], people: Callable[..., Page]) -> None:
    """Somebody who kept the cookies gets no further than the sign-in page."""
    thief = people()
    thief.context.add_cookies(cookies)
    thief.goto("/today/")
    expect(h1(thief)).to_have_text("Sign in")


def test_capitals_and_shifts_with_other_keys_never_leave(people: Callable[..., Page]) -> None:
    page = people(width=390, who=SAM)
    page.goto("/settings/")
    box = page.get_by_label("What we call you")
    box.fill("")
    box.focus()
    for letter in "ADALOVELACE":
        page.keyboard.press(f"Shift+{letter}")
    expect(box).to_have_value("ADALOVELACE")
    for _ in range(4):
        page.keyboard.press("Shift")
        page.keyboard.press("a")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
    page.keyboard.down("Shift")
    box.click()
    page.keyboard.up("Shift")
    expect(page).to_have_title(re.compile("^Settings"))
    assert page.evaluate("document.documentElement.className") == ""
