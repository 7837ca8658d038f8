"""Pages to read at home: HTML in pieces, for one file may be longer than a process should hold. Escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from journal.rules.exports import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
MORE_STYLE = "a{color:inherit}nav{margin:0 0 2rem}li{margin:.4rem 0}"


@dataclass(frozen=True)
class Frame:
    """What stands around a page. `language` is a BCP 47 tag, `direction` is ltr or rtl."""

    title: str
    language: str
    direction: str


@dataclass(frozen=True)
class Way:
    """A link to another page of the same folder."""

    href: str
    words: str


@dataclass(frozen=True)
class Piece:
    """One thing to read: a heading, when it was, and what it says under names."""

    title: str
    when: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def head(frame: Frame, *, ways: Sequence[Way] = ()) -> str:
    """The beginning of a page, up to its heading; it asks nobody for anything, and a policy forbids it."""
    title = escape(frame.title)
    links = "".join(_link(way) for way in ways)
    nav = f"<nav>{links}</nav>\n" if links else ""
    return (
        f'<!doctype html>\n<html lang="{escape(frame.language)}" dir="{escape(frame.direction)}">\n<head>\n'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title><style>{STYLE}{MORE_STYLE}</style>\n</head>\n<body>\n<main>\n{nav}<h1>{title}</h1>\n"
    )


def tail(*, ways: Sequence[Way] = ()) -> str:
    """The end of a page; ways on stand in a line of their own, for there is one navigation a page."""
    links = "".join(_link(way) for way in ways)
    return (f"<p>{links}</p>\n" if links else "") + "</main>\n</body>\n</html>\n"


def as_html(piece: Piece) -> str:
    when = f'<p class="when">{escape(piece.when)}</p>\n' if piece.when else ""
    parts = "".join(
        f'<dt dir="auto">{escape(name)}</dt>\n<dd dir="auto">{escape(chr(10).join(lines))}</dd>\n'
        for name, lines in piece.parts
        if lines
    )
    return f'<article>\n<h2 dir="auto">{escape(piece.title)}</h2>\n{when}<dl>\n{parts}</dl>\n</article>\n'


def paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>\n" for line in lines)


def listed(heading: str, entries: Iterable[tuple[Way, str]]) -> str:
    """A heading over links, each with a few words behind it."""
    rows = "".join(f"<li>{_link(way)} {escape(words)}</li>\n" for way, words in entries)
    return f"<h2>{escape(heading)}</h2>\n<ul>\n{rows}</ul>\n" if rows else ""


def _link(way: Way) -> str:
    return f'<a href="{escape(way.href)}">{escape(way.words)}</a> '
