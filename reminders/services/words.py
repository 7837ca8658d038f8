"""Reasons in words a learner reads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Enrolment
from reminders.rules.deciding import Reason

PACES = {
    Enrolment.Pace.NONE: gettext_lazy("no notes"),
    Enrolment.Pace.GENTLE: gettext_lazy("one lesson a week"),
    Enrolment.Pace.STEADY: gettext_lazy("two lessons a week"),
    Enrolment.Pace.BRISK: gettext_lazy("a module a week"),
}
DAYS = (
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
)


def pace_in_words(enrolment: Enrolment) -> str:
    """What somebody chose, as the end of a sentence: "Tuesdays and Fridays at 18:00", "one lesson a week"."""
    if enrolment.pace != Enrolment.Pace.OWN:
        return str(PACES[Enrolment.Pace(enrolment.pace)])
    days = _(" and ").join(str(DAYS[day - 1]) for day in enrolment.pace_days)
    return _("%(days)s at %(hour)s") % {"days": days, "hour": f"{enrolment.pace_hour}:00"}


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
        Reason.TOO_LATE: _("It would have come more than two days late, so it was left out."),
    }
    return sentences.get(Reason(reason)) if reason in set(Reason) else _("It was not sent.")  # type: ignore[return-value]
