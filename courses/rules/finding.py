"""What can be found in the library, and how words are compared: folded, then cut to their English stem (Snowball).

Both databases get the same stems, so that both find the same things; only their formulas of relevance differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

import nh3
import snowballstemmer

from courses.rules.contents import anchors_of, lessons_in
from journal.rules.searching import Piece, fold
from library.grammar.trees import ExerciseTree, HtmlPart, LessonTree, LibraryTree

LESSON, TOOL, TERM = "lesson", "tool", "term"
MOST_WORDS = 12
LONG_ENOUGH = (
    5  # letters of a stem that may also be the beginning of a longer word: “cri” would find the critic
)
BEFORE, AFTER = 8, 28  # words of an excerpt on either side of its first hit
SOURCES = '<section class="sources-section"'  # what others' papers are called is not what the lesson says
BLOCK = re.compile(r"(?=</?(?:p|li|ul|ol|h[1-6]|section|div|d[tdl]|t[dhr]|blockquote|fig\w+|br)\b)")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_english = snowballstemmer.stemmer("english")

# Words of a question that say nothing about what is looked for.
_little = (
    "a about am an and are as at be because been but by can could did do does for from had has have he her him "
    "his how i if in into is it its just me my of on or our out she should so than that the their them then there "
    "they this to up was we were what when where which who why will with would you your"
)
LITTLE = frozenset(_little.split())


@dataclass(frozen=True)
class Thing:
    """A lesson, an exercise or a word of the glossary, in plain text. `url` leads to it, `where` says what it is in."""

    kind: str
    key: str
    title: str
    where: str
    url: str
    lead: str
    text: str


def things_in(tree: LibraryTree, *, urls: Mapping[str, str], words_url: str) -> Iterator[Thing]:
    """Everything that can be found, in reading order. `urls` are those of lessons by id."""
    for course, _module, lesson in lessons_in(tree):
        yield _lesson(lesson, course.title, urls.get(lesson.id, ""))
        yield from _tools(lesson, urls.get(lesson.id, ""))
    for term in tree.glossary:
        text = plain(term.definition_html)
        yield Thing(TERM, term.key, term.term, "", f"{words_url}#term-{term.key}", text, "")


def _lesson(lesson: LessonTree, course_title: str, url: str) -> Thing:
    html = " ".join(part.html for part in lesson.parts if isinstance(part, HtmlPart))
    text = plain(html.partition(SOURCES)[0])
    return Thing(LESSON, lesson.id, lesson.title, course_title, url, lesson.purpose, text)


def _tools(lesson: LessonTree, url: str) -> Iterator[Thing]:
    anchors = anchors_of(lesson)
    for exercise in lesson.exercises:
        yield Thing(
            kind=TOOL,
            key=exercise.id,
            title=exercise.title,
            where=lesson.title,
            url=f"{url}#{anchors[exercise.id]}",
            lead=plain(exercise.intro_html),
            text=" ".join(_labels(exercise)),
        )


def _labels(exercise: ExerciseTree) -> Iterator[str]:
    for field in exercise.fields:
        yield field.label
        yield field.help


def plain(html: str) -> str:
    """The words of rendered HTML on one line."""
    return " ".join(unescape(nh3.clean(BLOCK.sub(" ", html), tags=set())).split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a folded word is compared by: “boundary” and “boundaries” are one."""
    return str(_english.stemWord(word.replace("'", "").replace("\u2019", "")))


def stems(text: str) -> str:
    """The text as it is indexed: its stems, spaces between."""
    return " ".join(stem(word) for word in WORD.findall(fold(text)))


def asked(query: str) -> tuple[str, ...]:
    """The stems to look for, each once and at most twelve; little words only where there is nothing else."""
    words = WORD.findall(fold(query))
    telling = [word for word in words if word not in LITTLE] or words
    return tuple(dict.fromkeys(stem(word) for word in telling))[:MOST_WORDS]


def excerpt(texts: Iterable[str], wanted: Sequence[str]) -> list[Piece]:
    """The surroundings of the first hit in the first text that has one, in pieces; else how the first text begins."""
    held = [text for text in texts if text]
    for text in held:
        words = text.split()
        hit = next((at for at, word in enumerate(words) if _is_hit(word, wanted)), None)
        if hit is not None:
            return _window(words, hit, wanted)
    return _window(held[0].split(), 0, wanted) if held else []


def marked(text: str, wanted: Sequence[str]) -> list[Piece]:
    """The whole text in pieces."""
    return _pieces(text.split(), wanted)


def _window(words: Sequence[str], hit: int, wanted: Sequence[str]) -> list[Piece]:
    start, end = max(0, hit - BEFORE), hit + AFTER
    shown = [*(["…"] if start else []), *words[start:end], *(["…"] if end < len(words) else [])]
    return _pieces(shown, wanted)


def _pieces(words: Iterable[str], wanted: Sequence[str]) -> list[Piece]:
    """Neighbours of one kind in one piece, spaces kept with the plain ones."""
    pieces: list[Piece] = []
    for word in words:
        is_hit = _is_hit(word, wanted)
        if pieces:
            pieces.append(Piece(" ", is_hit=False))
        pieces.append(Piece(word, is_hit=is_hit))
    return _joined(pieces)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not joined[-1].is_hit and not piece.is_hit:
            joined[-1] = Piece(joined[-1].text + piece.text, is_hit=False)
        else:
            joined.append(piece)
    return joined


def is_beginning(stem: str) -> bool:
    """Whether words that only begin with it count too."""
    return len(stem) >= LONG_ENOUGH


def _is_hit(word: str, wanted: Sequence[str]) -> bool:
    """Whether a word here is what the index would have found."""
    begun = tuple(filter(is_beginning, wanted))
    found = [stem(each) for each in WORD.findall(fold(word))]
    return any(each in wanted or each.startswith(begun) for each in found)
