"""Gathers, from below, everything the decision looks at: one function for each kind of note."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from clinic.services import still_waits
from common.moments import morning, spread
from courses.models import Enrolment
from courses.rules import pacing
from courses.services import who_goes_on
from journal.models import Entry, NoteFromMe
from quizzes.models import Sitting
from quizzes.services import may_keep
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import USEFUL_FOR, Reason, Situation
from reminders.rules.slots import Plan, months_later
from reminders.services.standing import Standing

SHEET_MONTHS = 3
# A check-in of so many local days after it is the one that was meant.
CHECK_IN_SPAN = USEFUL_FOR + timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """What was found out for many rows at once."""

    places: Mapping[UUID, Enrolment]
    going_on: Collection[int]  # places (pk) on a course with a step left
    checked_in: Collection[tuple[int, date]]  # who (pk) wrote a check-in on which local day


def situation_of(*, row: Reminder, standing: Standing, at: datetime) -> Situation:
    """What counts for this row of the ledger, saved or not, at this moment."""
    return situations_of(rows=[row], standings={row.learner_id: standing}, at=at)[0]


def situations_of(
    *,
    rows: Sequence[Reminder],
    standings: Mapping[int, Standing],
    at: datetime,
    places: Iterable[Enrolment] = (),
) -> list[Situation]:
    """The same for many; the statements do not grow with the number of regular notes. `places` are known already."""
    known = _known(rows, {place.key: place for place in places})
    return [_situation(row, standings[row.learner_id], known, at) for row in rows]


def _situation(row: Reminder, standing: Standing, known: Known, at: datetime) -> Situation:
    situation = standing.situation(row.due_at, kind=row.kind, at=at)
    situation = replace(situation, is_asked_for=row.is_asked_for, planned_as=row.rung)
    return _GATHER[Reminder.Kind(row.kind)](row, situation, known)


def _known(rows: Sequence[Reminder], places: Mapping[UUID, Enrolment]) -> Known:
    keys = {row.enrolment_key for row in rows if row.enrolment_key}
    unknown = keys - places.keys()
    if unknown:
        asked = Enrolment.objects.with_keys(unknown).select_related("course")
        places = {**places, **{place.key: place for place in asked}}
    at_a_pace = {row.enrolment_key for row in rows if row.kind == Reminder.Kind.NEXT_STEP}
    paced = [place for key, place in places.items() if key in at_a_pace]
    return Known(
        places=places,
        going_on=who_goes_on(enrolments=paced) if paced else (),
        checked_in=_checked_in([row for row in rows if row.kind == Reminder.Kind.CHECK_IN_DUE]),
    )


def _checked_in(rows: Sequence[Reminder]) -> set[tuple[int, date]]:
    days = [row.about_on for row in rows if row.about_on]
    if not days:
        return set()
    written = Entry.objects.of_kind(Entry.Kind.CHECK_IN).of_people({row.learner_id for row in rows})
    return set(written.between(min(days), max(days) + CHECK_IN_SPAN).values_list("writer_id", "day"))


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


def return_moment(*, enrolment: Enrolment, learner: User) -> datetime | None:
    """When the note for their day of coming back is due where they live now."""
    return pacing.return_due(
        day=enrolment.return_on,
        pace=enrolment.pace,
        hour=enrolment.pace_hour,
        zone=learner.time_zone,
        key=str(enrolment.key),
    )


def sheet_moment(sitting: Sitting, zone: str) -> datetime:
    """Three months after a sheet was handed in, in the morning."""
    assert sitting.submitted_at is not None
    day = months_later(sitting.submitted_at.astimezone(ZoneInfo(zone)).date(), SHEET_MONTHS)
    return spread(morning(day=day, zone=zone), str(sitting.key))


def step_situation(
    situation: Situation, *, place: Enrolment | None, learner: User, goes_on: bool
) -> Situation:
    """What counts for a note at a pace; `goes_on`: there is a step left."""
    is_enrolled = place is not None and place.state == Enrolment.State.ACTIVE
    return replace(
        situation,
        is_enrolled=is_enrolled,
        has_pace=place is not None and place.pace != Enrolment.Pace.NONE,
        has_next_step=is_enrolled and goes_on,
        has_ladder=not situation.is_asked_for,
        every=plan_of(place, learner).every if place else None,
    )


def _next_step(row: Reminder, situation: Situation, known: Known) -> Situation:
    place = _place(row, known)
    goes_on = place is not None and place.pk in known.going_on
    return step_situation(situation, place=place, learner=row.learner, goes_on=goes_on)


def _place(row: Reminder, known: Known) -> Enrolment | None:
    place = known.places.get(row.enrolment_key) if row.enrolment_key else None
    return place if place is not None and place.learner_id == row.learner_id else None


def _note_from_me(row: Reminder, situation: Situation, _: Known) -> Situation:
    note = NoteFromMe.objects.visible_to(row.learner).filter(key=row.note_key).first()
    is_wanted = note is not None and note.wants_mail and note.opened_at is None
    return replace(situation, is_from_me=True, gone=None if is_wanted else Reason.TAKEN_BACK)


def _return_date(row: Reminder, situation: Situation, known: Known) -> Situation:
    place = _place(row, known)
    if place is None or place.state != Enrolment.State.ACTIVE:
        return replace(situation, is_enrolled=False)
    situation = replace(situation, has_next_step=place.course.is_open)
    return replace(situation, gone=None if place.return_on == row.about_on else Reason.CAME_BACK)


def _waiting(row: Reminder, situation: Situation, _: Known) -> Situation:
    """A suggestion or a nudge: whatever has become of it since is asked below, at this moment."""
    waits = row.about_key is not None and still_waits(client=row.learner, key=row.about_key)
    return replace(situation, gone=None if waits else Reason.NO_LONGER_WAITING)


def _check_in(row: Reminder, situation: Situation, known: Known) -> Situation:
    assert row.about_on is not None
    until = row.about_on + CHECK_IN_SPAN
    is_done = any(pk == row.learner_id and row.about_on <= day <= until for pk, day in known.checked_in)
    return replace(situation, gone=Reason.DONE_ALREADY if is_done else None, every=timedelta(days=7))


def _sheet(row: Reminder, situation: Situation, _: Known) -> Situation:
    sitting = Sitting.objects.visible_to(row.learner).of_offered().filter(key=row.about_key).first()
    if sitting is None or not may_keep(learner=row.learner):
        return replace(situation, gone=Reason.NO_LONGER_WAITING)
    mine = Sitting.objects.of(row.learner, [sitting.quiz_id]).submitted()
    is_newer_there = mine.filter(submitted_at__gt=sitting.submitted_at).exists()
    return replace(situation, gone=Reason.DONE_ALREADY if is_newer_there else None)


_GATHER: Mapping[str, Callable[[Reminder, Situation, Known], Situation]] = {
    Reminder.Kind.NEXT_STEP: _next_step,
    Reminder.Kind.NOTE_FROM_ME: _note_from_me,
    Reminder.Kind.RETURN_DATE: _return_date,
    Reminder.Kind.WAITING: _waiting,
    Reminder.Kind.CHECK_IN_DUE: _check_in,
    Reminder.Kind.QUESTIONNAIRE_DUE: _sheet,
}
