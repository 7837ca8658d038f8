"""Journey 4, trouble while writing: nothing typed is lost, and the page says how it stands."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Doorway, sign_in
from tests.browser.hands import Pointer
from tests.browser.steps import exercise, open_entry

ZONES, JOLT = "Your zones", "Trace a jolt"
ZONES_LESSON, JOLT_LESSON = 1, 2  # places in the course
NOT_SAVED = "Not saved yet. Your answer is still on this page."
SIGNED_OUT = "You have been signed out. Copy this text or sign in again in a new tab."
CONFLICT = "This was also answered in another tab. Both are kept."
WRITTEN_BESIDE = "This was also written on another page:"

LISTEN = """() => {
  const out = document.querySelector("form.exercise__form [data-save-status]");
  window.told = [];
  const hear = new MutationObserver(() => window.told.push(out.textContent));
  hear.observe(out, { childList: true, characterData: true, subtree: true });
}"""
# Everything a page can leave on a device, beside its cookies.
LEFT_ON_DEVICE = """async () => ({
  local: { ...localStorage }, session: { ...sessionStorage }, caches: await caches.keys(), state: history.state,
  databases: (await indexedDB.databases()).map((each) => each.name), name: window.name,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": {}, "session": {}, "caches": [], "state": None, "databases": [], "name": "", "workers": 0}


@pytest.fixture
def drafter(people: Callable[..., Page], scene: dict[str, Any]) -> Page:
    """Somebody at the exercise on zones; an empty line to write into."""
    page = people(width=390, who="drafter@example.org")
    page.goto(scene["lessons"][ZONES_LESSON])
    return page


@pytest.fixture
def trouble(doorway: Doorway) -> Iterator[None]:
    """The browser itself complains about a network that fails; it may complain about nothing else."""
    yield
    others = [told for told in doorway.take_complaints() if "Failed to load resource" not in told]
    assert others == []


def line(page: Page) -> Locator:
    return exercise(page, ZONES).get_by_label("What could you say to yourself")


def status(page: Page) -> Locator:
    return exercise(page, ZONES).get_by_role("status")


def type_and_leave_the_box(page: Page, words: str) -> None:
    line(page).fill(words)
    line(page).blur()


def is_saved(page: Page) -> None:
    expect(status(page)).to_have_text("Saved at")


def test_words_outlast_a_lost_network_and_save_themselves_when_it_is_back(
    drafter: Page, trouble: None
) -> None:
    drafter.evaluate(LISTEN)
    drafter.context.set_offline(True)
    line(drafter).press_sequentially("It will keep.")
    expect(status(drafter)).to_have_text(NOT_SAVED, timeout=3000)
    drafter.wait_for_event("requestfailed")  # it has tried once more
    expect(line(drafter)).to_have_value("It will keep.")
    assert drafter.evaluate("window.told") == [NOT_SAVED]
    assert drafter.evaluate(LEFT_ON_DEVICE) == NOTHING
    drafter.context.set_offline(False)
    is_saved(drafter)
    assert drafter.evaluate("window.told") == [NOT_SAVED, "Saved at"]
    assert drafter.evaluate(LEFT_ON_DEVICE) == NOTHING
    drafter.goto(drafter.url)
    expect(line(drafter)).to_have_value("It will keep.")


def test_a_server_in_trouble_is_asked_again(drafter: Page, trouble: None) -> None:
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    drafter.route("**/save/", fail_once)
    type_and_leave_the_box(drafter, "Asked again.")
    expect(status(drafter)).to_have_text(NOT_SAVED)
    is_saved(drafter)
    drafter.goto(drafter.url)
    expect(line(drafter)).to_have_value("Asked again.")


def test_signed_out_in_another_tab_keeps_the_words_and_signing_in_again_saves_them(
    people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=390)
    sign_in(page, "leaver@example.org")
    page.goto(scene["lessons"][ZONES_LESSON])
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    type_and_leave_the_box(page, "Still here.")
    expect(status(page)).to_have_text(SIGNED_OUT)
    expect(line(page)).to_have_value("Still here.")
    exercise(page, ZONES).get_by_role("button", name="Save", exact=True).click()
    expect(status(page)).to_have_text(SIGNED_OUT)
    expect(line(page)).to_have_value("Still here.")
    sign_in(other, "leaver@example.org")
    exercise(page, ZONES).get_by_role("button", name="Save", exact=True).click()
    is_saved(page)
    page.goto(page.url)
    expect(line(page)).to_have_value("Still here.")


def test_two_tabs_that_write_at_once_keep_both_texts_until_one_is_chosen(drafter: Page) -> None:
    other = drafter.context.new_page()
    other.goto(drafter.url)
    type_and_leave_the_box(drafter, "From the first tab.")
    is_saved(drafter)
    type_and_leave_the_box(other, "From the second tab.")
    expect(status(other)).to_have_text(CONFLICT)
    expect(line(other)).to_have_value("From the second tab.")
    other.goto(other.url)
    work = exercise(other, ZONES)
    expect(work.get_by_text(WRITTEN_BESIDE)).to_be_visible()
    expect(line(other)).to_have_value("From the first tab.")
    expect(work.get_by_text("From the second tab.")).to_be_visible()
    work.get_by_role("button", name=re.compile("^Use this one")).click()
    expect(line(other)).to_have_value("From the second tab.")
    expect(work.get_by_text("From the first tab.")).to_be_visible()
    entry = open_entry(Pointer(other), ZONES)
    expect(entry.get_by_text("Also written, on another page")).to_be_visible()
    entry.get_by_role("button", name="Let it go").click()
    expect(entry.get_by_text("Also written, on another page")).to_have_count(0)
    expect(entry.get_by_text("From the second tab.")).to_be_visible()
    expect(entry.get_by_text("From the first tab.")).to_have_count(0)


def test_keep_pressed_twice_is_one_entry(drafter: Page, scene: dict[str, Any]) -> None:
    drafter.goto(scene["lessons"][JOLT_LESSON])
    work = exercise(drafter, JOLT)
    work.get_by_label("What happened").fill("The plate slipped.")
    work.get_by_role("button", name="Keep this entry").dblclick()
    expect(work.get_by_text("Kept in your notebook.")).to_be_visible()
    expect(work.get_by_label("What happened")).to_have_value("")
    work.get_by_role("link", name="Your earlier entries").click()
    expect(drafter.get_by_role("link", name=JOLT)).to_have_count(1)


def test_a_button_pressed_without_a_network_keeps_the_words_on_the_page(drafter: Page, trouble: None) -> None:
    url = drafter.url
    drafter.context.set_offline(True)
    line(drafter).fill("Pressed in a tunnel.")
    exercise(drafter, ZONES).get_by_role("button", name="Save", exact=True).click()
    expect(status(drafter)).to_have_text(NOT_SAVED)
    expect(line(drafter)).to_have_value("Pressed in a tunnel.")
    drafter.context.set_offline(False)
    is_saved(drafter)
    drafter.goto(url)
    expect(line(drafter)).to_have_value("Pressed in a tunnel.")


def test_what_one_person_typed_is_never_saved_for_the_next_one_to_sign_in(
    people: Callable[..., Page], scene: dict[str, Any]
) -> None:
    page = people(width=390)
    sign_in(page, "leaver@example.org")
    page.goto(scene["lessons"][ZONES_LESSON])
    other = page.context.new_page()
    other.goto("/account/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()
    sign_in(other, "drafter@example.org")
    type_and_leave_the_box(page, "Not for your eyes.")
    expect(status(page)).to_have_text(SIGNED_OUT)
    page.bring_to_front()
    exercise(page, ZONES).get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state("networkidle")
    expect(status(page)).to_have_text(SIGNED_OUT)
    expect(line(page)).to_have_value("Not for your eyes.")
    other.goto(scene["lessons"][ZONES_LESSON])
    expect(line(other)).not_to_have_value("Not for your eyes.")
    expect(other.get_by_text("Not for your eyes.")).to_have_count(0)
