"""What comes again and again: a pace, the weekly check-in, and the questionnaire after three months.

Each keeps the moment at which it is due next. Whoever claims one writes its row and moves the moment on, so that a
second planner finds nothing. Of the slots that were missed only the newest can still be of use.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from courses.models import Enrolment
from courses.services import move_due_moment
from quizzes.models import Sitting
from quizzes.services import may_keep
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import Reason, Skip
from reminders.rules.slots import Plan
from reminders.services import ledger
from reminders.services.situations import check_in_plan, plan_of, sheet_moment
from reminders.services.sparing import TRY_AGAIN_AFTER, Alone

BATCH = 100
# Weekly slots are never further ahead, whatever days a zone leaves out: further means that a clock was wrong.
FAR = timedelta(days=16)
# A sheet handed in after a look is due three months later: looking every two months misses none.
LOOK_AGAIN = timedelta(days=60)


def plan_paces(*, now: datetime) -> int:
    """The next note at the pace of each place on a course that is due."""
    total = 0
    while Enrolment.objects.due(now).exists():
        found, planned = _plan_paces(now)
        total += planned
        if found < BATCH:
            break
    return total


def mend_paces(*, now: datetime) -> int:
    """After a clock that was ahead has been put right: slots it had moved on to are taken back."""
    ahead = Enrolment.objects.due_after(now + FAR)
    if not ahead.exists():
        return 0
    mended = list(ahead.select_related("learner")[:BATCH])
    for enrolment in mended:
        with Alone(enrolment.key):
            enrolment.next_due_at = None
            move_due_moment(enrolment=enrolment, now=now)
    return len(mended)


def plan_looks(*, now: datetime) -> int:
    """Check-ins and questionnaires of those whose moment to look has come."""
    total = 0
    while Preferences.objects.to_look_at(now).exists():
        found, planned = _plan_looks(now)
        total += planned
        if found < BATCH:
            break
    return total


def set_look(*, wishes: Preferences, now: datetime, sheets: Iterable[Sitting]) -> None:
    """When to look next; `sheets` are the last ones handed in of each questionnaire."""
    moments = [wishes.check_in_due_at] if wishes.check_in_since and wishes.check_in_due_at else []
    if wishes.questionnaire_since:
        zone = wishes.learner.time_zone
        coming = [moment for sheet in sheets if (moment := sheet_moment(sheet, zone)) > now]
        moments.append(min([*coming, now + LOOK_AGAIN]))
    wishes.look_at = min(moments, default=None)
    wishes.save(update_fields=["look_at", "check_in_due_at"])


def last_sheets(wishes: Preferences) -> list[Sitting]:
    """The last sheet handed in of each published questionnaire, for those who want to be told of the next one and
    whose answers may still be kept."""
    if not wishes.questionnaire_since or not may_keep(learner=wishes.learner):
        return []
    mine = Sitting.objects.visible_to(wishes.learner).of_offered().submitted().order_by("submitted_at", "pk")
    return list({sitting.quiz_id: sitting for sitting in mine}.values())


@transaction.atomic
def _plan_paces(now: datetime) -> tuple[int, int]:
    """In the order of people, so that two planners never wait for each other crosswise."""
    due = sorted(Enrolment.objects.due(now).claimed_in_order()[:BATCH], key=lambda place: place.learner_id)
    return len(due), sum(_plan_pace_alone(enrolment, now) for enrolment in due)


def _plan_pace_alone(enrolment: Enrolment, now: datetime) -> int:
    """One that cannot be planned is asked again later, behind all the others."""
    with Alone(enrolment.key), transaction.atomic():
        return _plan_pace(enrolment, now)
    enrolment.next_due_at = now + TRY_AGAIN_AFTER
    enrolment.save(update_fields=["next_due_at"])
    return 0


def _plan_pace(enrolment: Enrolment, now: datetime) -> int:
    slots, due_at = plan_of(enrolment, enrolment.learner), enrolment.next_due_at
    assert due_at is not None
    settled = slots.settled(due_at)
    if settled > now:  # they moved to a zone where it is earlier in the day
        enrolment.next_due_at = settled
        enrolment.save(update_fields=["next_due_at"])
        return 0
    template = Reminder(
        learner=enrolment.learner,
        kind=Reminder.Kind.NEXT_STEP,
        enrolment_key=enrolment.key,
        planned_at=now,
    )
    planned = _plan_slots(template, slots, due_at, now)
    move_due_moment(enrolment=enrolment, now=now)
    return planned


def _plan_slots(template: Reminder, slots: Plan, due_at: datetime, now: datetime) -> int:
    """A row for the newest slot, and one that stands for all that were missed before it."""
    newest = slots.newest(due_at, now=now)
    if newest != due_at:
        missed = _row(template, due_at)
        if not Reminder.objects.of_occurrence(missed).exists():
            ledger.enter(row=missed, decision=Skip(Reason.TOO_LATE), now=now)
    return int(ledger.plan(row=_row(template, newest), now=now))


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


@transaction.atomic
def _plan_looks(now: datetime) -> tuple[int, int]:
    due = sorted(
        Preferences.objects.to_look_at(now).claimed_in_order()[:BATCH], key=lambda wishes: wishes.learner_id
    )
    return len(due), sum(_look_alone(wishes, now) for wishes in due)


def _look_alone(wishes: Preferences, now: datetime) -> int:
    with Alone(wishes.key), transaction.atomic():
        return _look(wishes, now)
    wishes.look_at = now + TRY_AGAIN_AFTER
    wishes.save(update_fields=["look_at"])
    return 0


def _look(wishes: Preferences, now: datetime) -> int:
    sheets = last_sheets(wishes)
    planned = _plan_check_in(wishes, now) + sum(_plan_sheet(wishes, sheet, now) for sheet in sheets)
    set_look(wishes=wishes, now=now, sheets=sheets)
    return planned


def _plan_check_in(wishes: Preferences, now: datetime) -> int:
    slots, due_at = check_in_plan(wishes, wishes.learner), wishes.check_in_due_at
    if not wishes.check_in_since or due_at is None or due_at > now:
        return 0
    wishes.check_in_due_at = slots.settled(due_at)
    if wishes.check_in_due_at > now:
        return 0
    wishes.check_in_due_at = slots.after(now)
    template = Reminder(learner=wishes.learner, kind=Reminder.Kind.CHECK_IN_DUE, planned_at=now)
    return _plan_slots(template, slots, due_at, now)


def _plan_sheet(wishes: Preferences, sitting: Sitting, now: datetime) -> int:
    due_at = sheet_moment(sitting, wishes.learner.time_zone)
    since = wishes.questionnaire_since
    if due_at > now or since is None or due_at < since:
        return 0
    row = Reminder(
        learner=wishes.learner,
        kind=Reminder.Kind.QUESTIONNAIRE_DUE,
        occurrence=str(sitting.key),
        about_key=sitting.key,
        due_at=due_at,
        planned_at=now,
    )
    return int(ledger.plan(row=row, now=now))
