"""Every page, in light and dark, narrow and wide: axe finds nothing, nothing sticks out, titles tell nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Doorway, Product
from tests.browser.judging import AXE, EVERYTHING, LOOKS, ZOOMED, found_by_axe, sticks_out
from tests.browser.tour import CLINICIANS, NOT_VISITED, PARTS, STOPS, Stop

NARROW, WIDE, TALL = 390, 1280, 844
TOPIC = re.compile(
    r"attach|trauma|therap|boundar|ego|quiz|clini|closeness|anxi|avoid|abuse|mental|diagnos|distance", re.I
)


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
    problems += [f"at {ZOOMED} px: {line}" for line in sticks_out(page)]
    if stop.who and TOPIC.search(page.title()):
        problems.append(f"title names the topic: {page.title()}")
    assert problems + doorway.take_complaints() == []


def test_addresses_of_signed_in_pages_name_no_topic(
    people: Callable[..., Page], product: Product, scene: dict[str, Any]
) -> None:
    """What history and lock screens keep. The clinic's own pages are for clinicians, and say so."""
    addresses = {stop.path.format(**scene) for stop in STOPS if stop.who not in {"", *CLINICIANS}}
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
