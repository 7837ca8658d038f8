"""The body of a lesson: prose and blocks turned into parts, live pieces and the in-page contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from library.grammar.blocks import SLOT
from library.grammar.checks import TITLE as CHECK_TITLE
from library.grammar.checks import read_check
from library.grammar.desk import Desk
from library.grammar.dos import LABEL as DO_LABEL
from library.grammar.dos import read_do
from library.grammar.exercises import read_exercise
from library.grammar.fences import BLOCKS, LIVE, PROSE, Segment
from library.grammar.footnotes import Note, footnote_trees, judge_notes, sources_html
from library.grammar.press import Presses
from library.grammar.report import shown
from library.grammar.sanitise import clean
from library.grammar.sheets import ID
from library.grammar.trees import (
    CheckTree,
    ExerciseTree,
    FootnoteTree,
    Heading,
    HtmlPart,
    Part,
    ReferenceTree,
    SlotKind,
    SlotPart,
)

SLOT_MARK = re.compile(rf'<hr data-{SLOT}="([0-9]+)">')


@dataclass(frozen=True)
class _Placed:
    """What goes into one slot: a live piece, or ready HTML; and its line in the contents."""

    part: Part
    heading: Heading


@dataclass
class _Bench:
    """The pieces as they come off the segments."""

    desk: Desk
    presses: Presses
    lesson_id: str
    placed: list[_Placed] = field(default_factory=list)
    checks: list[CheckTree] = field(default_factory=list)
    exercises: list[ExerciseTree] = field(default_factory=list)
    questionnaires: list[str] = field(default_factory=list)
    claims: list[tuple[str, str, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Body:
    parts: tuple[Part, ...]
    outline: tuple[Heading, ...]
    checks: tuple[CheckTree, ...]
    exercises: tuple[ExerciseTree, ...]
    questionnaires: tuple[str, ...]
    footnotes: tuple[FootnoteTree, ...]
    claims: tuple[tuple[str, str, int], ...]


def compile_body(
    segments: Sequence[Segment],
    notes: Sequence[Note],
    desk: Desk,
    presses: Presses,
    references: Mapping[str, ReferenceTree],
    *,
    lesson_id: str,
    listed: Sequence[str] | None,
    sources_line: int,
) -> Body:
    """Everything a lesson page shows, in order; faults go to the desk's place.

    `listed` are the sources named at the top; None when the top cannot be read, and nothing is held against it.
    """
    bench = _Bench(desk, presses, lesson_id)
    html = presses.lesson.print("\n\n".join(_markdown(segment, bench) for segment in segments), desk)
    judge_notes(notes, listed, desk, sources_line)
    footnotes = footnote_trees(notes, desk)
    sources = sources_html(footnotes, references)
    return Body(
        parts=_parts(html, bench.placed, sources),
        outline=_outline(bench, has_sources=bool(sources)),
        checks=tuple(bench.checks),
        exercises=tuple(bench.exercises),
        questionnaires=tuple(bench.questionnaires),
        footnotes=footnotes,
        claims=tuple(bench.claims),
    )


def _markdown(segment: Segment, bench: _Bench) -> str:
    """The segment for the converter: blank lines round the fences, live blocks as slots."""
    if segment.name == PROSE:
        return segment.text
    if segment.name == "do" or segment.name in LIVE:
        bench.placed.append(_place(segment, bench))
        return f"/// {SLOT} | {len(bench.placed) - 1}\n\n///"
    if segment.name not in BLOCKS:
        return ""
    bench.counts[segment.name] += 1
    if not segment.text.strip():
        bench.desk.place.error(
            segment.line, f"The block `/// {segment.name}` is empty.", "Write in it, or remove it."
        )
    _judge_title(segment, bench.desk)
    head = f"/// {segment.name} | {segment.argument}" if segment.argument else f"/// {segment.name}"
    return f"{head}\n\n{segment.text}\n\n///"


def _judge_title(segment: Segment, desk: Desk) -> None:
    for mark in ("[", "`", "!["):
        if mark in segment.argument:
            desk.place.error(
                segment.line, f"The title {shown(segment.argument)} holds markup.", "Write plain words."
            )
            return


def _place(segment: Segment, bench: _Bench) -> _Placed:
    if segment.name == "do":
        return _place_do(segment, bench)
    bench.counts[segment.name] += 1
    count = bench.counts[segment.name]
    key = _key(segment, bench)
    title = _PLACERS[segment.name](segment, key, bench)
    kinds: dict[str, SlotKind] = {
        "check": "check",
        "exercise": "exercise",
        "questionnaire": "questionnaire",
    }
    anchor = f"{segment.name}-{count}"
    return _Placed(
        SlotPart(kind=kinds[segment.name], key=key, anchor=anchor), Heading(id=anchor, level=2, text=title)
    )


def _key(segment: Segment, bench: _Bench) -> str:
    if segment.name == "check" and not segment.argument:
        if bench.counts["check"] > 1:
            bench.desk.place.error(
                segment.line, "A second check in a lesson needs an id of its own.", "Write `/// check | id`."
            )
        return f"{bench.lesson_id}-check"
    if segment.argument and not ID.fullmatch(segment.argument):
        bench.desk.place.error(
            segment.line,
            f"{shown(segment.argument)} is not a usable id.",
            "Use small letters, digits and single hyphens.",
        )
    return segment.argument


def _place_check(segment: Segment, key: str, bench: _Bench) -> str:
    bench.claims.append(("check", key, segment.line))
    bench.checks.append(read_check(segment, key, bench.desk, bench.presses))
    return CHECK_TITLE


def _place_exercise(segment: Segment, key: str, bench: _Bench) -> str:
    bench.claims.append(("exercise", key, segment.line))
    exercise = read_exercise(segment, key, bench.desk, bench.presses)
    bench.exercises.append(exercise)
    return exercise.title


def _place_questionnaire(segment: Segment, key: str, bench: _Bench) -> str:
    place = bench.desk.place
    if key not in bench.desk.shelf.scales:
        place.error(
            segment.line, f"There is no scale {shown(key)}.", "Add it to content/scales/, or mend the id."
        )
    if segment.text.strip():
        place.error(segment.line, "A questionnaire block holds no words of its own.", "Empty it.")
    if key in bench.questionnaires:
        place.error(segment.line, f"The scale {shown(key)} stands twice in this lesson.", "Keep it once.")
    bench.questionnaires.append(key)
    return "A questionnaire"


_PLACERS = {
    "check": _place_check,
    "exercise": _place_exercise,
    "questionnaire": _place_questionnaire,
}


def _place_do(segment: Segment, bench: _Bench) -> _Placed:
    bench.counts["do"] += 1
    name = f"do-{bench.counts['do']}"
    html = read_do(segment, bench.desk, bench.presses, name=name, level=2)
    return _Placed(HtmlPart(kind="html", html=clean(html)), Heading(id=name, level=2, text=DO_LABEL))


def _parts(html: str, placed: Sequence[_Placed], sources: str) -> tuple[Part, ...]:
    """The HTML split at its slots; neighbouring HTML is one part."""
    parts: list[Part] = []
    for index, piece in enumerate([*SLOT_MARK.split(html), sources]):
        is_slot = index % 2 == 1 and index < len(SLOT_MARK.split(html))
        _append(parts, placed[int(piece)].part if is_slot else HtmlPart(kind="html", html=piece.strip()))
    return tuple(parts)


def _append(parts: list[Part], part: Part) -> None:
    if not isinstance(part, HtmlPart):
        parts.append(part)
        return
    last = parts[-1] if parts else None
    if isinstance(last, HtmlPart):
        parts[-1] = HtmlPart(kind="html", html=f"{last.html}\n{part.html}".strip())
    elif part.html:
        parts.append(part)


def _outline(bench: _Bench, *, has_sources: bool) -> tuple[Heading, ...]:
    """The second-level headings in the order of the page."""
    headings = [
        Heading(id=name, level=level, text=text) if name else bench.placed[int(text)].heading
        for name, level, text in bench.desk.headings
        if level == 2
    ]
    if has_sources:
        headings.append(Heading(id="sources", level=2, text="Sources"))
    return tuple(headings)
