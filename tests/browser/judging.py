"""What a page is judged by in the browser: axe, and whether anything sticks out sideways."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What a theme or a width can change. Marks, names and order stay as they were in the first look.
LOOKS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
    "resultTypes": ["violations"],
}
AXE = Axe().axe_script
ZOOMED = 320  # what 400 % zoom leaves of 1,280 px


def found_by_axe(page: Page, options: dict[str, Any]) -> list[str]:
    violations = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{each['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for each in violations
        for node in each["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    """What makes the page scroll sideways at the width it has now."""
    if not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        return []
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map((each) => each.outerHTML.slice(0, 120))"""
    )
    return [f"sticks out: {wide}"]


def has_no_problems(page: Page) -> bool:
    """Axe in both themes, and nothing sticks out when the page is enlarged."""
    page.evaluate(AXE)
    problems = found_by_axe(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    problems += found_by_axe(page, LOOKS)
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    page.set_viewport_size({"width": ZOOMED, "height": 844})
    problems += sticks_out(page)
    page.set_viewport_size(size)
    assert problems == [], page.url
    return True
