"""Reasons in words. Somebody may be looking on: they tell nothing of the topic, and nothing of anyone."""

from django.utils.translation import gettext as _

from reminders.rules.deciding import Reason

# What the outbox writes by itself.
OUTBOX = {"The address refuses mail.": Reason.ADDRESS_REFUSED, "gone": Reason.TAKEN_BACK}


def words_for(reason: str) -> str:
    """A sentence for a reason; a reason this version does not know is shown without guessing."""
    reason = OUTBOX.get(reason, reason)
    sentences = {
        Reason.ACCOUNT_CLOSED: _("The account is closed."),
        Reason.EMAIL_UNSAFE: _("You asked for no email at all."),
        Reason.STOPPED: _("You asked for no more notes."),
        Reason.ADDRESS_REFUSED: _("Your mail service does not take our notes."),
        Reason.PAUSED: _("You paused notes."),
        Reason.TURNED_OFF: _("You turned notes of this kind off."),
        Reason.TAKEN_BACK: _("You had opened it already, or taken it back."),
        Reason.CAME_BACK: _("You were here already, or chose another day."),
        Reason.NO_LONGER_WAITING: _("Nothing was waiting any more."),
        Reason.DONE_ALREADY: _("You had done it already."),
        Reason.LEFT_COURSE: _("You left the course."),
        Reason.PACE_NONE: _("You chose to come without notes."),
        Reason.NOTHING_LEFT: _("There was nothing left to read."),
        Reason.TOO_LATE: _("It would have come more than two days late, so it was left out."),
        Reason.SILENT: _("Notes are quiet until you come back. Your place is kept."),
        Reason.BETWEEN: _("Notes come less often for now. Your place is kept."),
        Reason.HALVED: _("Notes come half as often for now."),
        Reason.TOGETHER: _("Another note was on its way already, so the two became one."),
        Reason.RESTING: _("Kept quiet for two days."),  # and nothing about why
    }
    return sentences.get(Reason(reason)) if reason in set(Reason) else _("It was not sent.")  # type: ignore[return-value]
