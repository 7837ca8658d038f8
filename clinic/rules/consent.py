"""What a client is asked, word for word, one question a kind. A changed text needs a new version.

A page shows a clinician only what the text of a standing yes names. A yes stays good for its own words: when a text
changes, the earlier one moves to EARLIER with what it named, and whoever said yes to it has agreed to that and no more.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


def _(words: str) -> str:
    """Marks words for translation; the pages translate them."""
    return words


@dataclass(frozen=True)
class Question:
    """One kind of sharing: what is asked, what a yes shows and what it does not.

    `named` says the same to the pages: "lessons" (which were opened and finished), "days" (on which), "last_opened"
    (the last day in a module), "last_visit", "results" (map and numbers), "change" (beyond chance or not), "marked"
    (pages of the notebook, one by one), "trend" (check-ins over time).
    """

    kind: str
    version: str
    asks: str
    shows: tuple[str, ...]
    hides: tuple[str, ...]
    named: frozenset[str]

    @property
    def text(self) -> str:
        return "\n".join((self.asks, *self.shows, "", *self.hides))

    @property
    def text_hash(self) -> str:
        """SHA-256 of the words, in hex: proves later what somebody said yes to."""
        return hashlib.sha256(self.text.encode()).hexdigest()


PROGRESS = Question(
    kind="progress",
    version="2026-11b",
    asks=_("Share which lessons I have opened and finished"),
    shows=(
        _("Which lessons you have opened and finished, and on which days, also those from before today."),
        _("The day you last opened something in a module, and the day of your last visit."),
    ),
    hides=(
        _("Anything you write or tick, in lessons, checks or questionnaires."),
        _("Your results, your notes by email, and how long you read."),
    ),
    named=frozenset({"lessons", "last_opened", "last_visit", "days"}),
)
SCORES = Question(
    kind="scores",
    version="2026-11",
    asks=_("Share my results from the questions about closeness"),
    shows=(
        _("The map and the numbers of every result, with its day and whom it was about."),
        _("Results from before today, and those still to come."),
        _("Whether two results differ by more than chance would often make them."),
    ),
    hides=(
        _("What you answered to any single statement, or which ones you skipped."),
        _("What you tick in the checks inside lessons."),
        _("A result you delete: it is gone for them too."),
    ),
    named=frozenset({"results", "change"}),
)
ENTRIES = Question(
    kind="entries",
    version="2026-11",
    asks=_("Let them read pages of my notebook that I mark for them"),
    shows=(
        _("Only pages you mark for them, one by one. A yes here marks nothing by itself."),
        _("Pages from before today too, if you mark them."),
        _("A marked page as it stands when they open it: what you change later, they read changed."),
    ),
    hides=(
        _("Every page you have not marked. They can’t see that it exists."),
        _("What a page said before you changed it."),
        _("Exercises that are private for good. Nobody can mark those, not even you."),
    ),
    named=frozenset({"marked"}),
)
CHECK_INS = Question(
    kind="check-ins",
    version="2026-11",
    asks=_("Share how my check-ins go over time"),
    shows=(
        _("The one word you chose on a day you checked in, such as Heavy or Clear, as a dot and in a list."),
        _("Days from before today too, and days still to come."),
    ),
    hides=(
        _("The line you wrote beside it, and the words for feelings you ticked."),
        _("How stirred up your body felt in an exercise."),
        _("Anything about the days without a check-in. Nothing is made of those."),
    ),
    named=frozenset({"trend"}),
)
OFFERED: tuple[Question, ...] = (PROGRESS, SCORES, ENTRIES, CHECK_INS)

EARLIER: tuple[Question, ...] = (
    Question(
        kind="progress",
        version="2026-11",
        asks=PROGRESS.asks,
        shows=(
            _("Which lessons you have opened and finished, also those from before today."),
            PROGRESS.shows[1],
        ),
        hides=PROGRESS.hides,
        named=frozenset({"lessons", "last_opened", "last_visit"}),
    ),
)
_BY_HASH = {(question.kind, question.text_hash): question for question in (*OFFERED, *EARLIER)}


def question_of(kind: str) -> Question | None:
    """The question for a kind as it is asked now, or None when that kind is not offered."""
    return next((question for question in OFFERED if question.kind == kind), None)


def agreed_text(kind: str, text_hash: str) -> Question | None:
    """The words somebody said yes to, of today or earlier; None for words this house does not know."""
    return _BY_HASH.get((kind, text_hash))


def named_by(kind: str, text_hash: str) -> frozenset[str]:
    """What a yes to these words lets be shown. Unknown words name nothing."""
    question = agreed_text(kind, text_hash)
    return question.named if question else frozenset()


def is_of_today(kind: str, text_hash: str) -> bool:
    """False when more or other words would be asked now than the ones somebody said yes to."""
    question = question_of(kind)
    return question is not None and question.text_hash == text_hash


def offered_kinds(kinds: Iterable[str]) -> frozenset[str]:
    """Only the kinds somebody was asked about; unanswered and unknown is no."""
    return frozenset(kinds) & {question.kind for question in OFFERED}
