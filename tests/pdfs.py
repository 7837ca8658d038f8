"""Reads a PDF back as a screen reader would find it: language, title, tags in order, words in order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject


@dataclass(frozen=True)
class Printed:
    """What there is to know about a tagged document."""

    title: str
    author: str
    language: str
    is_tagged: bool
    shows_title: bool
    claims: str  # the part of PDF/UA it declares
    tags: tuple[str, ...]  # in reading order
    pages: tuple[str, ...]
    alternatives: tuple[str, ...] = ()  # of figures, in reading order

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.pages))

    @property
    def is_accessible(self) -> bool:
        """What PDF/UA-1 asks of the document as a whole."""
        return bool(
            self.is_tagged and self.language and self.title and self.shows_title and self.claims == "1"
        )


def read(pdf: bytes) -> Printed:
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    info = reader.metadata
    said = re.search(rb"<pdfuaid:part>(\d)</pdfuaid:part>", root["/Metadata"].get_object().get_data())
    return Printed(
        title=(info and info.title) or "",
        author=(info and info.author) or "",
        language=root.get("/Lang", ""),
        is_tagged=_is_true(root.get("/MarkInfo", {}).get("/Marked")) and "/StructTreeRoot" in root,
        shows_title=_is_true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        claims=said[1].decode() if said else "",
        tags=tuple(_tags(root["/StructTreeRoot"])),
        pages=tuple(page.extract_text() for page in reader.pages),
        alternatives=tuple(_alternatives(root["/StructTreeRoot"])),
    )


def _is_true(value: Any) -> bool:
    return isinstance(value, BooleanObject) and value.value


def _tags(tree: Any) -> Iterator[str]:
    return (node["/S"].lstrip("/") for node in _nodes(tree) if node.get("/S"))


def _alternatives(tree: Any) -> Iterator[str]:
    return (node["/Alt"] for node in _nodes(tree) if node.get("/S") == "/Figure" and "/Alt" in node)


def _nodes(node: Any) -> Iterator[DictionaryObject]:
    """Everything in the tree of tags, in reading order."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])
