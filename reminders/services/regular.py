"""What comes again and again: a pace, the weekly check-in, and the questionnaire after three months.

Each keeps the moment at which it is due next. Whoever claims one writes its row and moves the moment on, so that a
second planner finds nothing. Of the slots that were missed only the newest can still be of use.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from courses.models import Enrolment
from courses.services import move_due_moments
from quizzes.models import Sitting
from quizzes.services import may_keep
from reminders.models import Preferences, Reminder
from reminders.rules.slots import Plan
from reminders.services import ledger
from reminders.services.claiming import BATCH, Feed
from reminders.services.situations import check_in_plan, plan_of, sheet_moment
from reminders.services.sparing import Alone

# Weekly slots are never further ahead, whatever days a zone leaves out: further means that a clock was wrong.
FAR = timedelta(days=16)
# A sheet handed in after a look is due three months later: looking every two months misses none.
LOOK_AGAIN = timedelta(days=60)


def mend_paces(*, now: datetime) -> int:
    """After a clock that was ahead has been put right: slots it had moved on to are taken back."""
    return _mend(Enrolment.objects.due_after(now + FAR).select_related("learner")[:BATCH], _mend_pace, now)


def mend_looks(*, now: datetime) -> int:
    """The same for check-ins, and for looks further ahead than any are."""
    far = Preferences.objects.checking_in_after(now + FAR) | Preferences.objects.looking_after(
        now + LOOK_AGAIN
    )
    return _mend(far.select_related("learner")[:BATCH], _mend_look, now)


def _mend(rows: Iterable[Any], mend: Callable[[Any, datetime], None], now: datetime) -> int:
    mended = list(rows)
    for row in mended:
        with Alone(row.key):
            mend(row, now)
    return len(mended)


def _mend_pace(place: Enrolment, now: datetime) -> None:
    place.next_due_at = None
    move_due_moments(enrolments=[place], now=now)


def _mend_look(wishes: Preferences, now: datetime) -> None:
    if wishes.check_in_since:
        wishes.check_in_due_at = check_in_plan(wishes, wishes.learner).after(now)
    set_look(wishes=wishes, now=now)


def set_look(*, wishes: Preferences, now: datetime) -> None:
    """When to look next."""
    _look_from(wishes, last_sheets(wishes), now)
    wishes.save(update_fields=["look_at", "check_in_due_at"])


def _look_from(wishes: Preferences, sheets: Iterable[Sitting], now: datetime) -> None:
    moments = [wishes.check_in_due_at] if wishes.check_in_since and wishes.check_in_due_at else []
    if wishes.questionnaire_since:
        zone = wishes.learner.time_zone
        coming = [moment for sheet in sheets if (moment := sheet_moment(sheet, zone)) > now]
        moments.append(min([*coming, now + LOOK_AGAIN]))
    wishes.look_at = min(moments, default=None)


def last_sheets(wishes: Preferences) -> list[Sitting]:
    """The last sheet handed in of each published questionnaire, for those who want to be told of the next one and
    whose answers may still be kept."""
    if not wishes.questionnaire_since or not may_keep(learner=wishes.learner):
        return []
    mine = Sitting.objects.visible_to(wishes.learner).of_offered().submitted().order_by("submitted_at", "pk")
    return list({sitting.quiz_id: sitting for sitting in mine}.values())


@dataclass(frozen=True)
class Template:
    """What all occurrences of one plan say; each is a local day."""

    learner: User
    kind: str
    enrolment_key: UUID | None = None

    def row(self, due_at: datetime, now: datetime) -> Reminder:
        day = due_at.astimezone(ZoneInfo(self.learner.time_zone)).date()
        return Reminder(
            learner=self.learner,
            kind=self.kind,
            enrolment_key=self.enrolment_key,
            occurrence=f"{self.enrolment_key or 'check-in'}:{day}",
            about_on=day,
            due_at=due_at,
            planned_at=now,
        )


@dataclass
class Batch:
    """Rows for the newest slots, and rows that stand for all that were missed before them."""

    rows: list[Reminder] = field(default_factory=list)
    missed: list[Reminder] = field(default_factory=list)

    def add(self, template: Template, slots: Plan, due_at: datetime, *, now: datetime) -> None:
        newest = slots.newest(due_at, now=now)
        self.rows.append(template.row(newest, now))
        if newest != due_at:
            self.missed.append(template.row(due_at, now))

    def plan(self, now: datetime, *, places: Sequence[Enrolment] = ()) -> int:
        return ledger.plan(rows=self.rows, missed=self.missed, places=places, now=now)


def _plan_paces(places: Sequence[Enrolment], now: datetime) -> int:
    batch, kind = Batch(), Reminder.Kind.NEXT_STEP
    for place in places:
        assert place.next_due_at is not None
        slots = plan_of(place, place.learner)
        batch.add(Template(place.learner, kind, place.key), slots, place.next_due_at, now=now)
    planned = batch.plan(now, places=places)
    move_due_moments(enrolments=places, now=now)
    return planned


def _look(people: Sequence[Preferences], now: datetime) -> int:
    batch = Batch()
    for wishes in people:
        sheets = last_sheets(wishes)
        _add_check_in(batch, wishes, now)
        batch.rows += filter(None, (_of_sheet(wishes, sheet, now) for sheet in sheets))
        _look_from(wishes, sheets, now)
    planned = batch.plan(now)
    Preferences.objects.bulk_update(people, ["look_at", "check_in_due_at"])
    return planned


def _add_check_in(batch: Batch, wishes: Preferences, now: datetime) -> None:
    due_at = wishes.check_in_due_at
    if not wishes.check_in_since or due_at is None or due_at > now:
        return
    slots = check_in_plan(wishes, wishes.learner)
    wishes.check_in_due_at = slots.after(now)
    batch.add(Template(wishes.learner, Reminder.Kind.CHECK_IN_DUE), slots, due_at, now=now)


def _of_sheet(wishes: Preferences, sitting: Sitting, now: datetime) -> Reminder | None:
    due_at = sheet_moment(sitting, wishes.learner.time_zone)
    since = wishes.questionnaire_since
    if due_at > now or since is None or due_at < since:
        return None
    return Reminder(
        learner=wishes.learner,
        kind=Reminder.Kind.QUESTIONNAIRE_DUE,
        occurrence=str(sitting.key),
        about_key=sitting.key,
        due_at=due_at,
        planned_at=now,
    )


PACES = Feed(Enrolment, _plan_paces, moment="next_due_at", person="learner_id")
LOOKS = Feed(Preferences, _look, moment="look_at", person="learner_id")
