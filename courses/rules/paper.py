"""A lesson's published HTML as plain blocks for paper. It knows what library.grammar lets through, and reads no more.

Blocks: {kind: heading, level, runs} · {kind: para, runs, tone} · {kind: list, ordered, start, items: [blocks]} ·
{kind: box, name, blocks} · {kind: rule}. Runs: {text, style, href}; style is a word of STYLES or empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Block = dict[str, Any]
Run = dict[str, str]

STYLES = {"em": "em", "cite": "em", "strong": "strong", "sup": "sup", "code": "code"}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
EMPTY = {"br", "hr", "img"}
SPACE = re.compile(r"[ \t\r\n\f]+")
BOX = re.compile(r"block--(\w+)")
WAY_BACK = "#r"  # from a source back to the text: paper has no such way


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)

    @property
    def classes(self) -> str:
        return self.attributes.get("class", "")


class _Reader(HTMLParser):
    """A tree of what was written. Our HTML is sanitised, so tags close; one that does not is closed by its parent."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [_Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in (node.tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def blocks_of(html: str, *, origin: str, figure: str = "{alt}") -> list[Block]:
    """The blocks of a piece of HTML. `origin` comes before addresses of our own; `figure` says what a picture shows."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(_Paper(origin, figure).blocks(reader.open[0]))


def runs_of(html: str, *, origin: str) -> list[Run]:
    """HTML of one line: an option, a feedback."""
    return [run for block in blocks_of(html, origin=origin) for run in block.get("runs", ())]


@dataclass(frozen=True)
class _Paper:
    origin: str
    figure: str

    def blocks(self, node: _Node) -> Iterator[Block]:
        """The blocks in a node. Words that stand loose between blocks are a paragraph."""
        loose: list[_Node | str] = []
        for child in [*node.children, None]:
            if child is not None and not self._is_block(child):
                loose.append(child)
                continue
            yield from self._paragraph(loose)
            loose = []
            if isinstance(child, _Node):
                yield from self._block(child)

    def _is_block(self, child: _Node | str) -> bool:
        return isinstance(child, _Node) and child.tag not in {*STYLES, "a", "br", "img"}

    def _block(self, node: _Node) -> Iterator[Block]:
        if node.tag in HEADINGS:
            yield {"kind": "heading", "level": HEADINGS[node.tag], "runs": self._tidy(node.children)}
        elif node.tag == "p":
            yield from self._paragraph(node.children, "small" if "source__strength" in node.classes else "")
        elif node.tag in ("ul", "ol"):
            yield self._list(node)
        elif node.tag == "hr":
            yield {"kind": "rule"}
        elif name := self._box(node):
            yield {"kind": "box", "name": name, "blocks": list(self.blocks(node))}
        else:
            yield from self.blocks(node)

    def _box(self, node: _Node) -> str:
        """Which of our boxes it is; empty if it only groups."""
        if node.tag == "blockquote":
            return "quote"
        found = BOX.search(node.classes) if node.tag == "section" else None
        return found[1] if found else ""

    def _list(self, node: _Node) -> Block:
        items = [child for child in node.children if isinstance(child, _Node) and child.tag == "li"]
        start = node.attributes.get("start", "1")
        return {
            "kind": "list",
            "ordered": node.tag == "ol",
            "start": int(start) if start.isdigit() else 1,
            "items": [list(self.blocks(item)) for item in items],
        }

    def _paragraph(self, children: list[_Node | str], tone: str = "") -> Iterator[Block]:
        runs = self._tidy(children)
        if runs:
            yield {"kind": "para", "runs": runs, "tone": tone}

    def _tidy(self, children: list[_Node | str]) -> list[Run]:
        """Runs without blanks at either end, and without empty ones."""
        runs = list(self._runs(children, ""))
        while runs and not runs[0]["text"].strip(" "):
            runs.pop(0)
        while runs and not runs[-1]["text"].strip(" "):
            runs.pop()
        if runs:
            runs[0]["text"] = runs[0]["text"].lstrip(" ")
            runs[-1]["text"] = runs[-1]["text"].rstrip(" ")
        return runs

    def _runs(self, children: list[_Node | str], style: str) -> Iterator[Run]:
        for child in children:
            if isinstance(child, str):
                yield _run(SPACE.sub(" ", child), style)
            elif child.tag == "br":
                yield _run("\n", style)
            elif child.tag == "img":
                yield _run(self.figure.replace("{alt}", child.attributes.get("alt", "")), "em")
            elif child.tag == "a":
                yield from self._link(child, style)
            else:
                yield from self._runs(child.children, STYLES.get(child.tag, style))

    def _link(self, node: _Node, style: str) -> Iterator[Run]:
        """With its address spelled out; what leads about on the same page is only words."""
        href = node.attributes.get("href", "")
        if href.startswith(WAY_BACK):
            return
        yield from self._runs(node.children, style)
        if href.startswith("#") or not href:
            return
        address = f"{self.origin}{href}" if href.startswith("/") else href
        yield _run(" (", style)
        yield _run(re.sub(r"^https?://", "", address), style) | {"href": address}
        yield _run(")", style)


def _run(text: str, style: str) -> Run:
    return {"text": text, "style": style, "href": ""}
