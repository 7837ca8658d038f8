"""Journeys that must work for everybody: with the keyboard alone, and with no script at all."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, Doorway, Product, sign_in
from tests.browser.hands import Keyboard, Pointer
from tests.browser.judging import AXE, EVERYTHING, ZOOMED, found_by_axe, sticks_out
from tests.browser.steps import h1, read_about_leave, sign_in_by, type_the_code
from tests.browser.tour import SAM, STAFF

EMERGENCY = "call your local emergency number now"
FIRST = "What this course is, and what it is not"
STORY = "Choosing your pace"


@pytest.fixture(params=["keyboard", "no-script"])
def hands(request: pytest.FixtureRequest, people: Callable[..., Page]) -> Pointer:
    """Somebody new: the keyboard alone on a narrow screen, or a wide screen and scripts off."""
    if request.param == "keyboard":
        return Keyboard(people(width=390))
    return Pointer(people(width=1280, javascript=False))


def is_keyboard(hands: Pointer) -> bool:
    return isinstance(hands, Keyboard)


# 1. A visitor finds out what this is and opens the first lesson.


def test_a_visitor_learns_what_this_is_and_opens_the_first_lesson(hands: Pointer) -> None:
    page = hands.page
    page.goto("/")
    expect(page.get_by_text("Short, free courses on attachment").first).to_be_visible()
    expect(page.get_by_text(EMERGENCY)).to_be_visible()
    hands.press(page.get_by_role("link", name="Read the first lesson"))
    expect(h1(page)).to_have_text(FIRST)
    expect(page.get_by_text(EMERGENCY)).to_be_visible()
    assert hands.presses <= 2
    expect(page.get_by_role("region", name="Would you like to go on?")).to_be_visible()


# 2. Signing up with the least data; the page about Leave comes once.


def test_signing_up_asks_little_takes_a_paste_and_explains_leave_once(
    hands: Pointer, product: Product
) -> None:
    page = hands.page
    address = f"{'keys' if is_keyboard(hands) else 'plain'}-new@example.org"
    page.goto("/account/signup/")
    assert page.locator("main form [required]").count() <= 3
    _write_by_pasting(hands, page.get_by_label("Email"), address)
    _write_by_pasting(hands, page.get_by_label("Password", exact=True), PASSWORD)
    hands.tick(page.get_by_role("checkbox", name=re.compile("18")))
    hands.press(page.get_by_role("button", name="Create account"))
    type_the_code(hands, product, address)
    read_about_leave(hands)
    expect(page).to_have_url(re.compile("/today/$"))
    _sign_out(hands)
    page.goto("/account/login/")
    sign_in_by(hands, address, PASSWORD)
    expect(page).to_have_url(re.compile("/today/$"))


def _write_by_pasting(hands: Pointer, box: Locator, text: str) -> None:
    """As a password manager's user does: from the clipboard, here filled from the box itself."""
    page = hands.page
    box.evaluate("(mine) => { mine.dataset.type = mine.type; mine.type = 'text'; }")
    hands.write(box, text)
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+X")
    expect(box).to_have_value("")
    box.evaluate("(mine) => { mine.type = mine.dataset.type; }")
    page.keyboard.press("Control+V")
    expect(box).to_have_value(text)


def _sign_out(hands: Pointer) -> None:
    page = hands.page
    hands.press(page.get_by_role("contentinfo").get_by_role("link", name="Sign out"))
    hands.press(page.get_by_role("main").get_by_role("button", name="Sign out"))
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign in")).to_be_visible()


# 3. Reading: the story skipped, the place kept over a sign-out, the lesson finished.


def test_a_reader_skips_the_story_comes_back_to_the_place_and_finishes(
    hands: Pointer, scene: dict[str, Any], product: Product
) -> None:
    page = hands.page
    reader = "keys@example.org" if is_keyboard(hands) else "plain@example.org"
    sign_in(page, reader)
    page.goto(scene["lessons"][1])
    _skip_the_story(hands)
    _keep_the_place(hands, product)
    page.goto("/account/login/")
    sign_in_by(hands, reader, PASSWORD)
    hands.press(page.get_by_role("region", name=STORY).get_by_role("link", name="Continue"))
    expect(h1(page)).to_have_text(STORY)
    hands.press(page.get_by_role("link", name="Continue at “Three zones”"))
    expect(page.get_by_role("heading", name="Three zones")).to_be_in_viewport()
    hands.press(page.get_by_role("button", name="Yes, go to the next lesson"))
    expect(h1(page)).to_have_text("Your alarm system")
    hands.press(page.get_by_role("link", name="Closeness and fear"))
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=STORY))
    expect(row.last.get_by_text("Finished", exact=True)).to_be_visible()


def _skip_the_story(hands: Pointer) -> None:
    """The link leads past the story: the heading is in sight, below the bar, and Tab goes on from there."""
    page = hands.page
    heading = page.get_by_role("heading", name="Three zones")
    hands.press(page.get_by_role("link", name="Skip the story"))
    expect(heading).to_be_in_viewport()
    bar = page.get_by_role("banner").bounding_box()
    assert heading.bounding_box()["y"] >= bar["y"] + bar["height"]
    page.keyboard.press("Tab")
    assert heading.evaluate(
        "(mine) => Boolean(mine.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )


def _keep_the_place(hands: Pointer, product: Product) -> None:
    """With scripts the page keeps it by itself, and Shift three times signs out; without, one says so."""
    page = hands.page
    if is_keyboard(hands):
        with page.expect_response("**/place/") as kept:
            page.get_by_role("heading", name="Three zones").evaluate("(mine) => mine.scrollIntoView()")
        assert kept.value.ok
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url(f"{product.elsewhere}/**")
        return
    hands.choose(page.get_by_label("My place"), "Three zones")
    hands.press(page.get_by_role("button", name="Not yet, keep my place"))
    _sign_out(hands)


# 10. Help now, from everywhere, at any zoom.

ANYWHERE = [
    "/", "/c/", "/c/1/", "/c/1/m1/1/", "/q/1/", "/account/login/", "/account/signup/", "/pause/", "/nothing-here/",
]  # fmt: skip
SIGNED_IN = [
    "/today/", "/c/1/m2/2/", "/c/1/pace/", "{sitting}1/", "{result}", "/q/", "/notes/", "/settings/",
]  # fmt: skip


def _help_link(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name="Help now")


def _place_of_help(page: Page) -> tuple[int, int]:
    expect(_help_link(page)).to_be_in_viewport(ratio=1)
    box = _help_link(page).bounding_box()
    return round(box["x"]), round(box["y"])


@pytest.mark.parametrize("who", ["", SAM], ids=["signed-out", "signed-in"])
@pytest.mark.parametrize(
    ("width", "height", "javascript"),
    [(390, 844, True), (1280, 900, False), (320, 256, True)],
    ids=["narrow", "wide-no-script", "zoom-400"],
)
def test_help_now_is_one_press_away_and_in_the_same_place(
    who: str, width: int, height: int, javascript: bool, people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=width, javascript=javascript, who=who)
    page.set_viewport_size({"width": width, "height": height})
    hands = Keyboard(page) if javascript else Pointer(page)
    places = set()
    for address in SIGNED_IN if who else ANYWHERE:
        page.goto(address.format(**scene))
        places.add(_place_of_help(page))
    hands.press(_help_link(page))
    expect(h1(page)).to_have_text("Help now")
    assert hands.presses == 1
    assert len(places) == 1, places


def test_help_now_shows_the_confirmed_numbers_of_a_country(hands: Pointer) -> None:
    page = hands.page
    page.goto("/help/")
    expect(page.get_by_role("link", name="findahelpline.com").first).to_be_visible()
    hands.choose(page.get_by_label("Where are you?"), "United Kingdom")
    hands.press(page.get_by_role("button", name="Show numbers"))
    expect(page.get_by_role("link", name=re.compile("999")).first).to_have_attribute("href", "tel:999")
    expect(page.get_by_role("link", name=re.compile("116 123")).first).to_have_attribute("href", "tel:116123")
    expect(page.get_by_text("0808 2000 247").first).to_be_visible()
    expect(page.get_by_text(re.compile("Checked on ")).first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["keyboard", "no-script"])
def test_a_country_is_remembered_and_forgotten_by_one_button_each(
    javascript: bool, people: Callable[..., Page], doorway: Doorway
) -> None:
    """At four times the size, so that the form, the numbers and the button all fit the narrowest screen."""
    page = people(width=ZOOMED, javascript=javascript, who=SAM)
    page.set_viewport_size({"width": ZOOMED, "height": 256})
    hands = Keyboard(page) if javascript else Pointer(page)
    page.goto("/today/")
    hands.press(_help_link(page))
    hands.choose(page.get_by_label("Where are you?"), "Ireland")
    hands.press(page.get_by_role("button", name="Show numbers"))
    hands.press(page.get_by_role("button", name="Remember Ireland in my account"))
    expect(page.get_by_text("Your account remembers Ireland.")).to_be_visible()
    page.goto("/help/")
    expect(page.get_by_label("Where are you?")).to_have_value("IE")
    expect(page.get_by_role("link", name=re.compile("116 123")).first).to_be_visible()
    assert sticks_out(page) == []
    if javascript:
        page.evaluate(AXE)
        assert found_by_axe(page, EVERYTHING) == []
    hands.press(page.get_by_role("button", name="Forget it"))
    expect(page.get_by_label("Where are you?")).to_have_value("")
    assert doorway.take_complaints() == []


# 14. An author writes, is told what is wrong, mends it, looks at it, publishes.


@pytest.fixture
def module_folder(product: Product) -> Iterator[Path]:
    """The folder of the first module; afterwards its files are as they were, on disk and in the product."""
    folder = product.content / "courses/01-closeness-and-fear/01-before-you-start"
    before = {path.name: path.read_text() for path in folder.iterdir()}
    yield folder
    for path in folder.iterdir():
        path.unlink()
    for name, text in before.items():
        (folder / name).write_text(text)
    assert product.manage("publish_content").returncode == 0


def test_an_author_is_stopped_mends_the_lesson_and_publishes(
    people: Callable[..., Page], product: Product, module_folder: Path
) -> None:
    author = Keyboard(people(width=390, who=STAFF))
    learner = people(width=1280, javascript=False, who=SAM)
    lesson = module_folder / "01-what-this-is.md"
    good = lesson.read_text()
    lines = _with_two_faults(good)
    lesson.write_text("\n".join(lines))
    label = next(number for number, line in enumerate(lines, start=1) if "avoidant type" in line)
    _is_stopped(author, product, f"{lesson.name}:{label}")
    reviewed = good.replace("reviewed_by:", "reviewed_by: Dr Ines Marsh", 1)
    lesson.write_text(reviewed.replace("reviewed_on:", "reviewed_on: 2026-11-20", 1))
    lesson.rename(module_folder / "03-what-this-is.md")
    _looks_again(author)
    published = product.manage("publish_content")
    assert published.returncode == 0, published.stdout + published.stderr
    learner.goto("/c/1/")
    rows = learner.locator("ol").filter(has=learner.get_by_role("link", name=FIRST)).get_by_role("link")
    assert rows.all_inner_texts()[:2] == [STORY, FIRST]
    learner.get_by_role("link", name=FIRST).last.click()
    expect(learner.get_by_text("Reviewed by Dr Ines Marsh, November 2026")).to_be_visible()


def _with_two_faults(text: str) -> list[str]:
    """No content note, and a sentence that puts a label on the reader."""
    lines = [line for line in text.splitlines() if not line.startswith("mentions:")]
    place = lines.index("## What it can do")
    return [*lines[: place + 1], "", "You may well be the avoidant type.", *lines[place + 1 :], ""]


def _is_stopped(author: Keyboard, product: Product, where: str) -> None:
    page = author.page
    page.goto("/preview/")
    told = page.get_by_role("region", name="What the check says")
    expect(told.get_by_text("mentions").first).to_be_visible()
    expect(told.get_by_text(where).first).to_be_visible()
    refused = product.manage("publish_content")
    assert refused.returncode != 0
    assert where in refused.stdout + refused.stderr


def _looks_again(author: Keyboard) -> None:
    page = author.page
    page.reload()
    author.press(page.get_by_role("link", name=FIRST))
    expect(h1(page)).to_have_text(FIRST)
    expect(page.get_by_text("Reviewed by Dr Ines Marsh, November 2026")).to_be_visible()
