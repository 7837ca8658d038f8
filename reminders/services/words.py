"""Reasons in words a learner reads."""

from django.utils.translation import gettext as _

from reminders.rules.deciding import Reason


def words_for(reason: str) -> str:
    """A sentence for a reason; a reason this version does not know is shown without guessing."""
    sentences = {
        Reason.ACCOUNT_CLOSED: _("The account is closed."),
        Reason.STOPPED: _("You asked for no more notes."),
        Reason.PAUSED: _("You paused notes."),
        Reason.LEFT_COURSE: _("You left the course."),
        Reason.PACE_NONE: _("You chose to come without notes."),
        Reason.NOTHING_LEFT: _("There was nothing left to read."),
        Reason.TOGETHER: _("Another note was on its way already, so the two became one."),
        Reason.RESTING: _("Kept quiet for two days."),  # and nothing about why: somebody may be looking on
        Reason.TAKEN_BACK: _("You had opened it already, or taken it back."),
        Reason.TOO_LATE: _("It would have come more than two days late, so it was left out."),
    }
    return sentences.get(Reason(reason)) if reason in set(Reason) else _("It was not sent.")  # type: ignore[return-value]
