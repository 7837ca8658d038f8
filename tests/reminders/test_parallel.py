"""Two planners at the same moment: on PostgreSQL, and on a file of SQLite."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection

from accounts.models import User
from accounts.services import add_person
from courses.models import Enrolment
from courses.services import choose_pace, enrol, leave
from outbox.models import Mail
from reminders import services
from reminders.models import Reminder
from tests.builders import course, publish_small_library
from tests.quizzes.test_parallel import at_once
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, turn_on
from tests.reminders.test_from_me import written
from tests.reminders.test_planning import TUESDAY_EVENING

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def everybody(db, time_machine) -> list[User]:
    """Eight people on two courses each, all due on Tuesday evening."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("two threads share no database in memory")
    publish_small_library(courses=2)
    time_machine.move_to(MONDAY, tick=False)
    people = [add_person(email=f"p{n}@example.org", password="quiet-lanterns-9") for n in range(8)]
    for person in people:
        for key in ("course-1", "course-2"):
            choose_pace(enrolment=enrol(learner=person, course=course(key)), pace="own", days=[2], hour=18)
    return people


def plan() -> int:
    return services.plan_due(now=TUESDAY_EVENING)


def test_planners_at_once_plan_each_person_once(everybody: list[User]):
    told = at_once(*[plan] * 4)
    assert [one for one in told if not isinstance(one, int | OperationalError)] == []
    plan()
    assert Mail.objects.count() == len(everybody)
    assert Reminder.objects.filter(reason="together").count() == len(everybody)
    assert not Enrolment.objects.due(TUESDAY_EVENING).exists()


def test_planners_at_once_plan_each_feed_once(everybody: list[User]):
    for person in everybody:
        turn_on(person, Kind.CHECK_IN_DUE, now=MONDAY, check_in_day=3)
        written(person)
    late = TUESDAY_EVENING + timedelta(days=1)
    at_once(*[partial(services.plan_due, now=late)] * 3)
    services.plan_due(now=late)
    assert Reminder.objects.filter(kind=Kind.NOTE_FROM_ME).count() == len(everybody)
    assert Reminder.objects.filter(kind=Kind.CHECK_IN_DUE).count() == len(everybody)


def test_stopping_while_the_planner_runs_leaves_nothing_waiting(everybody: list[User]):
    stops = [
        partial(services.stop_all, wishes=services.wishes_of(learner=person), now=TUESDAY_EVENING)
        for person in everybody[:3]
    ]
    at_once(plan, plan, *stops)
    for person in everybody[:3]:
        row = Mail.objects.for_person(person.key).waiting().first()
        answer = services.prepare(row.keys, TUESDAY_EVENING) if row else None
        assert answer is None or getattr(answer, "reason", "") == "stopped"


def test_leaving_while_the_planner_runs_breaks_neither(everybody: list[User]):
    places = list(Enrolment.objects.select_related("learner")[:4])
    told = at_once(plan, plan, *[partial(leave, enrolment=place) for place in places])
    assert [one for one in told if isinstance(one, Exception)] == []
