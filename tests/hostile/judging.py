"""What a browser would make of a page, by the rules of the standard: nothing that our templates do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

from library.grammar.sanitise import ATTRIBUTES

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MADE_BY_PARSERS = {"html", "head", "body", "tbody", "colgroup"}
# Of Django's own pages for staff, and of drawings that are not written in a template.
ELSEWHERE = {
    "fieldset",
    "thead",
    "tfoot",
    "search",
    "optgroup",
    "b",
    "i",
    "small",
    "details",
    "summary",
    "rect",
    "text",
}
ADDRESSES = {"href", "src", "action", "formaction", "cite", "data", "poster", "background", "xlink:href"}
SCHEMES = {"", "https", "http", "mailto", "tel", "sms"}
OUTSIDE_TEXT = {
    "base",
    "object",
    "embed",
    "applet",
    "frame",
    "frameset",
    "math",
    "foreignObject",
    "animate",
    "set",
}


@cache
def known_elements() -> frozenset[str]:
    """Every element that a template, a drawing of ours or an author's published words have."""
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    found = {tag.lower() for tag in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", text)}
    return frozenset(found | MADE_BY_PARSERS | ELSEWHERE | set(ATTRIBUTES))


def parsed(html: str) -> list[Element]:
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def faults(html: str) -> Iterator[str]:
    """Each thing in the page that nobody of us put there; empty for a page whose words are words."""
    for element in parsed(html):
        tag = element.tag.rpartition("}")[2]
        if tag.lower() not in known_elements() or tag in OUTSIDE_TEXT:
            yield f"element {tag[:40]}"
        yield from _attributes(tag, {str(name): value for name, value in element.attrib.items()})
        if tag == "script" and (element.text or "").strip() and element.get("type") != "application/json":
            yield f"inline script {element.text!r}"[:100]
        if tag == "style":
            yield "inline style"


def _attributes(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on") or bare in {"style", "srcdoc", "http-equiv", "ping", "background"}:
            yield f"attribute {bare} of {tag}"
        elif not re.fullmatch(r"[a-z][a-z0-9:_-]*", bare):
            yield f"attribute {bare[:30]!r} of {tag}"
        elif bare in ADDRESSES and not is_harmless(value, tag):
            yield f"{bare} of {tag} leads to {value[:60]!r}"


def is_harmless(address: str, tag: str) -> bool:
    """As a browser reads it: spaces around and tabs and line ends within are dropped, a backslash is a slash."""
    read = re.sub(r"[\t\r\n]", "", address.strip("".join(map(chr, range(33)))))
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", read)
    if scheme is None:
        return not read.replace("\\", "/").startswith("//")
    if tag in {"script", "img", "iframe", "form", "link", "button", "source"}:
        return (tag == "img" and read.startswith("data:image/")) or _is_ours(read)
    return scheme[1].lower() in SCHEMES


def _is_ours(address: str) -> bool:
    return urlsplit(address).hostname in {"testserver", "127.0.0.1", "localhost"}
