"""The second step in a real browser: an app without JavaScript, a passkey with a virtual authenticator."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Product
from tests.browser.hands import Keyboard, Pointer
from tests.browser.judging import has_no_problems
from tests.browser.steps import SECRET, h1, read_about_leave, settle_in, type_the_code

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret: str, *, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture
def named(browser: Browser, product: Product) -> Iterator[BrowserContext]:
    """By the name of this machine: passkeys are tied to names, not to numbers. Nothing may complain."""
    complaints: list[str] = []
    context = browser.new_context(
        base_url=product.url.replace("127.0.0.1", "localhost"),
        viewport={"width": 390, "height": 844},
        reduced_motion="reduce",
    )
    context.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert [line for line in complaints if "status of 4" not in line] == []


def test_an_app_is_set_up_and_used_without_javascript_and_its_codes_are_kept_as_a_file(
    people, product: Product
):
    page = people(javascript=False)
    hands = Pointer(page)
    settle_in(page, product, "nora@example.org")
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(SECRET)
    hands.press(page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Add the passkey")).to_be_hidden()
    hands.press(page.get_by_role("link", name="Set up an app instead"))
    expect(page.get_by_role("img", name=re.compile("A square to scan"))).to_be_visible()
    key = page.locator(".secret code").inner_text().replace(" ", "")
    hands.write(page.get_by_label("Code from the app"), code(key))
    hands.press(page.get_by_role("button", name="Use this app from now on"))
    expect(h1(page)).to_have_text("Keep these codes")
    with page.expect_download() as file:
        page.get_by_role("link", name="Keep them as a file").click()
    assert re.fullmatch(r"alder-[\d-]+\.txt", file.value.suggested_filename)
    spare = file.value.path().read_text().split()
    assert len(spare) == 10
    page.goto("/account/logout/")
    hands.press(page.get_by_role("main").get_by_role("button", name="Sign out"))
    page.goto("/account/login/")
    hands.write(page.get_by_label("Email"), "nora@example.org")
    hands.write(page.get_by_label("Password", exact=True), SECRET)
    hands.press(page.get_by_role("button", name="Sign in"))
    expect(h1(page)).to_have_text("The second step")
    hands.write(page.get_by_label("Code"), spare[0])
    hands.press(page.get_by_role("button", name="Sign in"))
    expect(page).to_have_url(re.compile("/today/$"))


def test_a_passkey_is_added_by_keyboard_then_signs_in_alone_and_after_a_password(
    named: BrowserContext, product: Product
):
    page = named.new_page()
    devtools = named.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    hands = Keyboard(page)
    settle_in(page, product, "petra@example.org")
    page.goto("/account/2fa/webauthn/add/")
    hands.write(page.get_by_label("Password", exact=True), SECRET)
    hands.press(page.get_by_role("button", name="Continue"))
    expect(h1(page)).to_have_text("Add a passkey")
    assert has_no_problems(page)
    hands.write(page.get_by_label("A name for it"), "grey phone")
    hands.press(page.get_by_role("button", name="Add the passkey"))
    expect(h1(page)).to_have_text("Keep these codes")
    assert has_no_problems(page)
    spare = page.locator(".codes code").all_inner_texts()
    hands.press(page.get_by_role("link", name="I have kept them"))
    expect(h1(page)).to_have_text("A second step when you sign in")
    expect(page.get_by_text("grey phone").first).to_be_visible()
    assert has_no_problems(page)

    sign_out(page)
    page.goto("/account/login/?next=/settings/")
    hands.press(page.get_by_role("button", name="Use a passkey"))
    expect(h1(page)).to_have_text("Settings")

    sign_out(page)
    page.goto("/account/login/")
    hands.write(page.get_by_label("Email"), "petra@example.org")
    hands.write(page.get_by_label("Password", exact=True), SECRET)
    hands.press(page.get_by_role("button", name="Sign in"))
    expect(h1(page)).to_have_text("The second step")
    hands.press(page.get_by_role("button", name="Use a passkey"))
    expect(page).to_have_url(re.compile("/today/$"))

    pages_that_ask_again(page, hands, spare)


@pytest.mark.parametrize("width", [390, 1280])
def test_somebody_signs_up_with_a_passkey_and_no_password_and_comes_back_with_it(
    width: int, named: BrowserContext, product: Product
):
    page, address = named.new_page(), f"quill{width}@example.org"
    page.set_viewport_size({"width": width, "height": 844})
    devtools = named.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    hands = Keyboard(page)
    page.goto("/account/signup/")
    hands.press(page.get_by_role("link", name="Use a passkey instead"))
    expect(h1(page)).to_have_text("Create an account with a passkey")
    assert has_no_problems(page)
    hands.write(page.get_by_label("Email"), address)
    hands.tick(page.get_by_role("checkbox", name=re.compile("18")))
    hands.press(page.get_by_role("button", name="Go on"))
    type_the_code(hands, product, address)
    expect(h1(page)).to_have_text("Make your passkey")
    assert has_no_problems(page)
    hands.press(page.get_by_role("button", name="Make the passkey"))
    expect(h1(page)).to_have_text("Keep these codes")
    hands.press(page.get_by_role("link", name="I have kept them"))
    read_about_leave(hands)
    expect(page).to_have_url(re.compile("/today/$"))
    sign_out(page)
    page.goto("/account/login/")
    hands.press(page.get_by_role("button", name="Use a passkey"))
    expect(page).to_have_url(re.compile("/today/$"))
    page.goto("/account/password/set/")
    expect(h1(page)).to_have_text("Choose a password")
    assert has_no_problems(page)


def pages_that_ask_again(page: Page, hands: Keyboard, spare: list[str]) -> None:
    """The passkey comes before the recovery codes, which have a page of their own; the pages behind, one by one."""
    page.goto("/account/2fa/recovery-codes/generate/")
    expect(h1(page)).to_have_text("Is it still you?")
    hands.press(page.get_by_role("link", name="With a code"))
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    assert has_no_problems(page)
    hands.press(page.get_by_role("link", name="With a passkey"))
    expect(page.get_by_role("button", name="Use my passkey")).to_be_visible()
    assert has_no_problems(page)
    hands.press(page.get_by_role("button", name="Use my passkey"))
    expect(h1(page)).to_have_text("Make new recovery codes?")
    assert has_no_problems(page)
    page.goto("/account/2fa/")
    hands.press(page.get_by_role("link", name=re.compile("Rename")))
    hands.write(page.get_by_label("A name for it"), "blue key")
    assert has_no_problems(page)
    hands.press(page.get_by_role("button", name="Save"))
    hands.press(page.get_by_role("link", name="Set up an app"))
    expect(h1(page)).to_have_text("Set up an app")
    key = page.locator(".secret code").inner_text().replace(" ", "")
    assert has_no_problems(page)
    hands.write(page.get_by_label("Code from the app"), code(key))
    hands.press(page.get_by_role("button", name="Use this app from now on"))
    expect(h1(page)).to_have_text("A second step when you sign in")
    page.goto("/account/2fa/totp/deactivate/")
    assert has_no_problems(page)
    page.goto("/account/2fa/")
    hands.press(page.get_by_role("link", name="Take away blue key"))
    expect(h1(page)).to_have_text("Take “blue key” away?")
    assert has_no_problems(page)
    hands.press(page.get_by_role("button", name="Take it away"))
    expect(page.get_by_text("blue key")).to_have_count(0)
    sign_out(page)
    page.goto("/account/login/")
    hands.press(page.get_by_role("button", name="Use a passkey"))
    expect(page.get_by_text(re.compile("was not accepted|did not work")).first).to_be_visible()
    assert len(spare) == 10


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"/$"))
