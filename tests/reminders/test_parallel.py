"""Two planners at the same moment: on PostgreSQL, and on a file of SQLite."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

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
WEDNESDAY_EVENING = TUESDAY_EVENING.replace(day=25)


@pytest.fixture
def everybody(db, time_machine, tmp_path: Path) -> Iterator[list[User]]:
    """Eight people on two courses each, all due on Tuesday evening, in a database that threads can share."""
    publish_small_library(courses=2)
    time_machine.move_to(MONDAY, tick=False)
    people = [add_person(email=f"p{n}@example.org", password="quiet-lanterns-9") for n in range(8)]
    for person in people:
        turn_on(person, Kind.CHECK_IN_DUE, now=MONDAY, check_in_day=3)
        written(person)
        for key in ("course-1", "course-2"):
            choose_pace(enrolment=enrol(learner=person, course=course(key)), pace="own", days=[2], hour=18)
    if connection.vendor == "postgresql":
        yield people
        return
    # A database in memory knows no second writer: the threads get a copy of it in a file.
    known, copy = connections.settings["default"], str(tmp_path / "copy.sqlite3")
    connection.cursor().execute("VACUUM INTO %s", [copy])
    memory, known["NAME"] = known["NAME"], copy
    try:
        at_once(lambda: connection.cursor().execute("PRAGMA journal_mode=WAL"))
        yield people
    finally:
        known["NAME"] = memory


def plan() -> int:
    return services.plan_due(now=TUESDAY_EVENING)


def asked(question: Callable[[], Any]) -> Any:
    """The answer of the database that the threads share."""
    [answer] = at_once(question)
    if isinstance(answer, Exception):
        raise answer
    return answer


def errors(told: list[Any]) -> list[Any]:
    return [one for one in told if isinstance(one, Exception)]


def test_planners_at_once_plan_each_person_once(everybody: list[User]):
    told = at_once(*[plan] * 4)
    assert errors(told) == []
    assert sum(told) == 2 * len(everybody)
    assert asked(Mail.objects.count) == len(everybody)
    assert asked(Reminder.objects.filter(reason="together").count) == len(everybody)
    assert asked(Enrolment.objects.due(TUESDAY_EVENING).count) == 0


def test_planners_at_once_plan_each_feed_once(everybody: list[User]):
    told = at_once(*[partial(services.plan_due, now=WEDNESDAY_EVENING)] * 3)
    assert errors(told) == []
    assert asked(Reminder.objects.filter(kind=Kind.NOTE_FROM_ME).count) == len(everybody)
    assert asked(Reminder.objects.filter(kind=Kind.CHECK_IN_DUE).count) == len(everybody)


def test_stopping_while_the_planner_runs_leaves_nothing_to_be_sent(everybody: list[User]):
    def stop(person: User) -> None:
        services.stop_all(wishes=services.wishes_of(learner=person), now=TUESDAY_EVENING)

    assert errors(at_once(plan, plan, *[partial(stop, person) for person in everybody[:3]])) == []

    def answers() -> set[str]:
        rows = [row for person in everybody[:3] for row in Mail.objects.for_person(person.key).waiting()]
        return {getattr(services.prepare(row.keys, TUESDAY_EVENING), "reason", "goes") for row in rows}

    assert asked(answers) <= {"stopped"}


def test_leaving_while_the_planner_runs_breaks_neither(everybody: list[User]):
    places = asked(lambda: list(Enrolment.objects.select_related("learner", "course")[:4]))
    assert errors(at_once(plan, plan, *[partial(leave, enrolment=place) for place in places])) == []
    assert asked(Mail.objects.count) <= len(everybody)
