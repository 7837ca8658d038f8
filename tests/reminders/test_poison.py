"""One person whose note cannot be planned does not keep the notes of all the others back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person
from courses.models import Enrolment
from courses.services import choose_pace, enrol
from reminders import services
from reminders.models import Preferences, Reminder
from reminders.services import claiming
from tests.builders import course
from tests.reminders.doing import Kind, turn_on
from tests.reminders.test_from_me import written
from tests.reminders.test_planning import TUESDAY_EVENING

NOWHERE = "Mars/Olympus_Mons"


@pytest.fixture
def bob(paced: Enrolment) -> User:
    """Bob's notes come at the same moments as Ada's, and are planned after hers."""
    person = add_person(email="bob@example.org", password="quiet-lanterns-9")
    choose_pace(enrolment=enrol(learner=person, course=course()), pace="own", days=[2, 5], hour=18)
    return person


def lose_zone(person: User) -> None:
    User.objects.get_queryset().filter(pk=person.pk).update(time_zone=NOWHERE)


def planned_for(person: User) -> set[str]:
    return set(Reminder.objects.visible_to(person).values_list("kind", flat=True))


def test_a_pace_that_cannot_be_planned_stops_nobody_else(paced: Enrolment, bob: User, ada: User, caplog):
    lose_zone(ada)
    services.plan_due(now=TUESDAY_EVENING)
    assert planned_for(bob) == {Kind.NEXT_STEP}
    assert not planned_for(ada)
    assert [record.about for record in caplog.records] == [str(paced.key)]


def test_it_steps_behind_the_others_and_is_tried_again_within_the_hour(
    paced: Enrolment, bob: User, ada: User, monkeypatch
):
    monkeypatch.setattr(claiming, "BATCH", 1)  # so that one row can stand in front of all
    lose_zone(ada)
    services.plan_due(now=TUESDAY_EVENING)
    assert planned_for(bob) == {Kind.NEXT_STEP}
    User.objects.get_queryset().filter(pk=ada.pk).update(time_zone="Europe/London")
    services.plan_due(now=TUESDAY_EVENING + timedelta(hours=1))
    assert planned_for(ada) == {Kind.NEXT_STEP}


def test_a_check_in_that_cannot_be_looked_at_stops_nobody_else(bob: User, ada: User):
    for person in (ada, bob):
        turn_on(person, Kind.CHECK_IN_DUE, now=timezone.now(), check_in_day=2)
    lose_zone(ada)
    services.plan_due(now=TUESDAY_EVENING)
    assert Kind.CHECK_IN_DUE in planned_for(bob)
    assert Preferences.objects.get(learner=ada).look_at == TUESDAY_EVENING + claiming.TRY_AGAIN_AFTER


def test_a_note_from_me_that_cannot_be_planned_stops_nobody_else(bob: User, ada: User):
    for person in (ada, bob):
        written(person)
    lose_zone(ada)
    services.plan_due(now=TUESDAY_EVENING + timedelta(days=2))
    assert Kind.NOTE_FROM_ME in planned_for(bob)


def test_among_many_it_costs_few_tries(paced: Enrolment, ada: User):
    names = [f"p{number}@example.org" for number in range(15)]
    for person in (add_person(email=name, password=None) for name in names):
        choose_pace(enrolment=enrol(learner=person, course=course()), pace="own", days=[2], hour=18)
    lose_zone(ada)
    with CaptureQueriesContext(connection) as asked:
        assert services.plan_due(now=TUESDAY_EVENING) == 15
    tries = sum(query["sql"].startswith("SAVEPOINT") for query in asked)
    assert tries < 15
    assert not planned_for(ada)
