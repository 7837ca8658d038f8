"""One lesson: from its file to a tree, with everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from library.grammar import limits
from library.grammar.bodies import Body, compile_body
from library.grammar.density import is_bearable
from library.grammar.desk import Desk, Shelf
from library.grammar.digests import digest_of
from library.grammar.fences import Segment, cut
from library.grammar.files import SourceFile
from library.grammar.footnotes import take_notes
from library.grammar.names import Names
from library.grammar.press import Presses
from library.grammar.reading import judge_reading, judge_words
from library.grammar.report import Place, Report
from library.grammar.settling import judge_settling
from library.grammar.sheets import FrontMatter, claim_id, fill
from library.grammar.trees import LessonTree, ReferenceTree
from library.grammar.yaml_text import Sheet, load_sheet

RULE = re.compile(r"---[ \t]*")
HTML = re.compile(r"</?[A-Za-z][^>\n]*>?|<[!?]")
TORN_LINKS = (
    (
        re.compile(r"\][ \t]+\((?:term|lesson|help|https?):"),
        "There is a blank between the words of this link and its address.",
        "Write `[words](term:key)`.",
    ),
    (
        re.compile(r"\]\((?:term|lesson|help|https?):[^)]*$"),
        "The address of this link is not closed in its line.",
        "Put `)` after it.",
    ),
)


@dataclass(frozen=True)
class Workshop:
    """What every lesson of a compilation is made with."""

    names: Names
    presses: Presses
    shelf: Shelf
    references: Mapping[str, ReferenceTree]
    exempt: re.Pattern[str] | None
    today: date


def read_lesson(source: SourceFile, place: Place, workshop: Workshop) -> LessonTree | None:
    """The lesson's tree; None if its front matter cannot be used."""
    lines = source.text.split("\n")
    end = _end_of_front_matter(lines, place)
    if end is None:
        claim_id(None, source.text, workshop.names.claimer("lesson", place))
        return None
    top = "\n".join(lines[1:end])
    sheet = load_sheet(top, place, first_line=2)
    front = fill(FrontMatter, sheet, place) if sheet is not None else None
    lesson_id = claim_id(sheet, top, workshop.names.claimer("lesson", place), first_line=2)
    if front is not None and sheet is not None:
        _judge_front(front, sheet, place, workshop)
    first_line = end + 2
    body_lines = tuple(lines[end + 1 :])
    desk = Desk(place, workshop.shelf, body_lines, first_line)
    _judge_html(desk)
    _judge_torn_links(desk)
    judge_words(source.text, place)
    if not is_bearable(body_lines, place, first_line=first_line):
        return None
    segments, notes = take_notes(cut("\n".join(body_lines), place, first_line=first_line), place)
    body = compile_body(
        segments,
        notes,
        desk,
        workshop.presses,
        workshop.references,
        lesson_id=lesson_id or "lesson",
        listed=front.sources if front else None,
        sources_line=sheet.line(("sources",)) if sheet else 1,
    )
    words = judge_reading(segments, place, workshop.exempt, first_line)
    _claim_pieces(body, desk, workshop.names)
    if front is None:
        return None
    judge_settling(segments, body.exercises, place, is_hard=bool(front.needs or front.mentions))
    return _tree(front, body, desk, words, source.path)


def segments_of(text: str) -> tuple[Segment, ...]:
    """The prose and blocks of a lesson whose problems were told elsewhere."""
    lines = text.split("\n")
    place = Place(Report(), "")
    end = _end_of_front_matter(lines, place) or 0
    segments, _ = take_notes(cut("\n".join(lines[end + 1 :]), place, first_line=end + 2), place)
    return segments


def _end_of_front_matter(lines: list[str], place: Place) -> int | None:
    end = None
    if RULE.fullmatch(lines[0]):
        end = next((n for n, line in enumerate(lines[1:], start=1) if RULE.fullmatch(line)), None)
    if end is None:
        place.error(
            1,
            "This lesson has no front matter.",
            "Begin the file with a line `---`, the keys of the lesson, and another line `---`.",
        )
    elif sum(len(line) for line in lines[:end]) > limits.MAX_FRONT_MATTER_BYTES:
        place.error(1, "The front matter is too long.", "Keep it to the keys of a lesson.")
        return None
    return end


def _judge_front(front: FrontMatter, sheet: Sheet, place: Place, workshop: Workshop) -> None:
    needs = {name: sheet.line(("needs", index)) for index, name in enumerate(front.needs)}
    workshop.names.point("module or lesson", needs, place)
    for key, listed in (("needs", front.needs), ("sources", front.sources)):
        if len(set(listed)) < len(listed):
            place.error(sheet.line((key,)), f"The list `{key}` repeats itself.", "Keep each entry once.")
    if bool(front.reviewed_by) != (front.reviewed_on is not None):
        place.error(
            sheet.line(("reviewed_by",)),
            "A review needs both a name and a date.",
            "Fill `reviewed_by` and `reviewed_on`, or leave both empty.",
        )
    if front.reviewed_on is None:
        return
    age = (workshop.today - front.reviewed_on).days
    line = sheet.line(("reviewed_on",))
    if age < 0:
        place.error(line, "This review lies in the future.", "Mend the date.")
    elif age > limits.REVIEW_STALE_AFTER:
        place.warning(line, "This review is more than a year old.", "Ask for a new one.")


def _judge_html(desk: Desk) -> None:
    for number, line in enumerate(desk.lines, start=desk.first_line):
        found = HTML.search(line)
        if found is not None:
            desk.place.error(
                number,
                "There is HTML here.",
                "Write it in Markdown, or take out the < and what belongs to it.",
            )


def _judge_torn_links(desk: Desk) -> None:
    """What is nearly a link would reach readers as brackets."""
    for number, line in enumerate(desk.lines, start=desk.first_line):
        for torn, message, mend in TORN_LINKS:
            if torn.search(line):
                desk.place.error(number, message, mend)


def _claim_pieces(body: Body, desk: Desk, names: Names) -> None:
    for kind, name, line in body.claims:
        names.claim(kind, name, desk.place, line)
    names.point("lesson", desk.lessons, desk.place)


def _tree(front: FrontMatter, body: Body, desk: Desk, words: int, path: str) -> LessonTree:
    lesson = LessonTree(
        **front.model_dump(),
        parts=body.parts,
        outline=body.outline,
        checks=body.checks,
        exercises=body.exercises,
        questionnaires=body.questionnaires,
        terms=tuple(desk.terms),
        footnotes=body.footnotes,
        links=tuple(desk.lessons),
        figures=tuple(desk.figures),
        words=words,
        digest="",
        path=path,
    )
    return lesson.model_copy(update={"digest": digest_of(lesson)})
