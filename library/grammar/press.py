"""Markdown made into HTML: our blocks, footnote marks and judged links; raw HTML stays text."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.inlinepatterns import InlineProcessor

from library.grammar.blocks import LessonBlocks
from library.grammar.desk import Desk
from library.grammar.sanitise import clean
from library.grammar.warden import Warden

# What Python-Markdown knows and our lessons do not use.
UNUSED_INLINE = (
    "reference", "image_reference", "short_reference", "short_image_ref", "autolink", "automail", "html", "entity",
)  # fmt: skip
UNUSED_BLOCKS = ("code", "setextheader", "reference")
LISTS_AND_HEADINGS = ("indent", "hashheader", "hr", "olist", "ulist", "quote")
CITATION = r"\[\^([\w-]+)\]"


class Citation(InlineProcessor):
    """``[^1]`` becomes a numbered link to the sources list."""

    def __init__(self, press: Press) -> None:
        super().__init__(CITATION, press)
        self.press = press

    # The parent class promises str as well; only elements leave this one.
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, match: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        label = match[1]
        desk = self.press.desk
        mark = ElementTree.Element("sup")
        if not self.press.is_lesson:
            desk.place.error(
                desk.locate(match[0]),
                "A footnote stands inside a check, an exercise, a definition or a list of do and rather not.",
                "Move it to the text around it.",
            )
            return mark, match.start(0), match.end(0)
        time = desk.cite(label)
        number = desk.number_of(label)
        link = ElementTree.SubElement(mark, "a")
        link.set("href", f"#s{number}")
        link.set("id", f"r{number}" if time == 1 else f"r{number}-{time}")
        link.set("aria-label", f"Source {number}")
        link.text = str(number)
        return mark, match.start(0), match.end(0)


class Narrow(Extension):
    """Takes out what lessons do not use and puts in citations and the warden."""

    def __init__(self, unused_blocks: tuple[str, ...]) -> None:
        super().__init__()
        self.unused_blocks = unused_blocks

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        assert isinstance(md, Press)
        md.preprocessors.deregister("html_block")
        for name in UNUSED_INLINE:
            md.inlinePatterns.deregister(name)
        for name in self.unused_blocks:
            md.parser.blockprocessors.deregister(name)
        md.inlinePatterns.register(Citation(md), "citation", 175)
        md.treeprocessors.register(Warden(md), "warden", -1)


class Press(Markdown):
    """A Markdown converter that knows the desk it is working at."""

    desk: Desk
    is_lesson: bool

    def __init__(self, *extensions: Extension, is_lesson: bool) -> None:
        self.is_lesson = is_lesson
        super().__init__(extensions=[SaneListExtension(), *extensions], output_format="html")

    def print(self, text: str, desk: Desk) -> str:
        """Sanitised HTML of a Markdown text; links and pictures are judged on the way."""
        self.desk = desk
        self.reset()
        try:
            return clean(self.convert(text))
        except RecursionError:
            desk.place.error(
                desk.first_line, "This text is nested too deeply.", "Use fewer lists inside lists."
            )
            return ""


class Presses:
    """The three converters of a compilation: a whole lesson, a few paragraphs, a phrase."""

    def __init__(self) -> None:
        self.lesson = Press(LessonBlocks(), Narrow(UNUSED_BLOCKS), is_lesson=True)
        self.passage = Press(Narrow(UNUSED_BLOCKS), is_lesson=False)
        self._phrase = Press(Narrow((*UNUSED_BLOCKS, *LISTS_AND_HEADINGS)), is_lesson=False)

    def phrase(self, text: str, desk: Desk) -> str:
        """One line of words, without the paragraph around it."""
        html = self._phrase.print(" ".join(text.split()), desk).strip()
        return html.removeprefix("<p>").removesuffix("</p>")


def escaped(text: str) -> str:
    """Plain words as HTML."""
    table: dict[str, Any] = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return "".join(table.get(c, c) for c in text)
