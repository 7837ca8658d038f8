"""One line that somebody writes and others read: a name, a title, a reference."""

from __future__ import annotations

import re
from typing import Any

from django import forms

# What cannot be seen and changes what can: signs that turn the rest of a line round, and spaces of no width. Those that
# join letters, and the two marks that Hebrew and Arabic are typed with, stay.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """The same words on one line, without anything that would turn the words beside it round."""
    return " ".join(UNSEEN.sub("", text).split())


class LineField(forms.CharField):
    """A line of text; one of nothing but unseen signs is empty."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")
