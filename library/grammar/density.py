"""Refuses text so thick with markup that reading it would take for ever; no author writes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from library.grammar import limits
from library.grammar.report import Place, shown

MARKUP = re.compile(r"[\[\]()*_`<>!\\|#\"'“”]")
NESTED = re.compile(r"[ \t]*(?:(?:>|[-*+]|[0-9]+[.)])[ \t]*){6,}")


def is_bearable(lines: Sequence[str], place: Place, *, first_line: int) -> bool:
    """Whether a text may be handed to the converter; if not, the first reason is reported."""
    for line, paragraph in _paragraphs(lines, first_line):
        reason = _reason(paragraph)
        if reason:
            place.error(
                line, reason, "Break the paragraph into several, or take out what was pasted by mistake."
            )
            return False
    return True


def _paragraphs(lines: Iterable[str], first_line: int) -> Iterator[tuple[int, list[str]]]:
    held: list[str] = []
    begins = first_line
    for number, line in enumerate([*lines, ""], start=first_line):
        if line.strip():
            begins = begins if held else number
            held.append(line)
        elif held:
            yield begins, held
            held = []


def _reason(paragraph: Sequence[str]) -> str:
    text = "\n".join(paragraph)
    if any(NESTED.match(line) for line in paragraph):
        return "Lists or quotations lie too deep inside one another here."
    counts = Counter(MARKUP.findall(text))
    mark, count = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    if count > limits.MAX_MARKS_IN_PARAGRAPH:
        return f"The sign {shown(mark)} stands {count} times in this paragraph."
    if len(text) > limits.MAX_PARAGRAPH_CHARACTERS:
        return f"This paragraph is longer than {limits.MAX_PARAGRAPH_CHARACTERS} characters."
    return ""
