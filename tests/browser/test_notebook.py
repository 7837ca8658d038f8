"""What people write for themselves, found again: the notebook, check-ins and victories, notes, the card, copies."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, ROOT, Product
from tests.browser.hands import Keyboard, Pointer
from tests.browser.steps import h1

KEEPER, DOTS, PAPER = "keeper@example.org", "dots@example.org", "paper@example.org"
REPROACH = re.compile(r".*\b(?:late|missed|streak|overdue)\b.*", re.I)
LEVELS = ("Clear", "Lighter", "Mixed", "Heavy", "Stormy")  # from the top of the drawing down


@pytest.fixture
def keeper(people: Callable[..., Page], scene: dict[str, Any]) -> Page:
    """Somebody on a phone who writes what each test needs."""
    return people(width=390, who=KEEPER)


# Journey 12: a victory and a check-in; nine days later nothing has been counted.


@pytest.mark.parametrize(
    ("who", "javascript", "width"), [(DOTS, True, 390), (PAPER, False, 1280)], ids=["pointer", "no-script"]
)
def test_a_victory_and_a_check_in_and_nine_days_later_nothing_was_missed(
    who: str,
    javascript: bool,
    width: int,
    people: Callable[..., Page],
    product: Product,
    scene: dict[str, Any],
) -> None:
    page = people(width=width, javascript=javascript, who=who)
    hands = Pointer(page)
    page.goto("/today/")
    _check_in(hands, "Heavy", by_itself=javascript)
    hands.write(page.get_by_label("Something that went a little differently"), "I said no, kindly.")
    hands.press(page.get_by_role("button", name="Add", exact=True))
    expect(page.get_by_text("I said no, kindly.")).to_be_visible()
    page.goto("/notebook/check-ins/")
    assert _dots(page) == ["Heavy"] == _listed(page)
    expect(page.locator(".tr-gap")).to_have_count(0)
    _let_days_pass(product, who, 9)
    page.goto("/today/")
    assert _reproaches(page) == []
    expect(page.get_by_text("I said no, kindly.")).to_be_visible()
    _check_in(hands, "Clear", by_itself=javascript)
    for address in ("/notebook/", "/notebook/victories/", "/notebook/check-ins/"):
        page.goto(address)
        assert _reproaches(page) == []
    assert _dots(page) == ["Heavy", "Clear"]
    assert _listed(page) == ["Clear", "Heavy"]
    gap = page.locator(".tr-gap")
    expect(gap).to_have_count(1)
    assert gap.evaluate("(mine) => getComputedStyle(mine).strokeDasharray") != "none"
    expect(page.locator(".tr-line")).to_have_count(0)


def _check_in(hands: Pointer, word: str, *, by_itself: bool) -> None:
    """With a script it is saved when chosen; without one, by a button."""
    page = hands.page
    hands.tick(page.get_by_role("radio", name=word))
    if by_itself:
        expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    else:
        hands.press(page.get_by_role("button", name="Save", exact=True))
    page.goto(page.url)
    expect(page.get_by_role("radio", name=word)).to_be_checked()


def _let_days_pass(product: Product, who: str, number: int) -> None:
    command = [sys.executable, "-m", "tests.browser.days", who, str(number)]
    done = subprocess.run(
        command, cwd=ROOT, env=product.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _reproaches(page: Page) -> list[str]:
    return REPROACH.findall(page.title() + "\n" + page.get_by_role("main").inner_text())


def _dots(page: Page) -> list[str]:
    """The words the dots stand for, oldest first, read from where they stand."""
    lines = page.locator(".tr-grid").get_attribute("d") or ""
    levels = [float(y) for y in re.findall(r"M0 ([\d.]+)", lines)]
    top, bottom = min(levels), max(levels)
    spots = [
        (float(dot.get_attribute("cx") or 0), float(dot.get_attribute("cy") or 0))
        for dot in page.locator(".tr-dot circle").all()
    ]
    return [LEVELS[round((y - top) / (bottom - top) * 4)] for _x, y in sorted(spots)]


def _listed(page: Page) -> list[str]:
    rows = page.get_by_role("table", name="Check-ins, newest first").get_by_role("row").all()[1:]
    return [row.get_by_role("cell").first.inner_text().strip() for row in rows]


# Reading on: search, a copy, delete.


def test_an_entry_is_found_by_a_word_that_stands_in_no_address_and_can_be_deleted(keeper: Page) -> None:
    hands = Keyboard(keeper)
    keeper.goto("/notebook/f/writing/")
    hands.write(keeper.get_by_label("A title, if you like"), "By the canal")
    hands.write(keeper.get_by_label("Write whatever is there"), "A heron stood there, and so did I.")
    hands.press(keeper.get_by_role("button", name="Keep this entry"))
    expect(keeper.get_by_text("Kept in your notebook.").first).to_be_visible()
    keeper.goto("/notebook/")
    asked: list[str] = []
    keeper.on("request", lambda request: asked.append(request.url))
    _look_for(hands, "heron")
    expect(keeper.locator("mark")).to_have_text("heron")
    assert [address for address in (*asked, keeper.url) if "heron" in address] == []
    hands.press(keeper.get_by_role("link", name="By the canal"))
    expect(h1(keeper)).to_have_text("By the canal")
    entry = keeper.url
    hands.press(keeper.get_by_role("link", name="Delete", exact=True))
    hands.press(keeper.get_by_role("button", name="Delete for good"))
    expect(keeper.get_by_text("Deleted.").first).to_be_visible()
    assert keeper.goto(entry).status == 404
    keeper.goto("/notebook/search/")
    _look_for(hands, "heron")
    expect(keeper.get_by_role("status").filter(has_text="Nothing found.")).to_be_visible()


def _look_for(hands: Pointer, word: str) -> None:
    main = hands.page.get_by_role("main")
    hands.write(main.get_by_label("Words to look for"), word)
    hands.press(main.get_by_role("button", name="Search"))
    expect(h1(hands.page)).to_have_text("Search your notebook")


@pytest.mark.parametrize(("kind", "ending"), [("To read", "html"), ("To go on writing", "md")])
def test_a_copy_asks_for_the_password_first_and_its_name_tells_nothing(
    kind: str, ending: str, people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    is_scripted = ending == "html"
    page = people(width=390, javascript=is_scripted, who=KEEPER if is_scripted else PAPER)
    hands = Keyboard(page) if is_scripted else Pointer(page)
    page.goto("/notebook/export/")
    hands.write(page.get_by_label("Password", exact=True), PASSWORD)
    hands.press(page.get_by_role("button", name="Continue"))
    expect(h1(page)).to_have_text("A copy as a file")
    hands.tick(page.get_by_role("radio", name=kind))
    with page.expect_download() as taken:
        hands.press(page.get_by_role("button", name="Make the file"))
    assert re.fullmatch(rf"notes-\d{{4}}-\d\d-\d\d\.{ending}", taken.value.suggested_filename)
    assert taken.value.path().stat().st_size > 0


# Notes from me, the card, the way back.


def test_a_note_for_a_day_stays_closed_until_then(keeper: Page) -> None:
    hands, words = Keyboard(keeper), "You have been here before, and it passed."
    day = datetime.now(UTC).date() + timedelta(days=40)
    keeper.goto("/notebook/from-me/write/")
    hands.write(keeper.get_by_label("What would you like to read then?"), words)
    hands.tick(keeper.get_by_role("radio", name=re.compile("day")))
    hands.set_day(keeper.get_by_label("The day", exact=True), day)
    hands.press(keeper.get_by_role("button", name="Keep and close it"))
    told = f"{day:%A} {day.day} {day:%B %Y}"
    expect(keeper.get_by_role("heading", name=f"Opens on {told}")).to_be_visible()
    assert words not in keeper.content()
    hands.press(keeper.get_by_role("link", name=re.compile("^Open it early")))
    expect(keeper.get_by_text(f"It was meant for {told}. Open it now?")).to_be_visible()
    assert words not in keeper.content()
    keeper.goto("/notebook/search/")
    _look_for(hands, "passed")
    expect(keeper.get_by_role("status").filter(has_text="Nothing found.")).to_be_visible()


SENTENCE = (  # about as long as one can be
    "I can hear you, and I need about ten quiet minutes before I can answer. I am not leaving, and I am not angry. "
    "You have done nothing wrong. Please stay near if you like, or wait in the kitchen, and I will come to you when "
    "my hands are warm again and my breath is slow. It may look long. It passes."
)


@pytest.mark.parametrize(("width", "height"), [(390, 700), (320, 568)])
def test_one_sentence_fills_the_screen_without_scrolling(width: int, height: int, keeper: Page) -> None:
    keeper.set_viewport_size({"width": width, "height": height})
    hands = Pointer(keeper)
    keeper.goto("/notebook/card/")
    hands.write(keeper.get_by_label(re.compile("sentence")), SENTENCE)
    hands.press(keeper.get_by_role("main").get_by_role("button", name="Save", exact=True))
    expect(keeper.get_by_text("Kept in your notebook.").first).to_be_visible()
    hands.press(keeper.get_by_role("link", name="Show one sentence"))
    buttons = keeper.get_by_role("main").get_by_role("button")
    for name in [buttons.filter(has_text=SENTENCE), buttons.first]:
        hands.press(name)
        expect(keeper.get_by_role("heading")).to_have_count(1)
        expect(h1(keeper)).to_be_in_viewport(ratio=1)
        expect(keeper.get_by_role("link", name="Back", exact=True)).to_be_in_viewport(ratio=1)
        assert keeper.evaluate(
            "[document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth]"
        ) == [True, True]
        assert not re.search("alder|lesson|notebook", keeper.get_by_role("main").inner_text(), re.I)
        hands.press(keeper.get_by_role("link", name="Back", exact=True))


def test_the_fold_is_one_file_with_a_plain_name(keeper: Page) -> None:
    keeper.goto("/notebook/card/fold/")
    with keeper.expect_download() as taken:
        Keyboard(keeper).press(keeper.get_by_role("button", name="Make the PDF"))
    assert taken.value.suggested_filename == "notes.pdf"
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def test_a_day_to_come_back_is_asked_at_the_end_and_told_on_today(
    keeper: Page, scene: dict[str, Any]
) -> None:
    hands = Keyboard(keeper)
    keeper.goto(scene["lessons"][1])
    hands.open(_question(keeper))
    hands.tick(keeper.get_by_role("radio", name="Tomorrow"))
    hands.press(keeper.get_by_role("button", name="Keep this"))
    expect(_question(keeper)).to_contain_text("You want to come back on")
    keeper.goto("/today/")
    expect(keeper.get_by_text("You wanted to come back on")).to_be_visible()


def _question(page: Page) -> Locator:
    return page.locator("summary", has_text="come back")
