"""Journey 15: somebody downloads everything, reads it without the internet, and deletes their account."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Doorway, Product
from tests.browser.hands import Keyboard, Pointer
from tests.browser.judging import AXE, EVERYTHING, LOOKS, ZOOMED, found_by_axe, sticks_out
from tests.browser.steps import h1, sign_in_by
from tests.browser.tour import AMARA

pytestmark = pytest.mark.usefixtures("scene")
DUE = """
from datetime import timedelta
from django.utils import timezone
from courses.models import Enrolment
soon = timezone.now() + timedelta(seconds=2)
assert Enrolment.objects.filter(learner__email="{0}").update(pace="steady", next_due_at=soon)
"""


@pytest.fixture(params=["keyboard", "no-script"])
def hands(request: pytest.FixtureRequest, people: Callable[..., Page]) -> Pointer:
    keys = request.param == "keyboard"
    hands = Keyboard(people(width=390)) if keys else Pointer(people(width=1280, javascript=False))
    hands.page.goto("/account/login/")
    sign_in_by(hands, address_of(hands), PASSWORD)
    expect(hands.page).to_have_url(re.compile("/today/$"))
    return hands


def address_of(hands: Pointer) -> str:
    return "keys-goer@example.org" if isinstance(hands, Keyboard) else "plain-goer@example.org"


def judge(page: Page) -> None:
    page.evaluate(AXE)
    assert found_by_axe(page, EVERYTHING) == []


def judge_with(hands: Pointer) -> None:
    """axe is a script itself, so the pages are judged where scripts run."""
    if isinstance(hands, Keyboard):
        judge(hands.page)


@pytest.fixture
def reader_at_home(doorway: Doorway) -> Iterator[Page]:
    """A browser without any network, and with a list of what was asked for all the same."""
    with doorway.browser.new_context(offline=True, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.context.on("request", lambda request: asked.append(request.url))
        asked: list[str] = []
        yield page
        assert [url for url in asked if not url.startswith("file:")] == []


def test_everything_is_taken_along_and_then_nothing_is_left(
    hands: Pointer, people: Callable[..., Page], product: Product, reader_at_home: Page, tmp_path: Path
) -> None:
    page, address = hands.page, address_of(hands)
    reference = address.split("@")[0]
    amara = people(width=1280, who=AMARA)
    amara.goto("/clinic/")
    expect(amara.get_by_role("link", name=reference)).to_be_visible()

    page.goto("/settings/")
    hands.press(page.get_by_role("link", name="Download everything"))
    expect(h1(page)).to_have_text("Your data")
    judge_with(hands)
    hands.press(page.get_by_role("button", name="Make a copy"))
    # The page comes again by itself, with or without scripts, until the worker is done.
    expect(page.get_by_text("Your copy is ready.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("This file will stay on this device.")).to_be_visible()
    judge_with(hands)
    with page.expect_download() as waiting:
        hands.press(page.get_by_role("button", name="Download it"))
    assert re.fullmatch(r"alder-\d{4}-\d\d-\d\d\.zip", waiting.value.suggested_filename)
    waiting.value.save_as(tmp_path / "copy.zip")
    _reads_at_home(reader_at_home, tmp_path)

    product.manage("shell", "-c", DUE.format(address))
    page.goto("/settings/")
    hands.press(page.get_by_role("link", name="Delete your account"))
    expect(h1(page)).to_have_text("Delete your account?")
    judge_with(hands)
    hands.press(page.get_by_role("button", name="Delete for good"))
    expect(page.get_by_role("alert").or_(page.get_by_text("Tick the box")).first).to_be_visible()
    hands.tick(page.get_by_role("checkbox"))
    hands.press(page.get_by_role("button", name="Delete for good"))
    expect(h1(page)).to_have_text("Your account is deleted")
    judge_with(hands)

    page.goto("/account/login/")
    sign_in_by(hands, address, PASSWORD)
    expect(page.get_by_text("is not right")).to_be_visible()
    amara.goto("/clinic/")
    expect(h1(amara)).to_be_visible()
    expect(amara.get_by_role("link", name=reference)).to_have_count(0)
    page.wait_for_timeout(2_500)  # until the note would have been due
    assert product.manage("tick").returncode == 0
    assert product.mails_to(address) == []


def _reads_at_home(page: Page, folder: Path) -> None:
    with zipfile.ZipFile(folder / "copy.zip") as whole:
        whole.extractall(folder)
    page.goto((folder / "index.html").as_uri())
    expect(h1(page)).to_have_text("A copy of everything")
    _judged_in_both_lights(page)
    page.get_by_role("link", name="Notebook").click()
    expect(h1(page)).to_have_text("Notebook")
    expect(page.get_by_text("It rained, and I went anyway.")).to_be_visible()
    _judged_in_both_lights(page)
    page.get_by_role("link", name="Everything").click()
    page.get_by_role("link", name="Your answers").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("[A-Z][a-z]+ .*"))
    _judged_in_both_lights(page)


def _judged_in_both_lights(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    judge(page)
    page.emulate_media(color_scheme="dark")
    assert found_by_axe(page, LOOKS) == []
    page.set_viewport_size({"width": ZOOMED, "height": 844})
    assert sticks_out(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
