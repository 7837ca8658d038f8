"""What the learner is told: when the next note comes and why, what would stop it, and what happened to earlier ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course, Enrolment
from courses.services import about_when, pace_in_words
from outbox.models import Mail
from reminders.models import Reminder
from reminders.rules.deciding import Situation, Skip, Wait, decide
from reminders.services.situations import Standing, situation_of, standing_of
from reminders.services.words import words_for

HISTORY = 30


@dataclass(frozen=True)
class NextNote:
    """`at` is None when no note will come; `why` says why one comes, or why none does, `unless` what would stop it."""

    at: datetime | None
    why: str
    unless: str = ""

    @property
    def when(self) -> str:
        """The moment as pages tell it; empty when no note will come."""
        return about_when(self.at) if self.at else ""


@dataclass(frozen=True)
class Told:
    """A line of the history: when it was due and what became of it."""

    due_at: datetime
    outcome: str
    what: str = ""

    @property
    def when(self) -> str:
        return about_when(timezone.localtime(self.due_at))


def next_note(
    *,
    learner: User,
    now: datetime,
    enrolments: Iterable[Enrolment] | None = None,
    goes_on: Mapping[int, bool] | None = None,
) -> NextNote:
    """The next note as things stand now: the earliest over all courses the learner is on, and notes from themselves.

    `enrolments` and `goes_on`, which says by course (pk) whether a next step is there, for a page that has just found
    them out.
    """
    if enrolments is None:
        mine = Enrolment.objects.visible_to(learner).active()
        enrolments = mine.with_due_moment().select_related("course")
    standing, known = standing_of(learner=learner, now=now), goes_on or {}
    paced = [one for one in enrolments if one.next_due_at]
    told = [_told(standing, one, now, known.get(one.course_id)) for one in paced]
    told += [_told_note(standing, now)] if standing.next_note_at else []
    coming = sorted((note for note in told if note.at), key=lambda note: note.at or now)
    if coming:
        return coming[0]
    return told[0] if told else NextNote(at=None, why=_("You have not asked for notes."))


def _told(standing: Standing, enrolment: Enrolment, now: datetime, goes_on: bool | None) -> NextNote:
    due_at = enrolment.next_due_at or now
    situation = situation_of(standing=standing, enrolment=enrolment, due_at=due_at, has_next_step=goes_on)
    why = _("You chose %(pace)s.") % {"pace": pace_in_words(enrolment)}
    unless = _("It would not come if you finished everything, paused, or stopped notes.")
    return _as_told(situation, now, why, unless)


def _told_note(standing: Standing, now: datetime) -> NextNote:
    situation = replace(standing.situation(standing.next_note_at or now), is_from_me=True)
    why = _("You wrote it to yourself for that day.")
    unless = _("It would not come if you opened or deleted it, paused, or stopped notes.")
    return _as_told(situation, now, why, unless)


def _as_told(situation: Situation, now: datetime, why: str, unless: str) -> NextNote:
    moment = max(situation.due_at, now)
    decision = decide(situation, now=moment)
    if isinstance(decision, Skip):
        return NextNote(at=None, why=words_for(decision.reason))
    at = decision.until if isinstance(decision, Wait) else moment
    return NextNote(at=at.astimezone(situation.zone), why=why, unless=unless)


def paces_of(*, learner: User) -> list[tuple[Course, str]]:
    """The courses a learner is on, each with its pace in words."""
    joined = Enrolment.objects.visible_to(learner).active().select_related("course").order_by("joined_at")
    return [(enrolment.course, pace_in_words(enrolment)) for enrolment in joined]


def history_of(*, learner: User) -> list[Told]:
    """The last notes with their outcome in words, newest first."""
    rows = Reminder.objects.visible_to(learner).newest_first()[:HISTORY]
    return [Told(row.due_at, _outcome(row), what=row.get_kind_display()) for row in rows]


def _outcome(row: Reminder) -> str:
    if row.state == Reminder.State.SKIPPED:
        return words_for(row.reason)
    if row.mail is None:
        return _("It was not sent.")
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
