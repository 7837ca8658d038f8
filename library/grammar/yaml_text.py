"""YAML that cannot bite: no aliases, no doubles, no depth; and the line of every value."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import yaml

from library.grammar import limits
from library.grammar.report import Place, shown
from library.grammar.yaml_faults import QUOTES, cut_short, explain

Value = object
Location = tuple[str | int, ...]
GUIDE = "See content/README.md for how to write it."
COMMENT = ("The words after # are left out here.", "If they belong to the value, put all of it in quotes.")


@dataclass(frozen=True)
class Sheet:
    """A parsed YAML text: lists became tuples, and each place knows its line."""

    data: Value
    first_line: int
    lines: dict[Location, int] = field(default_factory=dict)

    def line(self, location: Location) -> int:
        """The line of a place, or of the nearest place around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, self.first_line)


class Refusal(yaml.MarkedYAMLError):
    """Something YAML allows and we do not; `note` says how to mend it."""


def _refuse(sentence: str, mark: yaml.Mark | None, mend: str = GUIDE) -> Refusal:
    return Refusal(problem=sentence, problem_mark=mark, note=mend)


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases, anchors, tags, merge keys, double keys or deep nesting."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0
        self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refuse("Aliases and anchors (* and &) are not used here.", event.start_mark, QUOTES)
        if getattr(event, "tag", None):
            raise _refuse("Tags (words that begin with !) are not used here.", event.start_mark, QUOTES)
        self._depth += 1
        self._nodes += 1
        if self._depth > limits.MAX_YAML_DEPTH or self._nodes > limits.MAX_YAML_NODES:
            raise _refuse("There is too much nested or listed here.", event.start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def load_sheet(text: str, place: Place, *, first_line: int = 1) -> Sheet | None:
    """The values of a YAML text and where they stand; None, and a problem, if it cannot be read."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Location, int] = {}
            if node is None:
                return Sheet(data=None, first_line=first_line)
            _note_lines(node, (), first_line, lines)
            for at in cut_short(node, text.split("\n")):
                place.warning(first_line + at, *COMMENT)
            return Sheet(_frozen(loader.construct_document(node)), first_line, lines)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as refusal:
        at, message, mend = _sentences(refusal, text)
        place.error(first_line + at, message, mend)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError):
        place.error(
            first_line,
            "A value here cannot be read, perhaps a number or a date that does not exist.",
            "Put quotes around text that looks like a number or a date.",
        )
    return None


def _sentences(refusal: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """The line (0 is the first), what is wrong, how to mend it."""
    if not isinstance(refusal, Refusal):
        return explain(refusal, text.split("\n"))
    mark = refusal.problem_mark
    return (mark.line if mark is not None else 0), str(refusal.problem), str(refusal.note)


def _note_lines(node: yaml.Node, location: Location, first_line: int, lines: dict[Location, int]) -> None:
    lines.setdefault(location, first_line + node.start_mark.line)
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(child, (*location, index), first_line, lines)
    if isinstance(node, yaml.MappingNode):
        _note_mapping(node, location, first_line, lines)


def _note_mapping(
    node: yaml.MappingNode, location: Location, first_line: int, lines: dict[Location, int]
) -> None:
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _refuse("A key must be one plain word.", key.start_mark)
        if key.tag == "tag:yaml.org,2002:merge":
            raise _refuse("Merge keys (<<) are not used here.", key.start_mark)
        here = (*location, key.value)
        if here in lines:
            raise _refuse(
                f"The key {shown(key.value)} stands here twice.", key.start_mark, "Keep one of them."
            )
        lines[here] = first_line + key.start_mark.line
        _note_lines(value, here, first_line, lines)


def _frozen(value: Value) -> Value:
    """Lists as tuples, so that strict models take them."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {_key(key): _frozen(item) for key, item in value.items()}
    return value


def _key(key: Hashable) -> str:
    return key if isinstance(key, str) else str(key)
