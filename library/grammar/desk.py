"""What one lesson's rendering may refer to, and what it did refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from library.grammar.report import Place


@dataclass(frozen=True)
class Shelf:
    """What the whole library offers to a lesson: keys that links and sources may name."""

    terms: Mapping[str, str] = field(default_factory=dict)
    references: frozenset[str] = frozenset()
    scales: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    has_feelings: bool = False


@dataclass
class Desk:
    """One text being rendered: where its problems go and what it was found to use."""

    place: Place
    shelf: Shelf
    lines: tuple[str, ...]
    first_line: int = 1
    terms: dict[str, None] = field(default_factory=dict)
    lessons: dict[str, int] = field(default_factory=dict)
    figures: dict[str, None] = field(default_factory=dict)
    cited: dict[str, list[int]] = field(default_factory=dict)
    headings: list[tuple[str, int, str]] = field(default_factory=list)

    def locate(self, words: str) -> int:
        """The first line that holds these words; the text's first line if none does."""
        for number, line in enumerate(self.lines, start=self.first_line):
            if words and words in line:
                return number
        return self.first_line

    def heading_lines(self) -> list[int]:
        return [n for n, line in enumerate(self.lines, start=self.first_line) if line.startswith("#")]

    def cite(self, label: str) -> int:
        """How often this footnote has now been cited; the order of first use numbers the sources."""
        self.cited.setdefault(label, []).append(1)
        return len(self.cited[label])

    def number_of(self, label: str) -> int:
        return list(self.cited).index(label) + 1
