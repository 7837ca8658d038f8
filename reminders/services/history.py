"""What happened to earlier notes, and the paces somebody chose, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course, Enrolment
from courses.services import about_when, pace_in_words
from outbox.models import Mail
from reminders.models import Reminder
from reminders.services.words import words_for

HISTORY = 30
PAGE = 20


@dataclass(frozen=True)
class Told:
    """A line of the history: when it was due and what became of it."""

    due_at: datetime
    outcome: str
    what: str = ""

    @property
    def when(self) -> str:
        return about_when(timezone.localtime(self.due_at))


def paces_of(*, learner: User) -> list[tuple[Course, str]]:
    """The courses a learner is on, each with its pace in words."""
    joined = Enrolment.objects.visible_to(learner).active().select_related("course").order_by("joined_at")
    return [(enrolment.course, pace_in_words(enrolment)) for enrolment in joined]


def history_of(*, learner: User) -> list[Told]:
    """The last notes with their outcome in words, newest first."""
    rows = Reminder.objects.visible_to(learner).newest_first()[:HISTORY]
    return [_told(row) for row in rows]


def history_page(*, learner: User, number: str | int) -> Page:  # type: ignore[type-arg]
    """One page of all of it (Told), newest first; a number that is none gives the first or the last."""
    page = Paginator(Reminder.objects.visible_to(learner).newest_first(), PAGE).get_page(number)
    page.object_list = [_told(row) for row in page.object_list]
    return page


def _told(row: Reminder) -> Told:
    return Told(row.due_at, _outcome(row), what=row.get_kind_display())


def _outcome(row: Reminder) -> str:
    if row.state == Reminder.State.SKIPPED:
        return words_for(row.reason)
    if row.mail is None:
        # The row of the mail is kept for three months; the ledger stays.
        return _("This is too long ago: what became of it is no longer kept.")
    if row.mail.state == Mail.State.SKIPPED:
        return words_for(row.mail.reason)
    words = {
        Mail.State.SENT: _("Sent."),
        Mail.State.EXPIRED: _("It would have come too late, so it was left out."),
        Mail.State.FAILED: _("Your mail service refused it."),
        Mail.State.UNCERTAIN: _(
            "It was handed over, but we cannot tell whether it arrived. It is not sent twice."
        ),
    }
    return words.get(Mail.State(row.mail.state), _("Waiting."))
