"""Footnotes: ``[^1]: source-key · strength: words`` becomes a numbered list of sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from library.grammar.desk import Desk
from library.grammar.fences import PROSE, Line, Segment
from library.grammar.press import escaped
from library.grammar.report import Place, shown
from library.grammar.sanitise import clean
from library.grammar.sheets import HTML
from library.grammar.trees import FootnoteTree, ReferenceTree, Strength

BEGINS = re.compile(r"\[\^([^\]\s]*)\]:(.*)")
NOTE = re.compile(r"[ \t]*([a-z0-9-]+)[ \t]*·[ \t]*(.*)")
STRENGTHS: tuple[Strength, ...] = get_args(Strength)
OTHER_MARK = re.compile(
    r"[ \t]*[a-z0-9-]+(?:[ \t]*[:;.*•–—]|[ \t]-)?[ \t]+(?:" + "|".join(STRENGTHS) + r")\b", re.I
)
SHAPE = f"Write `[^1]: source-key · strength: words`; a strength is one of: {', '.join(STRENGTHS)}."
MIDDLE_DOT = "Write `source-key · strength: words`; you can copy the dot from here."


@dataclass(frozen=True)
class Note:
    line: int
    label: str
    source: str
    strength: Strength
    words: str


def take_notes(segments: Sequence[Segment], place: Place) -> tuple[tuple[Segment, ...], tuple[Note, ...]]:
    """The segments without their footnotes, and the footnotes."""
    notes: dict[str, Note] = {}
    kept = tuple(_without_notes(segment, notes, place) for segment in segments)
    return kept, tuple(notes.values())


def _without_notes(segment: Segment, notes: dict[str, Note], place: Place) -> Segment:
    lines: list[Line] = []
    for line in _with_continuations(segment.lines):
        found = BEGINS.match(line.text)
        if found is None:
            lines.append(line)
            continue
        if segment.name != PROSE:
            place.error(
                line.number, "A footnote's text stands inside a block.", "Move it to the end of the file."
            )
        note = _note(line, found[1], found[2], place)
        if found[1] in notes:
            place.error(line.number, f"The footnote {shown(found[1])} stands here twice.", "Number it anew.")
        elif note is not None:
            notes[found[1]] = note
    return Segment(segment.name, segment.argument, segment.line, tuple(lines))


def _with_continuations(lines: Sequence[Line]) -> list[Line]:
    """The lines, a footnote's indented ones joined to its first."""
    joined: list[Line] = []
    for line in lines:
        if joined and BEGINS.match(joined[-1].text) and re.match(r"[ \t]+\S", line.text):
            joined[-1] = Line(joined[-1].number, f"{joined[-1].text} {line.text.strip()}")
        else:
            joined.append(line)
    return joined


def _note(line: Line, label: str, text: str, place: Place) -> Note | None:
    found = NOTE.fullmatch(text)
    strength = found and next((s for s in STRENGTHS if re.match(rf"{s}\b", found[2].lower())), None)
    if found is None or not strength or not re.fullmatch(r"[\w-]+", label):
        if OTHER_MARK.match(text):
            place.error(
                line.number, "In this footnote another mark stands where the middle dot belongs.", MIDDLE_DOT
            )
        else:
            place.error(line.number, "This footnote does not name its source and how strong it is.", SHAPE)
        return None
    words = found[2][len(strength) :].strip().removeprefix(":").strip()
    if HTML.search(words):
        place.error(line.number, "There is HTML in this footnote.", "Take out the < and what belongs to it.")
    return Note(line.number, label, found[1], strength, words)


def judge_notes(notes: Sequence[Note], listed: Sequence[str] | None, desk: Desk, sources_line: int) -> None:
    """Every mark has a note, every note a mark; sources are on the shelf and, where that can be read, at the top."""
    labels = {note.label for note in notes}
    for label in desk.cited:
        if label not in labels:
            line = desk.locate(f"[^{label}]")
            desk.place.error(line, f"There is no text for the footnote [^{label}].", SHAPE)
    for note in notes:
        _judge_note(note, listed, desk)
    for source in listed or ():
        if source not in desk.shelf.references:
            _judge_source(source, sources_line, desk)
        elif source not in {note.source for note in notes}:
            desk.place.warning(
                sources_line,
                f"No footnote uses the source {shown(source)}.",
                "Say with a footnote which sentence rests on it, or take it off the list.",
            )


def _judge_source(source: str, line: int, desk: Desk) -> None:
    if source not in desk.shelf.references:
        desk.place.error(
            line, f"There is no source {shown(source)} in references.yaml.", "Add it there, or mend the key."
        )


def _judge_note(note: Note, listed: Sequence[str] | None, desk: Desk) -> None:
    _judge_source(note.source, note.line, desk)
    if note.label not in desk.cited:
        desk.place.error(
            note.line,
            f"Nothing in the text points to [^{note.label}].",
            "Add the mark or remove the footnote.",
        )
    if listed is not None and note.source in desk.shelf.references and note.source not in listed:
        desk.place.error(
            note.line,
            f"The source {shown(note.source)} is missing in the list `sources` at the top.",
            "Add it to the list.",
        )


def footnote_trees(notes: Sequence[Note], desk: Desk) -> tuple[FootnoteTree, ...]:
    """In the order in which the text cites them."""
    by_label = {note.label: note for note in notes}
    return tuple(
        FootnoteTree(
            number=number,
            label=label,
            source=by_label[label].source,
            strength=by_label[label].strength,
            words=by_label[label].words,
        )
        for number, label in enumerate(desk.cited, start=1)
        if label in by_label
    )


def sources_html(notes: Sequence[FootnoteTree], references: Mapping[str, ReferenceTree]) -> str:
    """The section that closes a lesson; empty when nothing is cited."""
    if not notes:
        return ""
    entries = "".join(_entry(note, references.get(note.source)) for note in notes)
    return clean(
        '<section class="sources-section" id="sources" aria-labelledby="sources-label">'
        f'<h2 id="sources-label">Sources</h2><ol class="sources">{entries}</ol></section>'
    )


def _entry(note: FootnoteTree, reference: ReferenceTree | None) -> str:
    words = f": {note.words}" if note.words else ""
    strength = escaped(f"{note.strength.capitalize()}{words}".rstrip(".") + ".")
    back = (
        f'<a href="#r{note.number}" aria-label="Back to the text, source {note.number}">Back to the text</a>'
    )
    cited = _cited(reference) if reference else escaped(note.source)
    return f'<li id="s{note.number}"><p>{cited} {back}</p><p class="source__strength">{strength}</p></li>'


def _cited(reference: ReferenceTree) -> str:
    address = reference.url or (f"https://doi.org/{reference.doi}" if reference.doi else "")
    title = f"<cite>{escaped(reference.title.rstrip('.'))}</cite>"
    if address:
        title = f'<a href="{escaped(address)}" rel="noopener noreferrer">{title}</a>'
    return (
        f"{escaped(reference.authors)} ({reference.year}). {title}. {escaped(reference.venue.rstrip('.'))}."
    )
