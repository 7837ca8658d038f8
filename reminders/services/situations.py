"""Gathers, from below, everything the decision looks at."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from courses.models import Enrolment
from courses.services import next_step
from reminders.models import Preferences, Reminder
from reminders.rules.deciding import Situation

LOOK_BACK = timedelta(days=30)


def situation_of(
    *,
    learner: User,
    enrolment: Enrolment | None,
    due_at: datetime,
    now: datetime,
    is_asked_for: bool = False,
    has_next_step: bool | None = None,
) -> Situation:
    """What counts for a note about this enrolment at this moment, read afresh unless the caller has just done so."""
    wishes = Preferences.objects.filter(learner=learner).first() or Preferences()
    is_enrolled = enrolment is not None and enrolment.state == Enrolment.State.ACTIVE
    sent = Reminder.objects.visible_to(learner).handed_over_since(now - LOOK_BACK)
    if has_next_step is None and is_enrolled:
        has_next_step = (
            enrolment is not None and next_step(learner=learner, course=enrolment.course) is not None
        )
    return Situation(
        due_at=due_at,
        zone=ZoneInfo(learner.time_zone),
        is_active=learner.is_active,
        is_stopped=wishes.stopped_at is not None,
        paused_until=wishes.paused_until,
        is_enrolled=is_enrolled,
        has_pace=enrolment is not None and enrolment.pace != Enrolment.Pace.NONE,
        has_next_step=bool(is_enrolled and has_next_step),
        sent=tuple(sent.values_list("handed_over_at", flat=True)),
        is_asked_for=is_asked_for,
    )
