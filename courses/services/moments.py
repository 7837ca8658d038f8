"""When a note comes, as every page tells it."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.rules.pacing import LARGEST_OFFSET

COARSE = 10  # minutes
UP_TO_HALF = timedelta(seconds=LARGEST_OFFSET - 1)


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
