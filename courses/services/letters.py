"""The letter at the end of a course: that somebody read it, and nothing about what they found there."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from common import pdf
from common.errors import RuleBroken
from courses.models import Course, Lesson


class NotFinished(RuleBroken):
    """The letter is for a course whose lessons were all read."""


def finished_on(*, learner: User, course: Course) -> date:
    """The learner's own day on which the last required lesson was finished; one query. Raises NotFinished."""
    lessons = Lesson.objects.published().light().filter(is_required=True).of(course)
    moments = [lesson.finished_at for lesson in lessons.with_progress_of(learner)]
    if not moments or None in moments:
        raise NotFinished(_("There is a letter here when you have finished every lesson."))
    return timezone.localdate(max(moments), ZoneInfo(learner.time_zone))


def print_letter(*, learner: User, course: Course, name: str, names_course: bool) -> bytes:
    """One page. `name` may be empty: then there is a line for it. Raises NotFinished."""
    day = date_format(finished_on(learner=learner, course=course), "j F Y")
    data = {
        "site": settings.SITE_NAME,
        "title": _("A record of reading"),
        "name": " ".join(name.split()),
        "name_hint": _("Name"),
        "lines": [_what(course) if names_course else _what_without_title(course), _when(day)],
        "limits": [
            _(
                "This letter says what was read, and when. It says nothing about anybody’s health or how they are, "
                "and it is not a qualification."
            ),
            _("It was made from the reader’s own account. Nobody checked who was reading."),
        ],
    }
    return pdf.render("letter.typ", data, title=_("Letter"), language=get_language() or "en")


def _what(course: Course) -> str:
    if course.is_path:
        words = _("has read the lessons of “%(title)s”, which lead through several courses, on %(site)s.")
        return words % {"title": course.title, "site": settings.SITE_NAME}
    return _("has read the lessons of the course “%(title)s” on %(site)s.") % {
        "title": course.title,
        "site": settings.SITE_NAME,
    }


def _what_without_title(course: Course) -> str:
    if course.is_path:
        return _("has read lessons of several courses on %(site)s.") % {"site": settings.SITE_NAME}
    return _("has read the lessons of a course on %(site)s.") % {"site": settings.SITE_NAME}


def _when(day: str) -> str:
    return _("The last of them was finished on %(day)s.") % {"day": day}
