"""Judges every link, picture and heading of a rendered text, and names the headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

from markdown.treeprocessors import Treeprocessor

from library.grammar.report import shown

if TYPE_CHECKING:
    from library.grammar.desk import Desk
    from library.grammar.press import Press

HELP_PAGES = {"safety": "/help/safety/", "now": "/help/", "grounding": "/pause/"}
EMPTY_WORDS = {"here", "click here", "click", "link", "this link", "this", "read more", "more", "this page"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
INSIDE = (
    "A heading stands inside a block or a list.",
    "Move it out; a block has its own label.",
)
LEAST_LEVEL, MOST_LEVEL = 2, 4


class Warden(Treeprocessor):
    """Runs last: what it leaves is what readers get."""

    def __init__(self, press: Press) -> None:
        super().__init__(press)
        self.press = press

    def run(self, root: ElementTree.Element) -> None:
        desk = self.press.desk
        for element in root.iter():
            if element.tag == "a" and not element.get("href", "").startswith("#s"):
                _judge_link(element, desk)
            elif element.tag == "img":
                _judge_picture(element, desk)
        if self.press.is_lesson:
            _judge_headings(root, desk)
            return
        for element in root.iter():
            if element.tag in HEADINGS:
                desk.place.error(desk.locate(f"# {_words(element)}"), *INSIDE)


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _judge_link(link: ElementTree.Element, desk: Desk) -> None:
    href = link.get("href", "")
    line = desk.locate(f"({href}") if href else desk.locate("]()")
    words = _words(link)
    if not words and link.find("img") is None:
        desk.place.error(line, "This link has no words.", "Write in the brackets where it leads.")
    if words.lower().strip(" .,:!") in EMPTY_WORDS:
        desk.place.error(
            line,
            f"The link text {shown(words)} does not say where it leads.",
            "Use words that make sense on their own.",
        )
    link.attrib.clear()
    target = _target(href, line, desk)
    if target:
        link.set("href", target)
    if href.startswith("term:"):
        link.set("class", "term")
    if target.startswith("https:"):
        link.set("rel", "noopener noreferrer")


def _target(href: str, line: int, desk: Desk) -> str:
    """Where the link leads in the page; empty, with a problem, if it leads nowhere."""
    scheme, _, rest = href.partition(":")
    if scheme == "lesson" and re.fullmatch(r"[a-z0-9-]+", rest):
        desk.lessons.setdefault(rest, line)
        return href
    if scheme == "help" and rest in HELP_PAGES:
        return HELP_PAGES[rest]
    if scheme == "term" and rest in desk.shelf.terms:
        desk.terms.setdefault(rest)
        return f"#term-{rest}"
    if scheme == "https" and _is_address(href):
        return href
    desk.place.error(line, *_why_not(scheme, rest, href))
    return ""


def _is_address(href: str) -> bool:
    try:
        parts = urlsplit(href)
        return bool(parts.hostname) and parts.username is None and re.search(r"[\s<>\"'\\]", href) is None
    except ValueError:
        return False


def _why_not(scheme: str, rest: str, href: str) -> tuple[str, str]:
    if scheme == "term":
        return f"There is no term {shown(rest)} in the glossary.", "Add it to glossary.yaml, or mend the key."
    if scheme == "help":
        return f"There is no help page {shown(rest)}.", f"Write one of: help:{', help:'.join(HELP_PAGES)}."
    return (
        f"The link {shown(href)} cannot be used.",
        "Write `lesson:<id>`, `term:<key>`, `help:<page>` or an address that begins with https://.",
    )


def _judge_picture(picture: ElementTree.Element, desk: Desk) -> None:
    source, words = picture.get("src", ""), picture.get("alt", "").strip()
    line = desk.locate(f"({source}") if source else desk.locate("]()")
    if not words:
        desk.place.error(
            line,
            "This picture has no text for people who do not see it.",
            "Say in the brackets what it shows: `![what it shows](figures/name.png)`.",
        )
    picture.attrib.clear()
    if source not in desk.shelf.figures:
        desk.place.error(
            line,
            f"There is no picture {shown(source)}.",
            "Put a .png, .webp or plain .svg into content/figures/ and write `figures/name.png`.",
        )
        return
    desk.figures.setdefault(source)
    picture.set("src", source)
    picture.set("alt", words)
    picture.set("class", "figure")


def _judge_headings(root: ElementTree.Element, desk: Desk) -> None:
    lines = iter(desk.heading_lines())
    previous, count = 1, 0
    tops = set(root)
    for element in root.iter():
        if element.tag == "hr" and element.get("data-slot"):
            previous = 2
            desk.headings.append(("", 2, element.get("data-slot", "")))
        if element.tag not in HEADINGS:
            continue
        level = HEADINGS[element.tag]
        if element.get("class") == "block__label":
            name = element.get("id", "").removesuffix("-label")
        else:
            count += 1
            name = f"part-{count}"
            element.set("id", name)
            _judge_heading(element, level, previous, element in tops, next(lines, desk.first_line), desk)
        desk.headings.append((name, level, _words(element)))
        previous = level


def _judge_heading(
    element: ElementTree.Element, level: int, previous: int, is_top: bool, line: int, desk: Desk
) -> None:
    if not _words(element):
        desk.place.error(line, "This heading has no words.", "Write some, or remove the #.")
    if not is_top:
        desk.place.error(line, *INSIDE)
    elif not LEAST_LEVEL <= level <= MOST_LEVEL:
        desk.place.error(
            line,
            "Headings of this level are not used in a lesson.",
            "Begin sections with `## `, and parts of sections with `### `.",
        )
    elif level > previous + 1:
        desk.place.error(
            line,
            f"This heading jumps from level {previous} to level {level}.",
            f"Write {'#' * (previous + 1)} instead of {'#' * level}.",
        )
