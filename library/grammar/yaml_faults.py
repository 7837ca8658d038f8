"""What YAML's own messages mean, in words that authors know: where to look, what is wrong, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import yaml

from library.grammar.report import shown

Sentences = tuple[str, str]
QUOTES = "Put the whole value in quotes."
KEY = re.compile(r"[\s-]*[^\s:]+:\s")


def explain(refusal: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[int, str, str]:
    """The line (0 is the first), what is wrong in it, and how to mend it."""
    problem = str(refusal.problem)
    for pattern, begins_it, words in FAULTS:
        if re.search(pattern, problem):
            mark = refusal.context_mark if begins_it and refusal.context_mark else refusal.problem_mark
            at = min(mark.line if mark is not None else 0, len(lines) - 1)
            return at, *words(lines[at], mark.column if mark is not None else 0)
    mark = refusal.problem_mark or refusal.context_mark
    at = min(mark.line if mark is not None else 0, len(lines) - 1)
    return at, f"This is not readable YAML: {shown(problem)}.", "See content/README.md for how to write it."


def _two_colons(line: str, column: int) -> Sentences:
    if KEY.match(line[:column]):
        return "A value that holds a colon and a blank needs quotes.", 'Write `title: "One: two"`.'
    return _columns(line, column)


def _columns(line: str, _: int) -> Sentences:
    if re.match(r"\s*-[^\s-]", line):
        return "There is no blank after this hyphen.", "Write `- ` before each entry."
    return (
        "This line or the one above it begins in the wrong column.",
        "Begin keys that belong together in the same column.",
    )


def _first_sign(line: str, column: int) -> Sentences:
    sign = line[column : column + 1]
    if sign == "\t":
        return "There is a tab here.", "Put blanks in its place."
    return f"A value cannot begin with {shown(sign)}.", QUOTES


def _words_behind(line: str, column: int) -> Sentences:
    found = line[column - 1 : column] if line[column - 1 : column].strip() else line[:column].rstrip()[-1:]
    return (
        f"The value ends at `{found}`, and more words follow.",
        'Put the whole value in quotes of the other kind: `\'"One" and more\'` or `"It\'s one"`.',
    )


def cut_short(node: yaml.Node, lines: Sequence[str]) -> Iterator[int]:
    """The lines (0 is the first) in which words after a value are taken for a comment."""
    if isinstance(node, yaml.ScalarNode) and node.style is None and node.value:
        end = node.end_mark
        if lines[end.line][end.column :].lstrip().startswith("#"):
            yield end.line
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from cut_short(child, lines)
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from cut_short(value, lines)


def _says(message: str, mend: str) -> Callable[[str, int], Sentences]:
    return lambda _line, _column: (message, mend)


# What YAML says; whether the fault stands where it began to read or where it stopped; what we say.
FAULTS: tuple[tuple[str, bool, Callable[[str, int], Sentences]], ...] = (
    (r"mapping values are not allowed", False, _two_colons),
    (r"cannot start any token", False, _first_sign),
    (
        r"unexpected end of stream|unexpected document separator",
        True,
        _says("A quotation mark that opens in this line is not closed.", "Close it, or take it out."),
    ),
    (r"expected <block end>, but found '<scalar>'", False, _words_behind),
    (
        r"expected <block end>, but found '[\]},]'",
        False,
        _says("There is a bracket or a comma too many here.", "Write a list as [one, two]."),
    ),
    (r"expected <block end>|expected '<document start>'", False, _columns),
    (
        r"could not find expected ':'",
        True,
        _says(
            "This line is not of the form `key: value`.",
            "Put a colon and a blank after the key; a line that goes on with the one above begins with two blanks.",
        ),
    ),
    (
        r"expected ',' or '[\]}]'",
        True,
        _says("A bracket that opens in this line is not closed.", "Write a list as [one, two]."),
    ),
    (
        r"expected the node content",
        False,
        _says("Something is missing between two commas or brackets.", "Write a list as [one, two]."),
    ),
    (
        r"sequence entries are not allowed",
        False,
        _says(
            "A list cannot begin in the line of its key.",
            "Put each entry on a line of its own that begins with `- `. If these are words, put them in quotes.",
        ),
    ),
    (
        r"unknown escape character|escape sequence",
        False,
        _says(r"In double quotes a backslash cannot stand alone.", r"Write `\\`, or use single quotes."),
    ),
    (
        r"indentation indicators|a comment or a line break|alphabetic or numeric character",
        True,
        _says("A value cannot begin with one of the signs | > * & !.", QUOTES),
    ),
    (
        r"found another document",
        False,
        _says("There is a second line of three hyphens here.", "Take it out."),
    ),
)
