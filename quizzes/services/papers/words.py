"""The words of a result on paper: the sentence, what it can look like, what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.rules.reading import Dimension, Reading
from quizzes.services.papers.pieces import TIME, Block, day, heading, para, small
from quizzes.services.results import Shown


def top(shown: Shown) -> Iterator[Block]:
    reading, sitting = shown.reading, shown.result.sitting
    told = {"date": day(sitting.submitted_at, TIME), "about": sitting.get_about_display()}
    yield small(_("Answered on %(date)s. %(about)s.") % told)
    yield heading(1, _(reading.sentence) if reading.sentence else shown.scale.title)
    if reading.is_scored:
        yield para(_lead(reading))
        if sitting.about != "general":
            yield para(_("This is how you feel with them, not what they are like."))
        yield small(_("Not yet reviewed by a clinician: the words on this page are our own."))
    yield from _doubts(shown)
    missing = [_missing(one) for one in reading.dimensions if one.value is None]
    if missing:
        yield {"kind": "notice", "lines": missing}


def _lead(reading: Reading) -> str:
    if reading.is_map:
        return _(
            "This describes the last few months. It is not a diagnosis or a fixed type, and it can change."
        )
    return _(
        "This describes the time you answered about. It is not a diagnosis or a fixed type, and it can change."
    )


def _doubts(shown: Shown) -> Iterator[Block]:
    if shown.is_straight_line:
        words = _(
            "You gave the same answer to every statement. That can be just how it is, and it can be a tired day. Some "
            "of the statements ask the opposite of others, so this score says less than most."
        )
        yield {"kind": "notice", "lines": [words]}
    if shown.is_soon_after:
        words = _(
            "You answered the same statements less than a day before. So close together, answers tend to repeat each "
            "other, or the mood of the hour. Four weeks or more between two times say more."
        )
        yield {"kind": "notice", "lines": [words]}


def _missing(one: Dimension) -> str:
    told = {
        "title": one.title,
        "answered": one.score.n_answered,
        "total": one.score.n_items,
        "needed": one.n_needed,
    }
    words = _("%(title)s: not scored. You answered %(answered)s of %(total)s, and a score needs %(needed)s.")
    return words % told


def means(reading: Reading) -> Iterator[Block]:
    if not reading.next_step:
        return
    yield heading(2, _("What this can look like"))
    for title, lines in (
        (_("You might notice"), reading.notices),
        (_("Strengths that often come with it"), reading.strengths),
    ):
        yield heading(3, title)
        yield {"kind": "list", "items": [_(words) for words in lines]}
    yield para(
        _(
            "Not all of this will fit. Keep what does. You may be one way with a partner and another with a friend."
        )
    )
    yield heading(2, _("A good next step"))
    if reading.is_human_first:
        yield para(
            _(
                "Wanting closeness and being wary of it is a lot to carry alone. Talking it over with a person you "
                "trust may help more than reading on. If you would like a lesson as well:"
            )
        )
    step = {"title": _(reading.next_step.title), "words": _(reading.next_step.words)}
    yield para(_("“%(title)s” is one lesson. %(words)s") % step)


def limits(shown: Shown) -> Iterator[Block]:
    yield heading(3, _("What this can’t tell you"))
    yield para(
        _(
            "Why you relate as you do, what happened when you were small, whether a relationship is right for you, or "
            "how you will be in a year."
        )
    )
    if shown.is_own:
        yield para(
            _(
                "The statements are our own. They have not been validated, and there are no figures for other people "
                "to compare with."
            )
        )
    else:
        words = _("The statements are other people’s work, used with permission: %(source)s")
        yield para(words % {"source": shown.scale.licence.citation})
    if shown.reading.is_map:
        yield para(_("In research the two scales are called attachment anxiety and attachment avoidance."))
    yield para(
        _(
            "This is learning material. It cannot diagnose you and it is not treatment. Nobody is watching this "
            "account in real time."
        )
    )
