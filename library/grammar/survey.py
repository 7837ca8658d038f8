"""The whole library at a glance, for its editors: how each lesson reads, and where lessons repeat one another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

from library.grammar import limits
from library.grammar.files import read_tree
from library.grammar.lessons import segments_of
from library.grammar.prose import WORD, Passage, exemption, grade, stripped
from library.grammar.reading import passages_asked, passages_read, told_in
from library.grammar.report import Report
from library.grammar.trees import LessonTree, LibraryTree

# "**A small win:** …": a label that every lesson has, and no opening.
LABEL = re.compile(r"\*\*[^*]+:\*\*\s*")
Shingles = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Figures:
    """How one lesson reads; ``place`` is course, module and lesson as readers count them."""

    place: str
    id: str
    grade: float
    sentence: float
    longest: int
    words: int
    minutes: int
    fields: int


@dataclass(frozen=True)
class Twins:
    """Two paragraphs of different lessons that share most of their words in the same order."""

    likeness: float
    first: str
    second: str
    begins: str


@dataclass(frozen=True)
class Opening:
    """Words with which several paragraphs, or several lessons, begin."""

    words: str
    times: int
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    figures: tuple[Figures, ...]
    twins: tuple[Twins, ...]
    paragraphs: tuple[Opening, ...]
    lessons: tuple[Opening, ...]


@dataclass(frozen=True)
class _Told:
    """A paragraph with the place of its lesson and where it stands in the file."""

    lesson: str
    where: str
    words: tuple[str, ...]
    text: str

    @property
    def shingles(self) -> Shingles:
        size = limits.SHINGLE_WORDS
        return frozenset(self.words[n : n + size] for n in range(len(self.words) - size + 1))


def survey(root: Path, library: LibraryTree) -> Survey:
    """Read the sources of a compiled library once more and count."""
    texts = {source.path: source.text for source in read_tree(root, Report()).sources}
    exempt = exemption([term.term for term in library.glossary])
    figures: list[Figures] = []
    told: list[_Told] = []
    firsts: list[_Told] = []
    for place, lesson in _placed(library):
        segments = segments_of(texts[lesson.path])
        sentences = told_in(segments)
        lengths = [sentence.words for sentence in sentences]
        figures.append(
            Figures(
                place=place,
                id=lesson.id,
                grade=grade(sentences, exempt),
                sentence=sum(lengths) / len(lengths) if lengths else 0.0,
                longest=max(lengths, default=0),
                words=lesson.words,
                minutes=lesson.minutes,
                fields=sum(len(exercise.fields) for exercise in lesson.exercises),
            )
        )
        passages = [p for s in segments for p in (*passages_read(s), *passages_asked(s)) if not p.is_heading]
        found = [_told(place, lesson, passage) for passage in passages]
        told += found
        firsts += found[:1]
    return Survey(
        figures=tuple(figures),
        twins=tuple(_twins(told)),
        paragraphs=tuple(_openings(told, limits.OPENING_WORDS, limits.OPENING_TIMES)),
        lessons=tuple(_openings(firsts, limits.FIRST_WORDS, 2)),
    )


def _placed(library: LibraryTree) -> Iterator[tuple[str, LessonTree]]:
    for c, course in enumerate(library.courses, start=1):
        for m, module in enumerate(course.modules, start=1):
            for number, lesson in enumerate(module.lessons, start=1):
                yield f"{c}.{m}.{number}", lesson


def _told(place: str, lesson: LessonTree, passage: Passage) -> _Told:
    text = stripped(LABEL.sub("", passage.source, count=1))
    words = tuple(word.casefold() for word in WORD.findall(text))
    return _Told(place, f"{lesson.path}:{passage.line}", words, " ".join(text.split()))


def _twins(told: Sequence[_Told]) -> list[Twins]:
    """The likest pairs first. Only paragraphs that share a run of words are compared at all."""
    shingles = [one.shingles if len(one.words) >= limits.TWIN_WORDS else frozenset() for one in told]
    twins = [
        Twins(likeness, told[a].where, told[b].where, " ".join(told[a].text.split()[:10]))
        for a, b in sorted(_candidates(told, shingles))
        if (likeness := _likeness(shingles[a], shingles[b])) >= limits.TWIN_LIKENESS
    ]
    return sorted(twins, key=lambda pair: (-pair.likeness, pair.first, pair.second))


def _candidates(told: Sequence[_Told], shingles: Sequence[Shingles]) -> set[tuple[int, int]]:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, found in enumerate(shingles):
        for shingle in found:
            holders[shingle].append(index)
    return {
        (a, b)
        for group in holders.values()
        for a, b in islice(combinations(group, 2), limits.TWIN_PAIRS_OF_A_RUN)
        if told[a].lesson != told[b].lesson
    }


def _likeness(first: Shingles, second: Shingles) -> float:
    return len(first & second) / len(first | second)


def _openings(told: Sequence[_Told], size: int, times: int) -> list[Opening]:
    """Beginnings that come at least so many times, in more than one lesson; the most frequent first."""
    counts: Counter[tuple[str, ...]] = Counter()
    lessons: Mapping[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for one in told:
        if len(one.words) > size:
            counts[one.words[:size]] += 1
            lessons[one.words[:size]].setdefault(one.lesson)
    found = [
        Opening(" ".join(words), count, tuple(lessons[words]))
        for words, count in counts.items()
        if count >= times and len(lessons[words]) > 1
    ]
    return sorted(found, key=lambda opening: (-opening.times, opening.words))
