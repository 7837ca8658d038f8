"""Gathers, from below, everything the decision looks at: one function for each kind of note."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from clinic.services import still_waits
from courses.models import Enrolment
from courses.services import next_step
from journal.models import Entry, NoteFromMe
from quizzes.models import Sitting
from quizzes.services import may_keep
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import USEFUL_FOR, Reason, Situation
from reminders.rules.slots import Plan, months_later, morning, spread
from reminders.services.standing import Standing

SHEET_MONTHS = 3


def situation_of(*, row: Reminder, standing: Standing, at: datetime) -> Situation:
    """What counts for this row of the ledger, saved or not, at this moment."""
    situation = standing.situation(row.due_at, kind=row.kind, at=at)
    situation = replace(situation, is_asked_for=row.is_asked_for, planned_as=row.rung)
    return _GATHER[Reminder.Kind(row.kind)](row, situation)


def plan_of(enrolment: Enrolment, learner: User) -> Plan:
    """The slots of a place on a course."""
    return Plan(
        pace=enrolment.pace,
        days=enrolment.pace_days,
        hour=enrolment.pace_hour,
        zone=learner.time_zone,
        key=str(enrolment.key),
    )


def check_in_plan(wishes: Preferences, learner: User) -> Plan:
    """The slots of the weekly check-in."""
    return Plan("own", [wishes.check_in_day], wishes.check_in_hour, learner.time_zone, str(wishes.key))


def note_moment(note: NoteFromMe) -> datetime:
    """When the mail for a note from me is due."""
    assert note.opens_on is not None
    return spread(morning(day=note.opens_on, zone=note.writer.time_zone), str(note.key))


def return_moment(*, enrolment: Enrolment, learner: User, day: date) -> datetime:
    """When the note for the day of coming back is due: at the hour of their pace, or at eight."""
    hour = enrolment.pace_hour if enrolment.pace != Enrolment.Pace.NONE else 8
    return spread(morning(day=day, zone=learner.time_zone, hour=hour), str(enrolment.key))


def sheet_moment(sitting: Sitting, zone: str) -> datetime:
    """Three months after a sheet was handed in, in the morning."""
    assert sitting.submitted_at is not None
    day = months_later(sitting.submitted_at.astimezone(ZoneInfo(zone)).date(), SHEET_MONTHS)
    return spread(morning(day=day, zone=zone), str(sitting.key))


def step_situation(
    situation: Situation, *, enrolment: Enrolment | None, learner: User, has_next_step: bool | None = None
) -> Situation:
    """What counts for a note at a pace; whether there is a next step is read unless the caller knows."""
    is_enrolled = enrolment is not None and enrolment.state == Enrolment.State.ACTIVE
    if has_next_step is None and enrolment is not None and is_enrolled:
        has_next_step = next_step(learner=learner, course=enrolment.course) is not None
    return replace(
        situation,
        is_enrolled=is_enrolled,
        has_pace=enrolment is not None and enrolment.pace != Enrolment.Pace.NONE,
        has_next_step=bool(is_enrolled and has_next_step),
        has_ladder=not situation.is_asked_for,
        every=plan_of(enrolment, learner).every if enrolment else None,
    )


def _next_step(row: Reminder, situation: Situation) -> Situation:
    enrolment = Enrolment.objects.select_related("course").filter(key=row.enrolment_key).first()
    return step_situation(situation, enrolment=enrolment, learner=row.learner)


def _note_from_me(row: Reminder, situation: Situation) -> Situation:
    note = NoteFromMe.objects.visible_to(row.learner).filter(key=row.note_key).first()
    is_wanted = note is not None and note.wants_mail and note.opened_at is None
    return replace(situation, is_from_me=True, gone=None if is_wanted else Reason.TAKEN_BACK)


def _return_date(row: Reminder, situation: Situation) -> Situation:
    mine = Enrolment.objects.visible_to(row.learner).select_related("course")
    standing = mine.filter(key=row.enrolment_key).first()
    if standing is None or standing.state != Enrolment.State.ACTIVE:
        return replace(situation, is_enrolled=False)
    situation = replace(situation, has_next_step=standing.course.is_open)
    return replace(situation, gone=None if standing.return_on == row.about_on else Reason.CAME_BACK)


def _waiting(row: Reminder, situation: Situation) -> Situation:
    """A suggestion or a nudge: whatever has become of it since is asked below, at this moment."""
    waits = row.about_key is not None and still_waits(client=row.learner, key=row.about_key)
    return replace(situation, gone=None if waits else Reason.NO_LONGER_WAITING)


def _check_in(row: Reminder, situation: Situation) -> Situation:
    assert row.about_on is not None
    until = row.about_on + USEFUL_FOR + timedelta(days=1)
    written = Entry.objects.visible_to(row.learner).of_kind(Entry.Kind.CHECK_IN).between(row.about_on, until)
    done = Reason.DONE_ALREADY if written.exists() else None
    return replace(situation, gone=done, every=timedelta(days=7))


def _sheet(row: Reminder, situation: Situation) -> Situation:
    sitting = Sitting.objects.visible_to(row.learner).of_offered().filter(key=row.about_key).first()
    if sitting is None or not may_keep(learner=row.learner):
        return replace(situation, gone=Reason.NO_LONGER_WAITING)
    mine = Sitting.objects.of(row.learner, [sitting.quiz_id]).submitted()
    is_newer_there = mine.filter(submitted_at__gt=sitting.submitted_at).exists()
    return replace(situation, gone=Reason.DONE_ALREADY if is_newer_there else None)


_GATHER: Mapping[str, Callable[[Reminder, Situation], Situation]] = {
    Reminder.Kind.NEXT_STEP: _next_step,
    Reminder.Kind.NOTE_FROM_ME: _note_from_me,
    Reminder.Kind.RETURN_DATE: _return_date,
    Reminder.Kind.WAITING: _waiting,
    Reminder.Kind.CHECK_IN_DUE: _check_in,
    Reminder.Kind.QUESTIONNAIRE_DUE: _sheet,
}
