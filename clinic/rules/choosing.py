"""How a long list of works is made shorter: by course, and by words that stand in a title."""

from collections.abc import Iterable
from dataclasses import dataclass

SCALES = "questions"  # stands in the list of courses, for sets of questions


@dataclass(frozen=True)
class Filter:
    """Empty is everything. `course` is a course's key, or SCALES."""

    course: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.course or self.words.strip())

    def takes_course(self, key: str) -> bool:
        return self.course in {"", key}

    def takes(self, titles: Iterable[str]) -> bool:
        """Whether every word stands in one of these titles, in any case."""
        wanted = self.words.casefold().split()
        return not wanted or any(all(word in title.casefold() for word in wanted) for title in titles)
