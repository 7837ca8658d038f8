"""Judges how a lesson reads: sentences, paragraphs, headings, grade, length and wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from library.grammar import limits, wording
from library.grammar.exercises import OPTION as EXERCISE_OPTION
from library.grammar.exercises import OPTIONS as EXERCISE_OPTIONS
from library.grammar.exercises import WORDED
from library.grammar.fences import LIVE, PROSE, Line, Segment
from library.grammar.fields import FIELD
from library.grammar.items import at_bars, joined
from library.grammar.prose import Passage, Sentence, count_words, grade, passages, sentences
from library.grammar.report import Place, shown

STARS = re.compile(r"\*{1,3}|(?<!\w)_|_(?!\w)")
MARKS = re.compile(r"\{#[^}]*\}|^\?[ \t]*|^[-*+][ \t]+\[[ xX]\][ \t]*")


def judge_words(text: str, place: Place) -> None:
    """Banned wording, wherever in a file it stands."""
    plain = STARS.sub("", text)
    for finding in wording.banned(plain):
        place.error(
            plain.count("\n", 0, finding.offset) + 1,
            f"{shown(finding.words)} {finding.does}.",
            finding.instead,
        )


def told_in(segments: Sequence[Segment]) -> list[Sentence]:
    """The sentences of a lesson without its headings, checks and exercises."""
    read = [passage for segment in segments for passage in passages_read(segment)]
    return [sentence for passage in read if not passage.is_heading for sentence in sentences(passage)]


def judge_reading(
    segments: Sequence[Segment], place: Place, exempt: re.Pattern[str] | None, first_line: int
) -> int:
    """Reports what is hard to read and returns the number of words a reader reads."""
    read = [passage for segment in segments for passage in passages_read(segment)]
    prose = [passage for passage in read if not passage.is_heading]
    told = told_in(segments)
    asked = [s for segment in segments for passage in passages_asked(segment) for s in sentences(passage)]
    words = sum(count_words(passage.text) for passage in read)
    _judge_sentences([*told, *asked], place)
    _judge_passages(prose, place)
    _judge_length(words, told, place, exempt, first_line)
    _judge_gaps(read, place, first_line)
    _judge_blocks(segments, place, first_line)
    return words


def passages_read(segment: Segment) -> Iterator[Passage]:
    """What a lesson tells, with the headings and labels between."""
    if segment.name in LIVE:
        yield Passage(segment.line, "", is_heading=True)
        return
    if segment.name != PROSE:
        yield Passage(segment.line, segment.argument, is_heading=True)
    yield from passages(segment)


def passages_asked(segment: Segment) -> Iterator[Passage]:
    """The words of a check or an exercise, piece by piece."""
    if segment.name not in LIVE:
        return
    for line in joined(segment.lines):
        field = FIELD.fullmatch(line.text.strip()) if segment.name == "exercise" else None
        pieces = at_bars(field[2])[1:2] if field else at_bars(line.text)
        for piece in pieces:
            yield Passage(line.number, MARKS.sub("", _without_option(piece)))


def _without_option(text: str) -> str:
    option = EXERCISE_OPTION.fullmatch(text)
    if option is None or option[1] not in EXERCISE_OPTIONS:
        return text
    return option[2] if option[1] in WORDED else ""


def _judge_sentences(all_sentences: Sequence[Sentence], place: Place) -> None:
    for sentence in all_sentences:
        begins = shown(" ".join(sentence.text.split()[:6]), 50)
        if sentence.words > limits.SENTENCE_ERROR:
            place.error(
                sentence.line,
                f"The sentence that begins {begins} has {sentence.words} words.",
                f"Part it; {limits.SENTENCE_ERROR} is the most.",
            )
        elif sentence.words > limits.SENTENCE_WARNING:
            place.warning(
                sentence.line,
                f"The sentence that begins {begins} has {sentence.words} words.",
                f"Aim for {limits.SENTENCE_WARNING} or fewer.",
            )


def _judge_passages(prose: Sequence[Passage], place: Place) -> None:
    for passage in prose:
        text = passage.text
        words = count_words(text)
        if words > limits.PARAGRAPH_WARNING:
            place.warning(
                passage.line,
                f"This paragraph has {words} words.",
                f"Aim for {limits.PARAGRAPH_WARNING} or fewer.",
            )
        for finding in wording.advised(text):
            place.warning(
                passage.line + text.count("\n", 0, finding.offset),
                f"{shown(finding.words)} {finding.does}.",
                finding.instead,
            )


def _judge_length(
    words: int, told: Sequence[Sentence], place: Place, exempt: re.Pattern[str] | None, line: int
) -> None:
    if words > limits.WORDS_ERROR:
        place.error(line, f"This lesson has {words} words.", f"Split it; {limits.WORDS_ERROR} is the most.")
    elif not limits.WORDS_LEAST <= words <= limits.WORDS_MOST:
        place.warning(
            line,
            f"This lesson has {words} words.",
            f"Aim for {limits.WORDS_LEAST} to {limits.WORDS_MOST}.",
        )
    counted = sum(sentence.words for sentence in told)
    if counted < limits.GRADE_NEEDS_WORDS:
        return
    average = counted / len(told)
    if average > limits.SENTENCE_AVERAGE_WARNING:
        place.warning(
            line,
            f"Sentences have {average:.1f} words on average.",
            f"Aim for {limits.SENTENCE_AVERAGE_WARNING:.0f} or fewer.",
        )
    _judge_grade(grade(told, exempt), place, line)


def _judge_grade(found: float, place: Place, line: int) -> None:
    mend = "Use shorter sentences and more everyday words."
    if found > limits.GRADE_ERROR:
        place.error(line, f"The reading grade is {found:.1f}, above {limits.GRADE_ERROR:g}.", mend)
    elif found > limits.GRADE_WARNING:
        place.warning(line, f"The reading grade is {found:.1f}, above {limits.GRADE_WARNING:g}.", mend)


def _judge_gaps(read: Sequence[Passage], place: Place, first_line: int) -> None:
    """Words between one heading or block label and the next."""
    line, words = first_line, 0
    for passage in (*read, Passage(0, "", is_heading=True)):
        if not passage.is_heading:
            words += count_words(passage.text)
            continue
        if words > limits.WORDS_BETWEEN_HEADINGS:
            place.warning(
                line,
                f"There are {words} words before the next heading or block.",
                f"Put a heading at least every {limits.WORDS_BETWEEN_HEADINGS} words.",
            )
        line, words = passage.line, 0


def _judge_blocks(segments: Sequence[Segment], place: Place, first_line: int) -> None:
    names = [segment.name for segment in segments]
    for name, what in (("key", "key idea"), ("check", "check")):
        if name not in names:
            place.warning(first_line, f"This lesson has no {what}.", f"Add a `/// {name}` block.")
    if names.count("story") > limits.STORIES_MOST:
        place.warning(first_line, "There are many stories here.", f"Keep {limits.STORIES_MOST} at most.")
    for segment in segments:
        if segment.name == "key" and _key_words(segment.lines) > limits.KEY_IDEA_WARNING:
            place.warning(
                segment.line,
                f"This key idea has {_key_words(segment.lines)} words.",
                f"Aim for {limits.KEY_IDEA_WARNING} or fewer.",
            )


def _key_words(lines: Sequence[Line]) -> int:
    return sum(count_words(line.text) for line in lines)
