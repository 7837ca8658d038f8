"""The return question: when somebody would like to come back. It is shown to them, and nothing else follows from it."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import RuleBroken
from courses.models import Course, Enrolment
from courses.rules import pacing

NO_DAY, ON_A_DAY = "none", "day"
AHEAD = {"tomorrow": 1, "days": 3, "week": 7}
FURTHEST = timedelta(days=366)
RETURNS = (
    (NO_DAY, gettext_lazy("No day")),
    ("tomorrow", gettext_lazy("Tomorrow")),
    ("days", gettext_lazy("In a few days")),
    ("week", gettext_lazy("Next week")),
    (ON_A_DAY, gettext_lazy("On a day I choose")),
)


class ReturnRefused(RuleBroken):
    """The day cannot be kept."""


def choose_return(*, enrolment: Enrolment, when: str, day: date | None, today: date) -> Enrolment:
    """Keep the day somebody would like to come back, or none. `today` is their own day."""
    enrolment.return_on = _day(when, day, today)
    plan_return(enrolment=enrolment)
    enrolment.save(update_fields=["return_on", "return_due_at"])
    return enrolment


def plan_return(*, enrolment: Enrolment) -> None:
    """Set, without saving, the moment of their day of coming back as they live now, if there is one."""
    enrolment.return_due_at = pacing.return_due(
        day=enrolment.return_on,
        pace=enrolment.pace,
        hour=enrolment.pace_hour,
        zone=enrolment.learner.time_zone,
        key=str(enrolment.key),
    )


def come_back(*, learner: User, course: Course, return_on: date | None, today: date) -> None:
    """The day is here or over and they opened a lesson: nothing is left to say. No query while there is no such day."""
    if return_on is not None and return_on <= today:
        standing = Enrolment.objects.visible_to(learner).filter(course=course)
        standing.wanted_back_by(today).update(return_on=None, return_due_at=None)


def return_in_words(*, return_on: date | None, today: date) -> str:
    """The day they chose, until it is over; then only that nothing was lost. Nobody is ever late."""
    if return_on is None:
        return ""
    if return_on < today:
        return _("Your place is kept.")
    return _("You wanted to come back on %(day)s.") % {"day": date_format(return_on, "l j F")}


def _day(when: str, day: date | None, today: date) -> date | None:
    if when in AHEAD:
        return today + timedelta(days=AHEAD[when])
    if when == NO_DAY:
        return None
    if when != ON_A_DAY or day is None:
        raise ReturnRefused(_("Choose one of the answers, or a day."))
    if not today < day <= today + FURTHEST:
        raise ReturnRefused(_("Choose a day from tomorrow on, within the next year."))
    return day
