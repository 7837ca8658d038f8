"""What a client is asked, word for word, one question a kind. A changed text needs a new version.

A page shows a clinician only what the text of a standing yes names; a kind that no page shows is not offered.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


def _(words: str) -> str:
    """Marks words for translation; the pages translate them."""
    return words


@dataclass(frozen=True)
class Question:
    """One kind of sharing: what is asked, what a yes shows and what it does not."""

    kind: str
    version: str
    asks: str
    shows: tuple[str, ...]
    hides: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join((self.asks, *self.shows, "", *self.hides))

    @property
    def text_hash(self) -> str:
        """SHA-256 of the words, in hex: proves later what somebody said yes to."""
        return hashlib.sha256(self.text.encode()).hexdigest()


PROGRESS = Question(
    kind="progress",
    version="2026-11",
    asks=_("Share which lessons I have opened and finished"),
    shows=(
        _("Which lessons you have opened and finished, also those from before today."),
        _("The day you last opened something in a module, and the day of your last visit."),
    ),
    hides=(
        _("Anything you write or tick, in lessons, checks or questionnaires."),
        _("Your results, your notes by email, and how long you read."),
    ),
)
OFFERED: tuple[Question, ...] = (PROGRESS,)


def question_of(kind: str) -> Question | None:
    """The question for a kind, or None when that kind is not offered."""
    return next((question for question in OFFERED if question.kind == kind), None)


def offered_kinds(kinds: Iterable[str]) -> frozenset[str]:
    """Only the kinds somebody was asked about; unanswered and unknown is no."""
    return frozenset(kinds) & {question.kind for question in OFFERED}
