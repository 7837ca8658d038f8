"""Journey 13: invited, agreed to one kind alone, suggested; with the keyboard, and without a script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.hands import Keyboard, Pointer
from tests.browser.steps import h1
from tests.browser.tour import AMARA

pytestmark = pytest.mark.usefixtures("scene")
NOTE = "Only if there is room, said the heron."


@pytest.mark.parametrize("way", ["keyboard", "no-script"])
def test_a_client_agrees_to_one_kind_and_gets_a_suggestion_that_is_never_late(
    way: str, people: Callable[..., Page], product: Product
) -> None:
    name = "keys" if way == "keyboard" else "plain"
    client = f"{name}@example.org"
    scripts = way == "keyboard"
    amara = people(width=1280, javascript=scripts, who=AMARA)
    page = people(width=390, javascript=scripts, who=client)
    hands = Keyboard(amara) if scripts else Pointer(amara)
    theirs = Keyboard(page) if scripts else Pointer(page)

    amara.goto("/clinic/invite/")
    hands.write(amara.get_by_label("Name or reference"), f"By {way}")
    hands.tick(amara.get_by_role("radio", name=re.compile("code")))
    hands.press(amara.get_by_role("button", name="Invite", exact=True))
    code = re.search(r"\b[2-9B-Z]{4} [2-9B-Z]{4}\b", amara.get_by_role("main").inner_text())
    assert code

    page.goto("/sharing/code/")
    theirs.write(page.get_by_label("The code"), code[0])
    theirs.press(page.get_by_role("main").get_by_role("button").first)
    lessons = page.get_by_role("group", name="Share which lessons I have opened and finished")
    theirs.tick(lessons.get_by_role("checkbox"))
    theirs.press(page.get_by_role("button", name="Accept"))

    amara.goto("/clinic/")
    row = amara.get_by_role("row", name=re.compile(f"By {way}"))
    expect(row.get_by_role("cell").last).to_have_text("Lessons")
    hands.press(amara.get_by_role("link", name=f"By {way}"))
    hands.press(amara.get_by_role("link", name="Suggest something"))
    expect(amara.get_by_role("checkbox", name=re.compile("^Steady ground"))).to_have_count(0)
    hands.open(amara.locator("summary", has_text="Closeness and fear"))
    hands.tick(amara.get_by_role("checkbox", name=re.compile("^Steady ground")))
    hands.write(amara.get_by_role("textbox", name="Message"), NOTE)
    hands.tick(amara.get_by_role("checkbox", name=re.compile("^We have agreed")))
    hands.press(amara.get_by_role("button", name="See what they would see"))
    expect(amara.get_by_role("region", name="What they would see")).to_contain_text(NOTE)
    expect(amara.get_by_role("checkbox", name=re.compile("^Steady ground"))).to_be_checked()
    hands.press(amara.get_by_role("button", name="Suggest", exact=True))
    expect(amara.get_by_role("status").first).to_contain_text("1 suggestion is made")

    page.goto("/today/")
    card = page.get_by_role("region", name="From Amara Osei")
    expect(card).to_contain_text(NOTE)
    theirs.press(card.get_by_role("button", name=re.compile("^I’ll take this on.*Steady ground")))
    expect(card).to_contain_text("You took this on.")
    theirs.press(card.get_by_role("button", name=re.compile("^Not for now.*Steady ground")))
    expect(page.get_by_role("region", name="From Amara Osei")).to_have_count(0)
    amara.reload()
    expect(h1(amara)).to_have_text(f"By {way}")
    expect(amara.get_by_role("main")).to_contain_text("Not for now")
    assert not any("heron" in mail.text for mail in product.mails_to(client))
