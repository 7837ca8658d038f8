"""Gathers, from below, everything the decision looks at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from accounts.models import User
from courses.models import Enrolment
from courses.rules.pacing import LARGEST_OFFSET, offset_of, slot
from courses.services import next_step
from journal.models import NoteFromMe
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import QUIET_UNTIL, Situation

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """What holds for every note to one person: their wishes, a rest after a high body check, what came before."""

    learner: User
    wishes: Preferences
    resting_until: datetime | None
    sent: Sequence[datetime]
    next_note_at: datetime | None = None  # of a note from me that wants a mail

    def situation(self, due_at: datetime) -> Situation:
        return Situation(
            due_at=due_at,
            zone=ZoneInfo(self.learner.time_zone),
            is_active=self.learner.is_active,
            is_stopped=self.wishes.stopped_at is not None,
            paused_until=self.wishes.paused_until,
            resting_until=self.resting_until,
            sent=self.sent,
        )


def standing_of(*, learner: User, now: datetime) -> Standing:
    """Read afresh; two queries."""
    first = _next_morning(learner, now)
    coming = Subquery(NoteFromMe.objects.next_day_of(OuterRef("pk"), first))
    people = User.objects.select_related("note_preferences", "high_mark").annotate(note_on=coming)
    person = people.get(pk=learner.pk)
    mark = getattr(person, "high_mark", None)
    sent = Reminder.objects.visible_to(learner).handed_over_since(now - LOOK_BACK)
    return Standing(
        learner=learner,
        wishes=getattr(person, "note_preferences", None) or Preferences(),
        resting_until=mark.expires_at if mark and mark.expires_at > now else None,
        sent=tuple(sent.values_list("handed_over_at", flat=True)),
        next_note_at=morning_of(day=person.note_on, zone=learner.time_zone) if person.note_on else None,
    )


def situation_of(
    *,
    standing: Standing,
    enrolment: Enrolment | None,
    due_at: datetime,
    is_asked_for: bool = False,
    has_next_step: bool | None = None,
) -> Situation:
    """What counts for a note about this enrolment; whether there is a next step is read unless the caller knows."""
    is_enrolled = enrolment is not None and enrolment.state == Enrolment.State.ACTIVE
    if has_next_step is None and enrolment is not None and is_enrolled:
        has_next_step = next_step(learner=standing.learner, course=enrolment.course) is not None
    return replace(
        standing.situation(due_at),
        is_enrolled=is_enrolled,
        has_pace=enrolment is not None and enrolment.pace != Enrolment.Pace.NONE,
        has_next_step=bool(is_enrolled and has_next_step),
        is_asked_for=is_asked_for,
    )


def situation_of_note(*, standing: Standing, note: NoteFromMe | None, due_at: datetime) -> Situation:
    """What counts for a note from me; None if it was deleted."""
    is_wanted = note is not None and note.wants_mail and note.opened_at is None
    return replace(standing.situation(due_at), is_from_me=True, is_taken_back=not is_wanted)


def due_moment(note: NoteFromMe) -> datetime:
    """When the mail for a note from me is due; a few minutes from its key keep everybody's mails apart."""
    assert note.opens_on is not None
    morning = morning_of(day=note.opens_on, zone=note.writer.time_zone)
    return morning + timedelta(seconds=offset_of(str(note.key)))


def morning_of(*, day: date, zone: str) -> datetime:
    """The UTC moment at which quiet hours end on this local day; of the next one where a zone left the day out."""
    days = (day + timedelta(days=ahead) for ahead in range(3))
    slots = (slot(day=one, hour=QUIET_UNTIL.hour, zone=ZoneInfo(zone)) for one in days)
    return next(filter(None, slots))


def _next_morning(learner: User, now: datetime) -> date:
    """The first local day whose mails are still to come."""
    today = now.astimezone(ZoneInfo(learner.time_zone)).date()
    last = morning_of(day=today, zone=learner.time_zone) + timedelta(seconds=LARGEST_OFFSET)
    return today if now < last else today + timedelta(days=1)
