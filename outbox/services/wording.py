"""The same words for many people, put together once; then only each person's own links are put in.

Rendering templates and inlining styles takes longer than handing the mail over. What a mail says depends on its facts
and nothing else, so it is kept by them; a mark stands where a person's own link goes. Each mark must come out as often
as it was put in, or nothing is sent: whoever gets another person's link could stop that person's notes.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.utils.translation import get_language

from outbox.rules import Message, Unsendable
from outbox.services.inlining import with_inline_styles

Facts = TypeVar("Facts", bound=Hashable)
NOBODY = "nobody@example.invalid"
LINK_SAFE = re.compile(r"[A-Za-z0-9._~:/?=%-]+")  # means the same in text, HTML and headers
MARK = f"mark{secrets.token_hex(8)}x"  # no author can have written it
KEPT = 200


@dataclass(frozen=True)
class Sheet:
    """A message with marks in it, and how often each of them is there."""

    message: Message
    counts: Mapping[str, int]

    def fill(self, *, to: str, own: Mapping[str, str]) -> Message:
        marks = {_mark(name): value for name, value in own.items()}
        filled = replace(
            self.message,
            to=to,
            text=_put_in(self.message.text, marks),
            html=_put_in(self.message.html, marks),
            headers={name: _put_in(value, marks) for name, value in self.message.headers.items()},
        )
        words = _all_of(filled)
        if MARK in words or any(words.count(own[name]) < count for name, count in self.counts.items()):
            raise Unsendable("A mark was not filled as often as it was made.")
        return filled


def worded(
    make: Callable[[Facts, Mapping[str, str]], Message], facts: Facts, *, to: str, own: Mapping[str, str]
) -> Message:
    """What `make` says about these facts, with `own` links put in.

    `make` is a plain function of a module, gives its message to NOBODY, and knows nothing but what it is given: the
    same facts are the same mail for everybody. Whatever is one person's belongs into `own`.
    """
    if not all(LINK_SAFE.fullmatch(value) for value in own.values()):
        return replace(with_inline_styles(make(facts, own)), to=to)
    house = (settings.SITE_URL, settings.SITE_NAME)
    return _sheet(make, facts, tuple(sorted(own)), get_language() or "", house).fill(to=to, own=own)


@lru_cache(maxsize=KEPT)
def _sheet(
    make: Callable[..., Message],
    facts: Hashable,
    names: tuple[str, ...],
    language: str,
    house: tuple[str, str],
) -> Sheet:
    """Kept by everything the words depend on; `language` and `house` are read by templates."""
    message = with_inline_styles(make(facts, {name: _mark(name) for name in names}))
    words = _all_of(message)
    counts = {name: words.count(_mark(name)) for name in names}
    if MARK in message.subject or not all(counts.values()):
        raise Unsendable("A link of its own is missing from the mail, or stands in its subject.")
    return Sheet(message, counts)


def _mark(name: str) -> str:
    return f"{MARK}{name.encode().hex()}z"


def _put_in(words: str, marks: Mapping[str, str]) -> str:
    for mark, value in marks.items():
        words = words.replace(mark, value)
    return words


def _all_of(message: Message) -> str:
    return "\n".join((message.text, message.html, *message.headers.values()))
