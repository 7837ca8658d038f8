"""What was wished for before moments were kept in the database is not lost, and nothing of it is told twice."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import User
from clinic.models import Assignment
from courses.models import Enrolment
from courses.services import choose_return
from courses.services.returning import ON_A_DAY
from journal.models import NoteFromMe
from reminders import services
from reminders.models import Reminder
from tests.clinic.conftest import assign, connect
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, turn_on
from tests.reminders.test_from_me import written

WEDNESDAY = date(2026, 11, 25)
MORNING = datetime(2026, 11, 25, 8, tzinfo=UTC)
MOVES = (
    ("courses.migrations.0008_known_days_have_moments", "give_moments"),
    ("journal.migrations.0004_known_notes_have_moments", "give_moments"),
    ("clinic.migrations.0009_what_waits_has_moments", "give_moments"),
    ("reminders.migrations.0007_carried_notes_are_looked_at", "look_again"),
)


@pytest.fixture
def before(paced: Enrolment, ada: User, carl: User) -> None:
    """Ada's day of coming back and her note are for Wednesday, and Carl has suggested a lesson."""
    turn_on(ada, Kind.RETURN_DATE, Kind.WAITING, now=MONDAY)
    choose_return(enrolment=paced, when=ON_A_DAY, day=WEDNESDAY, today=MONDAY.date())
    written(ada, on=WEDNESDAY)
    assign(link=connect(carl, ada), target="lesson", target_key="lesson-1-1-1")
    Enrolment.objects.update(next_due_at=None)


def as_they_were() -> None:
    """Without a moment, as rows are that an earlier release wrote; then as the new one finds them."""
    Enrolment.objects.update(return_due_at=None)
    NoteFromMe.objects.update(mail_due_at=None)
    Assignment.objects.update(tell_at=None)
    for module, name in MOVES:
        getattr(import_module(module), name)(apps, None)


def test_each_comes_once_and_none_before_its_hour(before: None):
    as_they_were()
    services.plan_due(now=MONDAY)
    assert [kind for kind, _ in ledger()] == [Kind.WAITING]
    assert services.plan_due(now=MORNING - timedelta(minutes=1)) == 0
    assert services.plan_due(now=MORNING + timedelta(minutes=6)) == 1
    assert services.plan_due(now=datetime(2026, 11, 25, 18, 6, tzinfo=UTC)) == 1  # at the hour of her pace
    assert sorted(kind for kind, _ in ledger()) == [Kind.NOTE_FROM_ME, Kind.RETURN_DATE, Kind.WAITING]


def test_what_was_told_before_is_not_told_again(before: None):
    services.plan_due(now=MONDAY)
    services.plan_due(now=datetime(2026, 11, 25, 18, 6, tzinfo=UTC))
    told = Reminder.objects.count()
    as_they_were()
    services.plan_due(now=datetime(2026, 11, 25, 18, 7, tzinfo=UTC))
    assert Reminder.objects.count() == told == 3
