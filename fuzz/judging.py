"""What no answer may be, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse

from fuzz.drawing import Ask
from fuzz.stage import CANARIES
from tests.hostile.corpora import MARK

HERE = {"testserver", "127.0.0.1:8000", "localhost"}
MOST_CPU = 1.0  # seconds
# Text of ours that stands raw in markup: a tag was opened, or a quoted attribute was left.
BROKEN_OUT = re.compile(rf"<{MARK}[ >]|a\"{MARK}'|' {MARK}='".encode())


def faults(ask: Ask, answer: HttpResponse, *, seconds: float) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if seconds >= MOST_CPU:
        yield f"took {seconds:.1f} s of CPU"
    if is_foreign(answer.headers.get("Location", "")):
        yield "leads to another site"
    body = b"" if answer.streaming else answer.content
    for words, allowed in CANARIES.items():
        if ask.role not in allowed and words.encode() in body:
            yield f"shows “{words}”"
    if answer.headers.get("Content-Type", "").startswith("text/html") and BROKEN_OUT.search(body):
        yield "shows raw markup of whoever asked"


def is_foreign(location: str) -> bool:
    """As browsers read it: tabs and line ends are dropped, a backslash is a slash, slashes too many are one pair."""
    read = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    if not read or read.startswith(settings.LEAVE_TARGET):
        return False
    found = re.match(r"(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(/*)([^/?#]*)", read)
    scheme, slashes, host = found.groups() if found else ("", "", "")
    if scheme:
        return scheme.lower() not in {"http", "https"} or host not in HERE
    return len(slashes) > 1
