"""What people do over and over, told once."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Product
from tests.browser.hands import Pointer

SECRET = "a-lamp-by-the-stairs-7"


def sign_up(hands: Pointer, product: Product, address: str) -> None:
    """From the sign-up form to Today: the code from the mailbox, and once the page about Leave."""
    page = hands.page
    hands.write(page.get_by_label("Email"), address)
    hands.write(page.get_by_label("Password", exact=True), SECRET)
    hands.tick(page.get_by_role("checkbox", name=re.compile("18")))
    hands.press(page.get_by_role("button", name="Create account"))
    type_the_code(hands, product, address)


def type_the_code(hands: Pointer, product: Product, address: str) -> None:
    box = hands.page.get_by_role("textbox", name="Code from the email")
    expect(box).to_be_visible()
    hands.write(box, product.code_for(address))
    hands.press(hands.page.get_by_role("button", name="Continue"))


def read_about_leave(hands: Pointer) -> None:
    expect(h1(hands.page)).to_have_text("About the Leave button")
    hands.press(hands.page.get_by_role("button", name="Continue"))


def settle_in(page: Page, product: Product, address: str) -> None:
    """A new person who stands on Today."""
    page.goto("/account/signup/")
    sign_up(Pointer(page), product, address)
    read_about_leave(Pointer(page))
    expect(page).to_have_url(re.compile("/today/$"))


def sign_in_by(hands: Pointer, address: str, password: str = SECRET) -> None:
    page = hands.page
    hands.write(page.get_by_label("Email"), address)
    hands.write(page.get_by_label("Password", exact=True), password)
    hands.press(page.get_by_role("button", name="Sign in"))


def answer_all(hands: Pointer) -> None:
    """Give the first answer to every question of the check on this page."""
    for group in hands.page.locator("form").filter(has_text="Check my answers").get_by_role("group").all():
        hands.tick(group.get_by_role("radio").first)


def exercise(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def keep(hands: Pointer, work: Locator, button: str = "Save") -> None:
    """Press the button of an exercise and read that it is kept."""
    hands.press(work.get_by_role("button", name=button, exact=True))
    expect(work.get_by_text("Kept in your notebook.")).to_be_visible()


def open_entry(hands: Pointer, title: str) -> Locator:
    """The newest entry of this title, from the notebook."""
    hands.page.goto("/notebook/")
    hands.press(hands.page.get_by_role("link", name=title, exact=True).first)
    expect(h1(hands.page)).to_have_text(title)
    return hands.page.get_by_role("main")


def h1(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)
