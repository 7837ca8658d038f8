"""Every page, in light and dark, narrow and wide: axe finds nothing, nothing sticks out, titles tell nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Doorway, Product
from tests.browser.tour import NOT_VISITED, PARTS, STOPS, Stop

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What a theme or a width can change. Marks, names and order stay as they were in the first look.
LOOKS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
    "resultTypes": ["violations"],
}
AXE = Axe().axe_script
NARROW, WIDE, TALL = 390, 1280, 844
ZOOMED = 320  # what 400 % zoom leaves of 1,280 px
TOPIC = re.compile(
    r"attach|trauma|therap|boundar|ego|quiz|clini|closeness|anxi|avoid|abuse|mental|diagnos|distance", re.I
)


def found_by_axe(page: Page, options: dict[str, Any]) -> list[str]:
    violations = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{each['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for each in violations
        for node in each["nodes"]
    ]


@pytest.fixture(scope="module")
def walkers(doorway: Doorway) -> Iterator[Callable[[str], Page]]:
    """One browser a person for the whole tour, so that fonts and sheets are fetched once."""
    pages: dict[str, Page] = {}

    def walker(who: str) -> Page:
        if who not in pages:
            pages[who] = doorway.open(width=NARROW, who=who).new_page()
        return pages[who]

    yield walker
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name.replace(" ", "-"))
def test_page_can_be_used_by_everybody(
    stop: Stop, walkers: Callable[[str], Page], doorway: Doorway, product: Product, scene: dict[str, Any]
) -> None:
    page = walkers(stop.who)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": TALL})
    stop.visit(page, product, scene)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(stop.heading))
    page.evaluate(AXE)
    page.evaluate("scrollTo(0, 0)")  # what lies half beneath the bar would count as too small to press
    problems = [f"narrow, light: {line}" for line in found_by_axe(page, EVERYTHING)]
    page.emulate_media(color_scheme="dark")
    problems += [f"narrow, dark: {line}" for line in found_by_axe(page, LOOKS)]
    page.set_viewport_size({"width": WIDE, "height": TALL})
    problems += [f"wide, dark: {line}" for line in found_by_axe(page, LOOKS)]
    page.emulate_media(color_scheme="light")
    problems += [f"wide, light: {line}" for line in found_by_axe(page, LOOKS)]
    page.set_viewport_size({"width": ZOOMED, "height": TALL})
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        problems.append(f"sticks out at {ZOOMED} px: {_wide_elements(page)}")
    if stop.who and TOPIC.search(page.title()):
        problems.append(f"title names the topic: {page.title()}")
    assert problems + doorway.take_complaints() == []


def test_addresses_of_signed_in_pages_name_no_topic(
    people: Callable[..., Page], product: Product, scene: dict[str, Any]
) -> None:
    """What history and lock screens keep. The clinic's own pages are for clinicians, and say so."""
    addresses = {stop.path.format(**scene) for stop in STOPS if stop.who and "amara" not in stop.who}
    told = [path for path in addresses if TOPIC.search(path)]
    assert told == []


def test_every_template_is_visited_or_says_why_not() -> None:
    templates = Path(ROOT / "templates")
    pages = {str(path.relative_to(templates)) for path in templates.glob("*/**/*.html")}
    wanted = {name for name in pages if not PARTS.match(name)}
    visited = {stop.template for stop in STOPS}
    assert sorted(wanted - visited - set(NOT_VISITED)) == []
    assert sorted(visited - pages - {"404.html", "403_csrf.html"}) == []
    assert sorted(set(NOT_VISITED) - pages) == []


def _wide_elements(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map((each) => each.outerHTML.slice(0, 120))"""
    )
