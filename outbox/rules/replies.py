"""What the answer of a mail server means for the mail.

A server takes responsibility with its answer to the final dot (RFC 5321, 6.1). Before the dot nothing has been sent;
after it, no answer means that nobody can know (RFC 1047).
"""

import re
from enum import StrEnum

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
ABOUT_SENDER = frozenset({7, 8})  # of x.1.*
NO_SUCH_ADDRESS = frozenset({550, 551, 553})
PATIENCE = frozenset({421, 454})


class Stage(StrEnum):
    """How far the dialogue had come."""

    CONNECT = "connect"  # greeting, TLS, login
    SENDER = "sender"  # MAIL FROM
    RECIPIENT = "recipient"  # RCPT TO
    WORDS = "words"  # DATA and the words, up to the moment the dot has left
    DOT = "dot"  # the dot has left, its answer is awaited


class Verdict(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # for good
    AGAIN = "again"  # later, and the attempt counts
    NOT_HANDED_OVER = "not handed over"  # later, and the attempt does not count: it was not about this mail
    HELD = "held"  # later, and the attempt does not count: its domain answers too slowly just now
    UNCERTAIN = "uncertain"  # perhaps sent: never again by itself


def judge(*, stage: Stage, code: int | None) -> Verdict:
    """The verdict on a reply code at a stage; None means that the line was lost or nobody answered."""
    if stage == Stage.CONNECT:
        return Verdict.NOT_HANDED_OVER
    kind = 0 if code is None else code // 100
    if stage == Stage.DOT:
        return {2: Verdict.SENT, 4: Verdict.AGAIN, 5: Verdict.REFUSED}.get(kind, Verdict.UNCERTAIN)
    if kind == 5 and stage != Stage.SENDER:
        return Verdict.REFUSED
    return Verdict.AGAIN  # a refused sender is our own mistake: it may be mended before the mail expires


def is_about_address(*, code: int | None, words: str) -> bool:
    """Does a refusal mean that this address takes no mail at all? Not when it is full, or we are unwelcome."""
    if code is None or code // 100 != 5:
        return False
    enhanced = ENHANCED.search(words)
    if enhanced is None:
        return code in NO_SUCH_ADDRESS
    kind, *about = (int(part) for part in enhanced.groups())
    return kind == 5 and (about == [2, 1] or (about[0] == 1 and about[1] not in ABOUT_SENDER))


def asks_for_patience(code: int | None) -> bool:
    return code in PATIENCE
