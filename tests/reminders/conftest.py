"""A learner on a course with a pace, on a day when time can travel."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from courses.models import Enrolment
from courses.services import choose_pace, enrol
from tests.builders import course

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def paced(ada: User, library, time_machine) -> Enrolment:
    """Ada asks for notes on Tuesdays and Fridays at 18:00 London time."""
    time_machine.move_to(MONDAY, tick=False)
    enrolment = enrol(learner=ada, course=course())
    return choose_pace(enrolment=enrolment, pace=Enrolment.Pace.OWN, days=[2, 5], hour=18)
