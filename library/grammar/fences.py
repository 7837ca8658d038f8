"""Cuts a lesson's body into prose and `///` blocks, each with its line in the file."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from library.grammar import limits
from library.grammar.report import Place, shown

# Also behind the marks of a list or a quotation, where the converter would still see a block.
FENCE = re.compile(r"[\s>*+\-.)\d]*/{3,}")
OPENS = re.compile(r"/// ?([A-Za-z][\w-]*)[ \t]*(?:\|[ \t]*(.*?))?[ \t]*")
CLOSES = re.compile(r"///[ \t]*")

Argument = Literal["none", "optional", "required"]
# name -> what may follow the bar, and what it is called in a message
BLOCKS: dict[str, tuple[Argument, str]] = {
    "story": ("required", "title"),
    "key": ("none", ""),
    "settle": ("none", ""),
    "caution": ("none", ""),
    "do": ("none", ""),
    "exercise": ("required", "id"),
    "check": ("optional", "id"),
    "questionnaire": ("required", "scale's id"),
}
PROSE = "prose"
LIVE = ("check", "exercise", "questionnaire")


@dataclass(frozen=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True)
class Segment:
    """A run of lines: ``prose``, or the inside of a block with the argument of its fence."""

    name: str
    argument: str
    line: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


class _Cutter:
    """Walks the lines once; an opening fence inside a block ends that block, with a problem."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.segments: list[Segment] = []
        self._lines: list[Line] = []
        self._open: tuple[str, str, int] | None = None

    def take(self, line: Line) -> None:
        if not FENCE.match(line.text):
            self._lines.append(line)
        elif CLOSES.fullmatch(line.text):
            self._close(line)
        elif (opening := OPENS.fullmatch(line.text)) is not None:
            self._begin(line, opening[1].lower(), opening[2] or "")
        else:
            self.place.error(
                line.number,
                f"This fence cannot be read: {shown(line.text.strip())}.",
                "A block begins with `/// name` or `/// name | words` at the start of a line"
                " and ends with a line `///`.",
            )

    def finish(self) -> None:
        if self._open is not None:
            self._unclosed(None)
        self._cut()

    def _begin(self, line: Line, name: str, argument: str) -> None:
        if self._open is not None:
            self._unclosed(line)
        self._cut()
        self._open = (name, argument, line.number)
        self._judge(line, name, argument)

    def _close(self, line: Line) -> None:
        if self._open is None:
            self.place.error(
                line.number,
                "This `///` closes nothing.",
                "Remove it, or open a block above it with `/// name`.",
            )
            return
        self._cut()

    def _cut(self) -> None:
        name, argument, number = self._open or (PROSE, "", self._lines[0].number if self._lines else 1)
        if self._open is not None or any(line.text.strip() for line in self._lines):
            self.segments.append(Segment(name, argument, number, tuple(self._lines)))
        self._lines = []
        self._open = None

    def _unclosed(self, line: Line | None) -> None:
        assert self._open is not None
        name, _, number = self._open
        where = f"before line {line.number}, where another block begins" if line else "before the file ends"
        self.place.error(
            number,
            f"The block `/// {name}` that opens here is not closed {where}.",
            "Put a line `///` after its last line. Blocks do not stand inside one another.",
        )

    def _judge(self, line: Line, name: str, argument: str) -> None:
        if name not in BLOCKS:
            near = difflib.get_close_matches(name, BLOCKS, n=1)
            self.place.error(
                line.number,
                f"There is no block called {shown(name)}.",
                f"Did you mean `/// {near[0]}`?" if near else f"The blocks are: {', '.join(BLOCKS)}.",
            )
            return
        wants, what = BLOCKS[name]
        if wants == "required" and not argument:
            self.place.error(
                line.number, f"The block `/// {name}` needs its {what}.", f"Write `/// {name} | {what}`."
            )
        if wants == "none" and argument:
            self.place.error(
                line.number, f"The block `/// {name}` takes no words after a bar.", f"Write `/// {name}`."
            )


def cut(text: str, place: Place, *, first_line: int) -> tuple[Segment, ...]:
    """The segments of a body in order; fences that do not fit together are reported."""
    cutter = _Cutter(place)
    for number, line in enumerate(text.split("\n"), start=first_line):
        cutter.take(Line(number, line.rstrip()))
    cutter.finish()
    blocks = [segment for segment in cutter.segments if segment.name != PROSE]
    if len(blocks) > limits.MAX_BLOCKS:
        place.error(
            blocks[limits.MAX_BLOCKS].line,
            f"There are {len(blocks)} blocks here.",
            "Split the lesson into several.",
        )
        return ()
    return tuple(cutter.segments)
