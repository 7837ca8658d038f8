"""Several things due become one mail, and none of them is lost when the one that carries them does not go."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from clinic.models import Assignment
from clinic.services import withdraw_assignment
from courses.models import Enrolment
from courses.services import choose_pace, enrol, leave
from outbox.models import Mail
from outbox.rules import Message, Skip
from outbox.services import send_due
from reminders import services
from reminders.models import Reminder
from tests.builders import course, publish_small_library
from tests.clinic.conftest import assign, connect
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, prepared, seen, tick, turn_on
from tests.reminders.test_from_me import written
from tests.reminders.test_planning import TUESDAY_EVENING


@pytest.fixture
def both(paced: Enrolment, ada: User, carl: User, time_machine) -> Assignment:
    """On Tuesday evening a suggestion is made a minute before the note at her pace is due."""
    turn_on(ada, Kind.WAITING, now=MONDAY)
    link = connect(carl, ada)
    Mail.objects.all().delete()
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    suggestion = assign(link=link, target="lesson", target_key="lesson-1-1-1")
    services.plan_due(now=TUESDAY_EVENING)
    return suggestion


def test_two_kinds_due_at_once_are_one_mail_that_speaks_for_both(both, ada: User, mailoutbox):
    assert sorted(ledger()) == [(Kind.NEXT_STEP, "planned"), (Kind.WAITING, "together")]
    assert Reminder.objects.get(kind=Kind.WAITING).carried_by == Reminder.objects.get(kind=Kind.NEXT_STEP)
    send_due(now=TUESDAY_EVENING)
    services.plan_due(now=TUESDAY_EVENING + timedelta(minutes=1))
    assert len(mailoutbox) == 1
    assert sorted(ledger()) == [(Kind.NEXT_STEP, "sent"), (Kind.WAITING, "together")]
    outcomes = {line.outcome for line in services.history_of(learner=ada)}
    assert outcomes == {"Sent.", "Another note was on its way already, so the two became one."}


def test_what_was_to_go_along_is_planned_again_when_the_carrier_does_not_go(
    both, paced: Enrolment, time_machine, mailoutbox
):
    leave(enrolment=paced)
    send_due(now=TUESDAY_EVENING)
    assert mailoutbox == []
    tick(time_machine, TUESDAY_EVENING + timedelta(minutes=1))
    assert sorted(ledger()) == [(Kind.NEXT_STEP, "left_course"), (Kind.WAITING, "sent")]
    tick(time_machine, TUESDAY_EVENING + timedelta(minutes=2))
    assert len(mailoutbox) == 1


def test_planned_again_it_is_decided_anew(both, paced: Enrolment, time_machine, mailoutbox):
    leave(enrolment=paced)
    withdraw_assignment(assignment=both)
    tick(time_machine, TUESDAY_EVENING)
    tick(time_machine, TUESDAY_EVENING + timedelta(minutes=1))
    assert sorted(ledger()) == [(Kind.NEXT_STEP, "left_course"), (Kind.WAITING, "no_longer_waiting")]
    assert mailoutbox == []


def test_after_a_stop_nothing_is_planned_again(both, ada: User, time_machine, mailoutbox):
    services.stop_all(wishes=services.wishes_of(learner=ada), now=TUESDAY_EVENING)
    tick(time_machine, TUESDAY_EVENING + timedelta(minutes=1))
    assert sorted(ledger()) == [(Kind.NEXT_STEP, "stopped"), (Kind.WAITING, "stopped")]
    assert mailoutbox == []


def test_a_note_from_me_that_leaves_in_the_same_minute_takes_the_other_along(
    paced: Enrolment, ada: User, time_machine, mailoutbox
):
    written(ada, on=MONDAY.date() + timedelta(days=2))
    late = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    time_machine.move_to(late, tick=False)
    services.plan_due(now=late)  # her pace was due in the evening; it waits for the morning
    tick(time_machine, datetime(2026, 11, 25, 8, 10, tzinfo=UTC))
    assert len(mailoutbox) == 1
    assert sorted(ledger()) == [(Kind.NOTE_FROM_ME, "sent"), (Kind.NEXT_STEP, "together")]


def test_a_link_that_ended_between_planning_and_sending_is_seen(both, ada: User):
    Reminder.objects.filter(kind=Kind.NEXT_STEP).delete()
    Mail.objects.all().delete()
    services.plan_due(now=TUESDAY_EVENING)
    assert isinstance(prepared(Kind.WAITING, TUESDAY_EVENING), Message)
    withdraw_assignment(assignment=both)
    assert prepared(Kind.WAITING, TUESDAY_EVENING) == Skip("no_longer_waiting")


def test_three_courses_due_at_once_are_one_mail_and_one_chain(ada: User, time_machine, mailoutbox):
    publish_small_library(courses=3)
    time_machine.move_to(MONDAY, tick=False)
    seen(ada, MONDAY.date())
    places = [enrol(learner=ada, course=course(f"course-{number}")) for number in (1, 2, 3)]
    for place in places:
        choose_pace(enrolment=place, pace="own", days=[2], hour=18)
    services.plan_due(now=TUESDAY_EVENING)
    carrier = Reminder.objects.get(state="planned")
    leave(enrolment=next(place for place in places if place.key == carrier.enrolment_key))
    for minute in range(3):
        tick(time_machine, TUESDAY_EVENING + timedelta(minutes=minute))
    assert sorted(outcome for _, outcome in ledger()) == ["left_course", "sent", "together"]
    assert len(mailoutbox) == 1
