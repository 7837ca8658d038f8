"""What the answer of a mail server means for the mail.

A server takes responsibility with its answer to the final dot (RFC 5321, 6.1). Before the dot nothing has been sent;
after it, no answer means that nobody can know (RFC 1047).
"""

from enum import StrEnum


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
