"""The result page in every state it has, and the list of results: for everybody, on every screen, on paper.

With `SHOTS=/some/folder` in the environment, every look is kept there as a picture.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Doorway
from tests.browser.judging import AXE, EVERYTHING, LOOKS, ZOOMED, found_by_axe, sticks_out
from tests.browser.places import STATES

PLACES = "places@example.org"
NARROW, WIDE, TALL = 390, 1280, 844
PAGES = [*STATES, "check_in_sheet"]


@pytest.fixture(scope="module")
def reader(doorway: Doorway, scene: dict[str, Any]) -> Iterator[Page]:
    page = doorway.open(width=NARROW, who=PLACES).new_page()
    yield page
    page.context.close()


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def looked_at(page: Page, name: str) -> list[str]:
    """Everything axe finds in five looks, and what sticks out of the smallest."""
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    page.evaluate(AXE)
    page.evaluate("scrollTo(0, 0)")
    problems = found_by_axe(page, EVERYTHING)
    looks = [("light", NARROW), ("dark", NARROW), ("dark", WIDE), ("light", WIDE)]
    for theme, width in looks:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": TALL})
        problems += [f"{theme}, {width}: {line}" for line in found_by_axe(page, LOOKS)]
        keep(page, f"{name}_{width}_{theme}")
    page.set_viewport_size({"width": ZOOMED, "height": TALL})
    keep(page, f"{name}_{ZOOMED}")
    problems += sticks_out(page)
    page.set_viewport_size({"width": NARROW, "height": TALL})
    page.emulate_media(forced_colors="active")
    keep(page, f"{name}_forced")
    page.emulate_media(forced_colors="none", media="print")
    keep(page, f"{name}_print")
    page.emulate_media(media="screen")
    return problems


@pytest.mark.parametrize("state", PAGES)
def test_a_result_can_be_read_by_everybody_in_every_state(
    state: str, reader: Page, doorway: Doorway, scene: dict[str, Any]
) -> None:
    reader.goto(scene["states"][state])
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    assert looked_at(reader, state) + doorway.take_complaints() == []


def test_a_list_of_many_results_can_be_read_by_everybody(
    reader: Page, doorway: Doorway, scene: dict[str, Any]
) -> None:
    reader.goto("/q/")
    expect(reader.get_by_role("heading", name="Results", level=1)).to_be_visible()
    assert looked_at(reader, "list") + doorway.take_complaints() == []
