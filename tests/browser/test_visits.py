"""A visit that ends by itself: the warning, one press, the cover, and nothing lost, with JavaScript and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Product, sign_in
from tests.browser.hands import Keyboard, Pointer
from tests.browser.judging import has_no_problems
from tests.browser.steps import h1, sign_in_by

pytestmark = pytest.mark.usefixtures("scene")  # which knows Lea, who leaves
WHO = "leaver@example.org"
WORDS = "Lea of the lake"
# What half an hour away does, done to the row; the name of no session is known here.
AWAY = """
import json
from accounts.models import Visit
for visit in Visit.objects.filter(user__email="{who}"):
    kept = json.loads(visit.session_data)
    kept["seen_at"] -= 3600
    visit.session_data = json.dumps(kept)
    visit.save()
"""


def go_away(product: Product, who: str = WHO) -> None:
    done = product.manage("shell", "-c", AWAY.format(who=who))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("width", [390, 1280])
def test_before_a_visit_ends_one_press_goes_on_and_after_it_the_page_is_covered_and_nothing_lost(
    width: int, people: Callable[..., Page], product: Product
):
    page = people(width=width)
    hands = Keyboard(page)
    page.clock.install()
    sign_in(page, WHO)
    page.goto("/settings/")
    warning = page.get_by_role("alertdialog", name="Are you still there?")
    page.clock.fast_forward("27:00")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("01:30")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert has_no_problems(page)
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("20:00")
    expect(warning).to_be_hidden()

    hands.write(page.get_by_label("What we call you"), WORDS)
    page.clock.fast_forward("09:00")
    expect(warning).to_be_visible()
    page.clock.fast_forward("05:00")
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    expect(page).to_have_title("You have been signed out")
    expect(page.get_by_role("link", name="Leave this site quickly").last).to_be_visible()
    assert has_no_problems(page)

    go_away(product)
    hands.press(page.get_by_role("link", name="Sign in again"))
    expect(h1(page)).to_have_text("Sign in")
    sign_in_by(hands, WHO, PASSWORD)
    expect(h1(page)).to_have_text("This was not saved yet")
    expect(page.get_by_label("What you wrote")).to_have_value(re.compile(WORDS))
    assert has_no_problems(page)
    hands.press(page.get_by_role("button", name="Save it now"))
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("What we call you")).to_have_value(WORDS)


def test_whoever_is_still_at_it_is_not_asked(people: Callable[..., Page]):
    page = people(width=390)
    page.clock.install()
    sign_in(page, WHO)
    page.goto("/settings/")
    page.clock.fast_forward("27:00")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/settings/visits/stay/") as answer:
        page.clock.fast_forward("01:30")
    assert answer.value.json()["left"] > 1700
    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_without_javascript_the_page_says_how_long_and_what_is_sent_too_late_is_saved_after_signing_in(
    people: Callable[..., Page], product: Product
):
    page = people(width=390, javascript=False)
    hands = Pointer(page)
    sign_in(page, WHO)
    page.goto("/notebook/f/writing/")
    # Chromium keeps <noscript> out of sight where it is a test that has switched scripts off.
    assert "you are signed out after 30 minutes without a press" in page.content()
    page.locator("textarea").first.fill("The river was high today,\nand I walked along it.")
    go_away(product)
    hands.press(page.get_by_role("button", name="Keep this entry"))
    expect(h1(page)).to_have_text("Sign in")
    sign_in_by(hands, WHO, PASSWORD)
    expect(h1(page)).to_have_text("This was not saved yet")
    hands.press(page.get_by_role("button", name="Save it now"))
    expect(page.get_by_text("Kept in your notebook.").first).to_be_visible()


def test_a_visit_elsewhere_is_seen_and_ended(people: Callable[..., Page]):
    here, elsewhere = people(width=1280), people(width=390)
    for page in (here, elsewhere):
        sign_in(page, WHO)
    here.goto("/settings/")
    here.get_by_role("link", name="Where you are signed in").click()
    expect(here.get_by_text("Chrome on a Linux computer").first).to_be_visible()
    assert has_no_problems(here)
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_role("button", name=re.compile("^Sign out there"))).to_have_count(0)
    elsewhere.goto("/settings/")
    expect(h1(elsewhere)).to_have_text("Sign in")
