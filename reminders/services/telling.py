"""What the learner is told: when the next note comes and why, and what would stop it. Asked of the same decision."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Enrolment
from courses.services import about_when, courses_of, pace_in_words, who_goes_on
from reminders.models import Reminder
from reminders.rules.deciding import Reason, Situation, Skip, Wait, decide
from reminders.rules.slots import Plan
from reminders.services.regular import last_sheets
from reminders.services.situations import (
    check_in_plan,
    plan_of,
    return_moment,
    sheet_moment,
    step_situation,
)
from reminders.services.standing import Standing, standing_of
from reminders.services.words import words_for

SLOTS = 4  # as far ahead as a note is looked for
# These pass: the slot after may be a good one.
PASSING = frozenset({Reason.TOO_LATE, Reason.RESTING, Reason.HALVED, Reason.BETWEEN, Reason.PAUSED})
Kind = Reminder.Kind
Build = Callable[[Situation], Situation]


@dataclass(frozen=True)
class NextNote:
    """`at` is None when no note will come; `why` says why one comes, or why none does, `unless` what would stop it."""

    at: datetime | None
    why: str
    unless: str = ""
    kind: str = ""

    @property
    def when(self) -> str:
        """The moment as pages tell it; empty when no note will come."""
        return about_when(self.at) if self.at else ""

    @property
    def what(self) -> str:
        """Its kind in words."""
        return str(Kind(self.kind).label) if self.kind else ""


@dataclass(frozen=True)
class Outlook:
    """The next note, and of everything else that is planned the next one, each as if it were alone."""

    first: NextNote
    others: list[NextNote]


def next_note(
    *,
    learner: User,
    now: datetime,
    enrolments: Iterable[Enrolment] | None = None,
    goes_on: Mapping[int, bool] | None = None,
) -> NextNote:
    """The next note of any kind as things stand now.

    `enrolments` and `goes_on`, which says by course (pk) whether a next step is there, for a page that has just found
    them out.
    """
    return outlook(learner=learner, now=now, enrolments=enrolments, goes_on=goes_on).first


def outlook(
    *,
    learner: User,
    now: datetime,
    enrolments: Iterable[Enrolment] | None = None,
    goes_on: Mapping[int, bool] | None = None,
) -> Outlook:
    """Everything that is planned as things stand now, soonest first; or why nothing is."""
    told = _told(learner, now, enrolments, goes_on)
    coming = sorted((note for note in told if note.at), key=lambda note: note.at or now)
    if coming:
        return Outlook(coming[0], coming[1:])
    return Outlook(told[0] if told else NextNote(at=None, why=_("You have not asked for notes.")), [])


def _told(
    learner: User,
    now: datetime,
    enrolments: Iterable[Enrolment] | None,
    goes_on: Mapping[int, bool] | None,
) -> list[NextNote]:
    if enrolments is None:
        ways = courses_of(learner=learner)
        enrolments = [way.enrolment for way in ways if way.enrolment]
        goes_on = {way.course.pk: way.next is not None for way in ways}
    standing, places = standing_of(learner=learner, now=now), list(enrolments)
    known = _known(places, goes_on or {})
    return [
        *_waiting(standing, now),
        *(note for place in places for note in _of_place(standing, place, now, known)),
        *_dated(standing, now),
    ]


def _known(places: Sequence[Enrolment], goes_on: Mapping[int, bool]) -> Mapping[int, bool]:
    """Whether a next step is there, by course (pk); asked of the database only where the page does not know."""
    unknown = [place for place in places if place.next_due_at and place.course_id not in goes_on]
    if not unknown:
        return goes_on
    going_on = who_goes_on(enrolments=unknown)
    return {**goes_on, **{place.course_id: place.pk in going_on for place in unknown}}


def _waiting(standing: Standing, now: datetime) -> Iterator[NextNote]:
    """A note that was due and waits: for the morning, or until the one before is two days old."""
    if standing.waiting_due_at is None or standing.waiting_from is None:
        return
    kind, moment = standing.waiting_kind, max(standing.waiting_from, now)
    situation = standing.situation(standing.waiting_due_at, kind=kind, at=moment)
    situation = replace(situation, is_from_me=kind == Kind.NOTE_FROM_ME)
    note = _as_told(
        situation, moment, kind, _("It is on its way, and keeps to daytime and apart from others.")
    )
    if note.at:
        yield note


def _of_place(
    standing: Standing, place: Enrolment, now: datetime, goes_on: Mapping[int, bool]
) -> Iterator[NextNote]:
    """What comes for one place on a course: the pace, and the day of coming back."""
    if place.next_due_at:
        slots = plan_of(place, standing.learner)
        first = step_situation(
            standing.situation(place.next_due_at, kind=Kind.NEXT_STEP, at=now),
            place=place,
            learner=standing.learner,
            goes_on=goes_on[place.course_id],
        )
        parts = {name: getattr(first, name) for name in _STEP}
        why = _("You chose %(pace)s.") % {"pace": pace_in_words(place)}
        due = slots.from_moment(_here(slots, place.next_due_at, now), most=SLOTS)
        yield _first_of(standing, due, now, Kind.NEXT_STEP, why, lambda plain: replace(plain, **parts))
    moment = return_moment(enrolment=place, learner=standing.learner)
    if moment and standing.wishes.return_date_since:
        yield from _once(standing, moment, now, Kind.RETURN_DATE, _("You wanted to come back on that day."))


def _here(slots: Plan, due_at: datetime, now: datetime) -> datetime:
    """What is to come is told in the zone they live in, also in the minute before the planner has heard of a move."""
    return due_at if due_at <= now else slots.nearest(due_at, after=now)


_STEP = ("is_enrolled", "has_pace", "has_next_step", "has_ladder", "every")


def _dated(standing: Standing, now: datetime) -> Iterator[NextNote]:
    """What comes whatever course they are on."""
    wishes, learner = standing.wishes, standing.learner
    if standing.next_note_at:
        yield _as_told(
            replace(_plain(standing, standing.next_note_at, now, Kind.NOTE_FROM_ME), is_from_me=True),
            max(standing.next_note_at, now),
            Kind.NOTE_FROM_ME,
            _("You wrote it to yourself for that day."),
        )
    if wishes.check_in_since and wishes.check_in_due_at:
        slots = check_in_plan(wishes, learner)
        due = slots.from_moment(_here(slots, wishes.check_in_due_at, now), most=SLOTS)
        why = _("You asked for it once a week.")
        yield _first_of(
            standing, due, now, Kind.CHECK_IN_DUE, why, lambda one: replace(one, every=slots.every)
        )
    for sheet in last_sheets(wishes):
        moment = sheet_moment(sheet, learner.time_zone)
        yield from _once(
            standing, moment, now, Kind.QUESTIONNAIRE_DUE, _("You asked for it after three months.")
        )


def _once(standing: Standing, moment: datetime, now: datetime, kind: str, why: str) -> Iterator[NextNote]:
    """A day that comes once: nothing is told of it once it is here, the ledger has it then."""
    if moment > now:
        yield _as_told(_plain(standing, moment, now, kind), moment, kind, why)


def _first_of(
    standing: Standing, due: Iterable[datetime], now: datetime, kind: str, why: str, build: Build
) -> NextNote:
    """The first slot that brings a note; else why the first one does not."""
    told: list[NextNote] = []
    for moment in due:
        situation = build(_plain(standing, moment, now, kind))
        note, reason = _judged(situation, max(moment, now), kind, why)
        told.append(note)
        if reason not in PASSING:
            return note if reason is None else told[0]
    return told[0]


def _plain(standing: Standing, moment: datetime, now: datetime, kind: str) -> Situation:
    return standing.situation(moment, kind=kind, at=max(moment, now))


def _as_told(situation: Situation, moment: datetime, kind: str, why: str) -> NextNote:
    return _judged(situation, moment, kind, why)[0]


def _judged(situation: Situation, moment: datetime, kind: str, why: str) -> tuple[NextNote, Reason | None]:
    decision = decide(situation, now=moment)
    if isinstance(decision, Skip):
        return NextNote(at=None, why=words_for(decision.reason), kind=kind), decision.reason
    at = decision.until if isinstance(decision, Wait) else moment
    return NextNote(at.astimezone(situation.zone), why, _unless(kind), kind), None


def _unless(kind: str) -> str:
    if kind == Kind.NEXT_STEP:
        return _("It would not come if you finished everything, paused, or stopped notes.")
    if kind == Kind.NOTE_FROM_ME:
        return _("It would not come if you opened or deleted it, paused, or stopped notes.")
    return _("It would not come if there was no reason for it any more, or if you paused or stopped notes.")
