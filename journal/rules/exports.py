"""The notebook as a file: HTML to read anywhere, Markdown to go on with, both from the same leaves. Escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

# What Markdown could take for markup. A backslash before punctuation is always a plain character (CommonMark 2.4).
MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
AT_LINE_START = re.compile(r"^([-+=])|^(\d{1,9})([.)])")
LEADING = re.compile(r"^[ \t\u00a0]+")

STYLE = (
    "body{font:17px/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1b2a2a;"
    "background:#fff}h1,h2{font-family:Georgia,serif;font-weight:500;line-height:1.2}"
    "article{border-top:1px solid #cbd5cf;padding:1rem 0;break-inside:avoid}"
    ".when{color:#465655;font-size:15px}dt{font-weight:700;margin-top:1rem}"
    "dd{margin:0;white-space:pre-wrap;overflow-wrap:break-word}"
    "@media(prefers-color-scheme:dark){body{color:#e6edea;background:#101819}.when{color:#aab9b6}"
    "article{border-color:#2c3b3b}}@media print{body{color:#000;background:#fff}}"
)


@dataclass(frozen=True)
class Answer:
    """What was asked, in the words it was asked in, and what was written, line by line."""

    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """One entry, ready to read: what it is, when and where it was written, what it says."""

    title: str
    when: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Book:
    """The whole file. `language` is a BCP 47 tag, `direction` is ltr or rtl."""

    title: str
    made: str
    leaves: tuple[Leaf, ...]
    language: str = "en"
    direction: str = "ltr"


def as_html(book: Book) -> str:
    """One file that asks nobody for anything: no picture, no font, no script, and a policy that forbids them."""
    return "\n".join(_html(book))


def _html(book: Book) -> Iterator[str]:
    title = escape(book.title)
    yield f'<!doctype html>\n<html lang="{escape(book.language)}" dir="{escape(book.direction)}">\n<head>'
    yield '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
    yield f"<title>{title}</title><style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    yield f'<p class="when">{escape(book.made)}</p>'
    for leaf in book.leaves:
        yield f'<article>\n<h2>{escape(leaf.title)}</h2>\n<p class="when">{escape(leaf.when)}</p>\n<dl>'
        for answer in leaf.answers:
            words = escape("\n".join(answer.lines))
            yield f'<dt dir="auto">{escape(answer.question)}</dt>\n<dd dir="auto">{words}</dd>'
        yield "</dl>\n</article>"
    yield "</body>\n</html>\n"


def as_markdown(book: Book) -> str:
    """CommonMark in which everything somebody wrote is text and nothing is markup."""
    return "\n\n".join(_markdown(book)) + "\n"


def _markdown(book: Book) -> Iterator[str]:
    yield f"# {_inline(book.title)}"
    yield _inline(book.made)
    for leaf in book.leaves:
        yield f"## {_inline(leaf.title)}"
        yield _inline(leaf.when)
        for answer in leaf.answers:
            if question := _inline(answer.question):
                yield f"**{question}**"
            yield plain_markdown(answer.lines)


def plain_markdown(lines: Iterable[str]) -> str:
    """Lines as they were written: breaks stay breaks, an empty line begins a paragraph."""
    kept = [_line(part) for line in lines for part in (line.splitlines() or [""])]
    return "\n\n".join("\\\n".join(group) for is_text, group in groupby(kept, key=bool) if is_text)


def _inline(text: str) -> str:
    return _line(" ".join(text.split()))


def _line(text: str) -> str:
    text = MARKUP.sub(r"\\\1", LEADING.sub(_kept_spaces, text.rstrip()))
    return AT_LINE_START.sub(lambda at: f"\\{at[1]}" if at[1] else f"{at[2]}\\{at[3]}", text)


def _kept_spaces(leading: re.Match[str]) -> str:
    """Four spaces would make a block of code; hard ones do not."""
    return "\u00a0" * len(leading[0].expandtabs(4))
