"""What was asked, and what an answer says, from the definition of a check or a scale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Wording:
    """Questions by their id, and labels of answers by question (or by "" for all) and value."""

    questions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def question(self, name: str) -> str:
        return self.questions.get(name) or name

    def answer(self, name: str, value: Any) -> tuple[str, ...]:
        """What was chosen, one line each; a number as it stands on the page, with its words."""
        chosen = value if isinstance(value, list) else [value]
        return tuple(self._one(name, each) for each in chosen if each is not None)

    def _one(self, name: str, value: Any) -> str:
        if ("", str(value)) in self.labels:
            return f"{value}: {self.labels['', str(value)]}"
        return self.labels.get((name, str(value)), str(value))


def of_check(definition: Mapping[str, Any]) -> Wording:
    questions = definition.get("questions", ())
    return Wording(
        {each["id"]: _text(each["text_html"]) for each in questions},
        {(each["id"], one["id"]): _text(one["text_html"]) for each in questions for one in each["options"]},
    )


def of_scale(definition: Mapping[str, Any]) -> Wording:
    """Only of a scale whose words may leave the house."""
    return Wording(
        {each["id"]: each.get("text", "") for each in definition.get("items", ())},
        {("", str(each["value"])): each["label"] for each in definition.get("anchors", ())},
    )


def _text(html: str) -> str:
    return unescape(TAG.sub("", html)).strip()
