"""A lesson's words without their markup: passages, sentences, and how hard they are to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pyphen

from library.grammar.fences import Line, Segment

HEADING = re.compile(r"#{1,6}[ \t]*(.*?)[ \t#]*")
ITEM = re.compile(r"^[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
MARKUP = (
    (re.compile(r"\\[\\`*_{}\[\]()#+\-.!|]"), r""),
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r""),
    (re.compile(r"\[\^[\w-]+\]"), r""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|\*|`)"), r""),
    (re.compile(r"(?<!\w)_|_(?!\w)"), r""),
    (re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE), r""),
)
TERM = re.compile(r"\[([^\]]*)\]\(term:[^)]*\)")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A full stop ends a sentence when a blank and a new beginning follow it.
STOP = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s+[\"'“‘(\[*_]*[^\W\d_a-z]|\s+[\"'“‘(\[*_]*\d|\s*\Z)")
ABBREVIATIONS = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|Dr|Mr|Mrs|Ms|St|No|cf)|\b[A-Z])\.\Z")


@dataclass(frozen=True)
class Passage:
    """A paragraph, a list item or a heading, in the author's markup."""

    line: int
    source: str
    is_heading: bool = False

    @cached_property
    def text(self) -> str:
        return stripped(self.source)


@dataclass(frozen=True)
class Sentence:
    line: int
    text: str
    words: int


def stripped(text: str) -> str:
    """The words as a reader sees them."""
    for pattern, instead in MARKUP:
        text = pattern.sub(instead, text)
    return text


def count_words(text: str) -> int:
    return len(WORD.findall(text))


def passages(segment: Segment) -> Iterator[Passage]:
    """The paragraphs, list items and headings of a segment."""
    held: list[Line] = []
    for line in (*segment.lines, Line(0, "")):
        heading = HEADING.fullmatch(line.text) if line.text.startswith("#") else None
        begins = not line.text.strip() or heading is not None or ITEM.match(line.text) is not None
        if begins and held:
            yield _passage(held)
            held = []
        if heading is not None:
            yield Passage(line.number, heading[1], is_heading=True)
        elif line.text.strip():
            held.append(line)


def _passage(lines: Sequence[Line]) -> Passage:
    first = ITEM.sub("", lines[0].text, count=1)
    return Passage(lines[0].number, "\n".join([first, *(line.text for line in lines[1:])]))


def sentences(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage; what has no full stop at its end counts as one."""
    text, start = passage.text, 0
    for stop in STOP.finditer(text):
        if ABBREVIATIONS.search(text[start : stop.end()]) and stop.end() < len(text.rstrip()):
            continue
        yield from _sentence(passage.line, text, start, stop.end())
        start = stop.end()
    yield from _sentence(passage.line, text, start, len(text))


def _sentence(line: int, text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    words = count_words(piece)
    if words:
        lead = len(piece) - len(piece.lstrip())
        yield Sentence(line + text.count("\n", 0, start + lead), " ".join(piece.split()), words)


_HYPHENS = pyphen.Pyphen(lang="en_US")
_VOWELS = re.compile(r"[aeiouy]+")
# Letters that are written and not heard, each replaced by what is heard.
_MUTE = (
    (re.compile(r"['’].*"), ""),
    (re.compile(r"(?<=^som)e(?=\w)|(?<=^ev)e(?=r)"), ""),
    (re.compile(r"(?<=[^l\W])e$|(?<=[aeiouy])le$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyszcxgh])es$"), ""),
    (re.compile(r"e(?=(?:ly|ness|ful|ment|less)s?$)"), ""),
    (re.compile(r"qu"), "kw"),
)
# Neighbouring vowels that are two syllables.
_APART = re.compile(
    r"[aeouy](?=ing)|i(?=a(?!n$|l$)|o(?!us|n)|et|en)|(?<=[lnrd])i(?=an$|ous)|(?<=v)i(?=ous)"
    r"|u(?=al|at|el|ence)|(?<=cr)e(?=at)|ism$|e(?=a$|o$|or|ee$)"
)


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """How many syllables an English word has: its groups of vowels, or its hyphenation if that finds more."""
    heard = word.lower()
    for pattern, instead in _MUTE:
        heard = pattern.sub(instead, heard)
    groups = len(_VOWELS.findall(heard)) + len(_APART.findall(heard))
    return max(1, groups, len(_HYPHENS.positions(word)) + 1)


def grade(parts: Sequence[Sentence], exempt: re.Pattern[str] | None) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    Words that the glossary explains count as words of one syllable.
    """
    words = syllable_count = 0
    for sentence in parts:
        text = exempt.sub("term", sentence.text) if exempt else sentence.text
        found = WORD.findall(text)
        words += len(found)
        syllable_count += sum(syllables(word) for word in found)
    if not words:
        return 0.0
    return 0.39 * words / len(parts) + 11.8 * syllable_count / words - 15.59


def exemption(terms: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern for the glossary's terms wherever they stand, longest first."""
    if not terms:
        return None
    words = "|".join(
        r"\s+".join(map(re.escape, term.split())) for term in sorted(terms, key=len, reverse=True)
    )
    return re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE)
