"""Words that hurt, label, push or instruct where nobody trained is in the room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LABEL = (
    r"(?:anxious(?!ly| about| when| before| that| to)|avoidants?|anxious[- ]preoccupied|dismissive|preoccupied"
    r"|fearful[- ]avoidant|dismissive[- ]avoidant|disorgani[sz]ed|emotionally unavailable|codependent"
    r"|co-dependent|insecurely attached|borderline|clingy|toxic|damaged|unlovable)"
)
_ARE = r"(?:you are|you[’']re|you might be|you may be|you were|you must be)"
_THEY = r"(?:he|she|they|your (?:partner|ex|mother|father|mum|mom|dad|parents?|friend|boss)|this person|that person)"
_THEY_ARE = rf"{_THEY}(?: (?:is|are|was|were)|[’'](?:s|re))"

# (what the words do, how to say it instead, patterns); blanks also match a line's end.
BANNED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "puts a label on the reader",
        "Write of a habit or a leaning: “you lean towards distance here”.",
        (
            rf"{_ARE} (?:an? |so |very |too |simply |just |probably )*{_LABEL}",
            r"your attachment style is",
            r"you have an? (?:anxious|avoidant|insecure|disorgani[sz]ed|fearful[- ]avoidant) (?:attachment|style)",
            r"(?:anxious|avoidant|fearful|dismissive|disorgani[sz]ed|insecure) types?",
            r"you suffer from",
        ),
    ),
    (
        "puts a label on somebody else",
        "Say what the person does, or write “someone who hurts or controls you”.",
        (
            rf"{_THEY_ARE} (?:an? |so |very |just |probably )*(?:{_LABEL}|narcissistic|psycho|crazy|mentally ill)",
            r"narcissis(?:t|ts|tic|m)",
            r"(?:psycho|socio)paths?",
            r"abusers?",
            r"gaslighters?",
            (
                r"(?:anxious|avoidant|fearful[- ]avoidant|dismissive|disorgani[sz]ed|insecure|toxic)"
                r" (?:partners?|persons?|people|ex|exes|men|man|women|woman|parents?|mothers?|fathers?)"
            ),
        ),
    ),
    (
        "blames parents or a part of the person",
        "Write “people who raised you”, “a part of you that…”, “a habit that once helped”.",
        (
            r"because of your (?:mother|father|mum|mom|dad|parents)",
            r"your (?:mother|father|mum|mom|dad|parents) (?:made|damaged|broke|ruined|caused|failed) (?:you|this)",
            r"your (?:broken|wounded|toxic|damaged|bad) (?:part|parts|side|self)",
            r"(?:broken|wounded|toxic|damaged|hurt) (?:inner child|inner children|parts?)",
            r"inner child is (?:hurt|wounded|broken)",
            r"bad parents?",
            r"dysfunction(?:al|s)?",
            r"damaged goods",
        ),
    ),
    (
        "can make the reader feel guilty",
        "Nothing is ever late: write “your place is kept”.",
        (
            (
                r"(?:you|you[’']ve|you have) missed (?:an? |the |your |this |\w+ )?(?:days?|weeks?|lessons?|sessions?"
                r"|exercises?|check-ins?|reminders?|deadlines?)"
            ),
            r"we (?:have )?(?:missed|miss) you",
            r"we[’']ve missed you",
            r"we (?:have )?noticed (?:that )?you",
            r"you (?:have |[’']ve )?(?:fallen|fell|are falling|[’']re) behind",
            r"you (?:should|ought to) have (?:done|finished|started|known)",
            r"you (?:have )?failed",
            r"you (?:still )?(?:haven[’']t|have not) (?:finished|completed|started)",
            r"you let (?:yourself|us|them) down",
            r"no excuses?",
            r"overdue",
            r"keep your streak",
        ),
    ),
    (
        "gives the steps of a trauma method",
        "Say what the method is, that a trained person gives it, and how to find one.",
        (
            r"bilateral (?:stimulation|tapping|movements?|sounds?)",
            r"butterfly (?:hug|hugs|tap|taps|tapping)",
            r"(?:move|moving) your eyes (?:from )?(?:side|left|right|back)",
            r"follow (?:the|my|your|a) (?:finger|fingers|hand|light|dot|pen) with your eyes",
            r"tap (?:left|right|alternately|each (?:knee|shoulder|arm) in turn)",
            r"alternat(?:e|ing) (?:taps?|tapping)",
            r"(?:relive|re-live|replay|re-enter) (?:the|that|your|it|a) (?:\w+ )?(?:memory|scene|trauma|event|abuse)",
            (
                r"(?:go|going|travel|float|floating) back (?:in your mind )?to (?:the|that|your) (?:\w+ )?"
                r"(?:memory|trauma|abuse|worst moment)"
            ),
            r"worst (?:part|moment|picture|image) of (?:the|that|your) (?:memory|trauma|event|abuse)",
            r"target memory",
            r"(?:float|affect) ?bridge",
            r"age regression",
            r"regress to",
            r"SUDs? (?:score|scale|rating|level)s?",
            r"(?:describe|write down|write about|picture) (?:the|your|every) (?:\w+ )?(?:trauma|abuse)",
        ),
    ),
    (
        "is a word we do not use",
        "See “Words” in content/README.md for what to say instead.",
        (
            r"trigger warnings?",
            r"mentally ill",
            r"opposite sex",
            r"normal people",
            r"your (?:husband|wife)",
            r"in all your relationships",
        ),
    ),
)

ADVISED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "speaks of people as if without exception",
        "Write “often”, “some people”, “it can help to”.",
        (
            (
                r"(?:people|persons?|you|they|he|she|we|partners?|parents?|men|women|everyone|everybody|someone|nobody)"
                r" (?:(?!can|could)\w+ )?(?:always|never|should)"
            ),
        ),
    ),
    (
        "can sound as if it were easy",
        "Leave it out, and read the sentence again.",
        (r"just", r"simply", r"of course", r"obviously"),
    ),
    (
        "can sound like a verdict",
        "Write of a habit, a pattern, or a thing that once helped.",
        (
            r"symptoms?",
            r"suffer(?:s|ing)? from",
            r"healthy (?:people|adults?|relationships?)",
            r"secure people",
        ),
    ),
)


# An exercise with one of these sends people back in time.
MEMORY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "touches memory",
        "",
        (
            r"memor(?:y|ies)",
            r"remember (?:a|an|one|the|your|when|how|what|who|being)",
            r"childhood",
            r"(?:as|when you were) (?:a )?(?:child|kid|small|young|little|younger)",
            r"(?:grew|growing) up",
            r"years ago",
            r"long ago",
            r"back then",
            r"earliest",
        ),
    ),
)


@dataclass(frozen=True)
class Finding:
    offset: int
    words: str
    does: str
    instead: str


def _compiled(
    table: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (
            re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)".replace(" ", r"\s+"), re.IGNORECASE),
            does,
            instead,
        )
        for does, instead, patterns in table
    )


_BANNED = _compiled(BANNED)
_ADVISED = _compiled(ADVISED)
_MEMORY = _compiled(MEMORY)


def banned(text: str) -> Iterator[Finding]:
    """Words that stop a publication."""
    return _found(_BANNED, text)


def advised(text: str) -> Iterator[Finding]:
    """Words worth a second look."""
    return _found(_ADVISED, text)


def on_memory(text: str) -> Iterator[Finding]:
    """Words that ask somebody to look back."""
    return _found(_MEMORY, text)


def _found(table: tuple[tuple[re.Pattern[str], str, str], ...], text: str) -> Iterator[Finding]:
    for pattern, does, instead in table:
        for found in pattern.finditer(text):
            yield Finding(found.start(), " ".join(found[0].split()), does, instead)
