"""Looking for words in what somebody wrote: without regard to case or accents, in any script."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_WORDS = 12
BEFORE, AFTER = 60, 160  # characters of an excerpt on either side of where the first hit begins

# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs and the stretching line of Arabic. Not the
# voicing marks of kana or the vowel signs of Indian scripts: without those a word is another word.
MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f]+"
)


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt; the hits are those to mark."""

    text: str
    is_hit: bool


def fold(text: str) -> str:
    """The text as it is compared: “Ärger” and “arger” are one, “Στίγμα” and “στιγμα” too."""
    if text.isascii():
        return text.lower()
    return MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def asked_words(query: str) -> tuple[str, ...]:
    """The words to look for, folded; each has to occur. More than twelve are not looked at."""
    return tuple(dict.fromkeys(fold(query).split()[:MOST_WORDS]))


def all_occur(words: Sequence[str], text: str) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def strings(value: Any) -> Iterator[str]:
    """Everything written in a value, in order: texts, choices, cells, the things of a sort and where they went."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, dict):
        for thing, place in value.items():
            yield from strings(thing)
            yield from strings(place)
    elif value is not None:
        for part in value:
            yield from strings(part)


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """The surroundings of the first hit, in pieces; the beginning of the text when no word occurs in it."""
    flat = " ".join(text.split())
    start = _first_hit(flat, words)
    begin, end = _space_before(flat, start - BEFORE), _space_after(flat, start + AFTER)
    shown = ("… " if begin else "") + flat[begin:end].strip() + (" …" if end < len(flat) else "")
    return marked(shown, words)


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The text in pieces, every occurrence of a word a piece of its own. For short texts."""
    folded = fold(text)
    spans = sorted(span for word in words for span in _spans(text, folded, word))
    pieces, at = [], 0
    for start, end in spans:
        if end <= at:
            continue
        start = max(start, at)
        pieces += [Piece(text[at:start], is_hit=False), Piece(text[start:end], is_hit=True)]
        at = end
    pieces.append(Piece(text[at:], is_hit=False))
    return [piece for piece in pieces if piece.text]


def _first_hit(text: str, words: Sequence[str]) -> int:
    folded = fold(text)
    places = [place for place in (folded.find(word) for word in words) if place >= 0]
    return _source_start(text, min(places)) if places else 0


def _spans(text: str, folded: str, word: str) -> Iterator[tuple[int, int]]:
    place = folded.find(word)
    while place >= 0:
        yield _source_start(text, place), _source_end(text, place + len(word))
        place = folded.find(word, place + len(word))


def _source_start(text: str, place: int) -> int:
    """Where the folded character at `place` begins in the text. Folding never makes a beginning longer."""
    if text.isascii():
        return place
    return bisect_right(range(len(text) + 1), place, key=lambda end: len(fold(text[:end]))) - 1


def _source_end(text: str, place: int) -> int:
    """Where the folded characters before `place` end in the text, with the marks that belong to the last one."""
    if text.isascii():
        return place
    shortest = bisect_left(range(len(text) + 1), place, key=lambda end: len(fold(text[:end])))
    return max(shortest, _source_start(text, place))


def _space_before(text: str, place: int) -> int:
    """Back to the beginning of a word, if one begins near by: some scripts have no spaces."""
    if place <= 0:
        return 0
    space = text.rfind(" ", max(0, place - 20), place)
    return space + 1 if space >= 0 else place


def _space_after(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.find(" ", place, place + 20)
    return space if space >= 0 else place
