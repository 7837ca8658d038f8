"""What comes again and again: a pace, the weekly check-in, and the questionnaire after three months.

Each keeps the moment at which it is due next. Whoever claims one writes its row and moves the moment on, so that a
second planner finds nothing. Of the slots that were missed only the newest can still be of use.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from courses.models import Enrolment
from courses.services import move_due_moments
from quizzes.models import Sitting
from quizzes.services import may_keep
from reminders.models import Preferences, Reminder
from reminders.rules.slots import Plan
from reminders.services import ledger
from reminders.services.situations import check_in_plan, plan_of, sheet_moment
from reminders.services.sparing import TRY_AGAIN_AFTER, Alone, all_or_each

BATCH = 100
# Weekly slots are never further ahead, whatever days a zone leaves out: further means that a clock was wrong.
FAR = timedelta(days=16)
# A sheet handed in after a look is due three months later: looking every two months misses none.
LOOK_AGAIN = timedelta(days=60)


def plan_paces(*, now: datetime) -> int:
    """The next note at the pace of each place on a course that is due."""
    return _until_none_is_due(Enrolment.objects.due(now), partial(_plan_paces, now=now), "next_due_at", now)


def plan_looks(*, now: datetime) -> int:
    """Check-ins and questionnaires of those whose moment to look has come."""
    return _until_none_is_due(Preferences.objects.to_look_at(now), partial(_look, now=now), "look_at", now)


def mend_paces(*, now: datetime) -> int:
    """After a clock that was ahead has been put right: slots it had moved on to are taken back."""
    ahead = Enrolment.objects.due_after(now + FAR)
    if not ahead.exists():
        return 0
    mended = list(ahead.select_related("learner")[:BATCH])
    for enrolment in mended:
        with Alone(enrolment.key):
            enrolment.next_due_at = None
            move_due_moments(enrolments=[enrolment], now=now)
    return len(mended)


def _until_none_is_due(due: Any, plan: Callable[[Sequence[Any]], int], moment: str, now: datetime) -> int:
    """Batch after batch: who is planned, or cannot be, has another `moment` afterwards. In the order of people, so that
    two planners never wait for each other crosswise."""

    def put_off(row: Any) -> None:
        setattr(row, moment, now + TRY_AGAIN_AFTER)
        row.save(update_fields=[moment])

    total = 0
    while due.exists():
        with transaction.atomic():
            batch = sorted(due.claimed_in_order()[:BATCH], key=attrgetter("learner_id"))
            total += all_or_each(batch, plan=plan, key=attrgetter("key"), put_off=put_off)
        if len(batch) < BATCH:
            break
    return total


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


@dataclass
class Batch:
    """Rows for the newest slots, and rows that stand for all that were missed before them."""

    rows: list[Reminder] = field(default_factory=list)
    missed: list[Reminder] = field(default_factory=list)

    def add(self, template: Reminder, slots: Plan, due_at: datetime) -> None:
        newest = slots.newest(due_at, now=template.planned_at)
        self.rows.append(_row(template, newest))
        if newest != due_at:
            self.missed.append(_row(template, due_at))

    def plan(self, now: datetime) -> int:
        return ledger.plan(rows=self.rows, missed=self.missed, now=now)


def _row(template: Reminder, due_at: datetime) -> Reminder:
    """The template for one slot: its occurrence is the local day."""
    day = due_at.astimezone(ZoneInfo(template.learner.time_zone)).date()
    plan_key = template.enrolment_key or "check-in"
    return Reminder(
        learner=template.learner,
        kind=template.kind,
        enrolment_key=template.enrolment_key,
        occurrence=f"{plan_key}:{day}",
        about_on=day,
        due_at=due_at,
        planned_at=template.planned_at,
    )


def _plan_paces(places: Sequence[Enrolment], *, now: datetime) -> int:
    batch, due, later = Batch(), [], []
    for place in places:
        slots, learner = plan_of(place, place.learner), place.learner
        assert place.next_due_at is not None
        settled = slots.settled(place.next_due_at)
        if settled > now:  # they moved to a zone where it is earlier in the day
            place.next_due_at = settled
            later.append(place)
            continue
        kind = Reminder.Kind.NEXT_STEP
        template = Reminder(learner=learner, kind=kind, enrolment_key=place.key, planned_at=now)
        batch.add(template, slots, place.next_due_at)
        due.append(place)
    planned = batch.plan(now)
    move_due_moments(enrolments=due, now=now)
    Enrolment.objects.bulk_update(later, ["next_due_at"])
    return planned


def _look(people: Sequence[Preferences], *, now: datetime) -> int:
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
    slots, due_at = check_in_plan(wishes, wishes.learner), wishes.check_in_due_at
    if not wishes.check_in_since or due_at is None or due_at > now:
        return
    wishes.check_in_due_at = slots.settled(due_at)
    if wishes.check_in_due_at <= now:
        wishes.check_in_due_at = slots.after(now)
        template = Reminder(learner=wishes.learner, kind=Reminder.Kind.CHECK_IN_DUE, planned_at=now)
        batch.add(template, slots, due_at)


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
