"""When notes come, as every page tells it."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.moments import LARGEST_OFFSET
from courses.models import Enrolment

COARSE = 10  # minutes
UP_TO_HALF = timedelta(seconds=LARGEST_OFFSET - 1)
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


def about_when(moment: datetime) -> str:
    """ "Tuesday 24 November, about 18:00" of a local moment, to the nearest ten minutes.

    The few minutes that keep everybody's notes from leaving at once are our business, not the reader's.
    """
    later = moment + UP_TO_HALF
    told = later.replace(minute=later.minute - later.minute % COARSE)
    return _("%(day)s, about %(time)s") % {
        "day": date_format(told, "l j F"),
        "time": date_format(told, "H:i"),
    }


def pace_in_words(enrolment: Enrolment) -> str:
    """What somebody chose, as the end of a sentence: "Tuesdays and Fridays at 18:00", "one lesson a week"."""
    if enrolment.pace != Enrolment.Pace.OWN:
        return str(PACES[Enrolment.Pace(enrolment.pace)])
    days = _(" and ").join(str(DAYS[day - 1]) for day in enrolment.pace_days)
    return _("%(days)s at %(hour)s") % {"days": days, "hour": f"{enrolment.pace_hour}:00"}
