"""What a client shares, in a browser: a result shown and taken back, a code said in the room, a page marked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD
from tests.browser.hands import Keyboard, Pointer
from tests.browser.steps import h1, sign_in_by
from tests.browser.tour import AMARA

pytestmark = pytest.mark.usefixtures("scene")
RESULTS = "Share my results from the questions about closeness"


@pytest.fixture(params=["keyboard", "no-script"])
def hands(request: pytest.FixtureRequest, people: Callable[..., Page]) -> Pointer:
    """A client with a result: the keyboard alone on a narrow screen, or a wide screen and scripts off."""
    keys = request.param == "keyboard"
    hands = Keyboard(people(width=390)) if keys else Pointer(people(width=1280, javascript=False))
    hands.page.goto("/account/login/")
    sign_in_by(hands, f"{who(hands)}@example.org", PASSWORD)
    expect(hands.page).to_have_url(re.compile("/today/$"))
    return hands


def who(hands: Pointer) -> str:
    return "keys-sharer" if isinstance(hands, Keyboard) else "plain-sharer"


def to_the_questions(hands: Pointer) -> Locator:
    """From Settings to the tick box about results."""
    page = hands.page
    page.goto("/settings/")
    hands.press(page.get_by_role("link", name="What you share, and with whom"))
    hands.press(page.get_by_role("link", name=re.compile("^See and change")))
    hands.press(page.get_by_role("link", name="Change what is shared"))
    return page.get_by_role("group", name=RESULTS).get_by_role("checkbox")


def untick(hands: Pointer, box: Locator) -> None:
    if isinstance(hands, Keyboard):
        hands.reach(box)
        hands.page.keyboard.press("Space")
    else:
        box.locator("xpath=following-sibling::label").click()
    expect(box).not_to_be_checked()


def save(hands: Pointer) -> None:
    hands.press(hands.page.get_by_role("button", name="Save"))
    expect(hands.page.get_by_role("status").filter(has_text="It counts from now on")).to_be_visible()


# 8. A result is shared, seen within one load, and gone with the next request after it was taken back.


def test_a_result_is_shared_and_then_not(hands: Pointer, people: Callable[..., Page]) -> None:
    page, amara = hands.page, people(width=1280, who=AMARA)
    amara.goto("/clinic/")
    amara.get_by_role("link", name=who(hands)).click()
    client = amara.url
    results = amara.get_by_role("region", name="Results", exact=True)
    expect(results).to_contain_text("Not shared")

    box = to_the_questions(hands)
    expect(box).not_to_be_checked()
    hands.tick(box)
    save(hands)
    expect(page.get_by_role("region", name="What they may see")).to_contain_text("Results of questionnaires")

    amara.goto(client)
    expect(results).not_to_contain_text("Not shared")
    results.get_by_role("link", name="All results").click()
    amara.get_by_role("region", name="All results").get_by_role("link").first.click()
    opened = amara.url
    assert amara.reload().status == 200

    box = to_the_questions(hands)
    expect(box).to_be_checked()
    untick(hands, box)
    save(hands)
    assert amara.goto(opened).status == 404
    amara.goto(client)
    expect(results).to_contain_text("Not shared")

    expect(page.get_by_role("region", name="When they looked")).to_contain_text("Opened a result")
    changes = page.get_by_role("region", name="What changed")
    expect(changes).to_contain_text("Shared from then on: Results of questionnaires")
    expect(changes).to_contain_text("No longer shared: Results of questionnaires")


def test_a_code_said_in_the_room_joins_two_people(people: Callable[..., Page]) -> None:
    amara = people(width=1280, who=AMARA)
    amara.goto("/clinic/invite/")
    amara.get_by_label("Name or reference").fill("Said in the room")
    amara.get_by_role("button", name="Invite", exact=True).click()
    code = amara.locator(".spoken").inner_text()
    client = Pointer(people(width=390, who="paper@example.org"))
    client.page.goto("/sharing/")
    client.press(client.page.get_by_role("link", name="I have a code"))
    client.write(client.page.get_by_label("The code"), code.lower().replace(" ", ""))
    client.press(client.page.get_by_role("button", name="Go on"))
    expect(h1(client.page)).to_have_text("Amara Osei invites you")
    expect(client.page.get_by_role("checkbox", checked=True)).to_have_count(0)
    client.press(client.page.get_by_role("button", name="Accept"))
    expect(h1(client.page)).to_have_text("Amara Osei")
    expect(client.page.get_by_text("You share nothing with them.")).to_be_visible()
    assert amara.reload().status == 404
