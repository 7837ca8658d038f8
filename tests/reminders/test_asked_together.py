"""Ten notes are decided together at the last moment: the answers are those that each would get alone, for less."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import add_person
from courses.models import Enrolment
from courses.services import choose_pace, enrol, leave
from outbox.models import Mail
from outbox.rules import Message
from outbox.services import send_due
from reminders import services
from reminders.models import Reminder
from reminders.rules.deciding import Reason
from tests.builders import course
from tests.reminders.test_from_me import written
from tests.reminders.test_planning import TUESDAY_EVENING
from tests.reminders.test_poison import lose_zone

SECOND = TUESDAY_EVENING + timedelta(days=1, hours=-9)  # a note from me of Wednesday morning


@pytest.fixture
def others(paced: Enrolment) -> list[User]:
    """Six people more whose notes are due with Ada's, all planned already."""
    people = [add_person(email=f"p{number}@example.org", password=None) for number in range(6)]
    for person in people:
        choose_pace(enrolment=enrol(learner=person, course=course()), pace="own", days=[2], hour=18)
    services.plan_due(now=TUESDAY_EVENING)
    return people


def asked_alone(now=TUESDAY_EVENING):
    return [services.prepare(keys, now) for keys in all_keys()]


def asked_together(now=TUESDAY_EVENING):
    return services.prepare_together(all_keys(), now)


def all_keys() -> list[dict[str, str]]:
    return [mail.keys for mail in Mail.objects.order_by("pk")]


def test_each_is_told_what_it_would_be_told_alone(others: list[User], time_machine):
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    stopper, pauser, leaver, gone, _plain, moved = others
    services.stop_all(wishes=services.wishes_of(learner=stopper), now=TUESDAY_EVENING)
    services.pause(wishes=services.wishes_of(learner=pauser), until=SECOND.date() + timedelta(days=9))
    for place in Enrolment.objects.visible_to(leaver):
        leave(enrolment=place)
    gone.delete()
    User.objects.get_queryset().filter(pk=moved.pk).update(time_zone="Asia/Tokyo", email="new@example.org")
    Mail.objects.update(
        state=Mail.State.PLANNED, reason=""
    )  # what stopping took back is asked about all the same
    together, alone = asked_together(), asked_alone()
    assert len(together) == len(alone) == 7
    assert [one or other for one, other in zip(together, alone, strict=True)] == alone
    assert sum(one is None for one in together) == 1  # of whom there is no row any more
    assert {getattr(one, "reason", "") for one in alone} >= {
        Reason.STOPPED,
        Reason.PAUSED,
        Reason.LEFT_COURSE,
        "gone",
    }
    assert [one.to for one in alone if isinstance(one, Message)] == ["ada@example.org", "p4@example.org"]


def test_who_gets_two_is_asked_about_one_after_the_other(others: list[User], ada: User, time_machine):
    written(ada, on=SECOND.date())
    services.plan_due(now=SECOND)
    assert Reminder.objects.visible_to(ada).count() == 2
    answers = dict(zip((keys["reminder"] for keys in all_keys()), asked_together(SECOND), strict=True))
    hers = {str(key) for key in Reminder.objects.visible_to(ada).values_list("key", flat=True)}
    assert [answers[key] for key in hers] == [None, None]
    assert all(isinstance(answer, Message) for key, answer in answers.items() if key not in hers)


def test_it_costs_the_same_for_two_and_for_seven(others: list[User]):
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            answers = services.prepare_together(all_keys()[:count], TUESDAY_EVENING)
        assert all(isinstance(answer, Message) for answer in answers)
        return len(asked)

    assert cost(2) == cost(7)


def test_one_that_cannot_be_decided_holds_nobody_else_up(others: list[User], time_machine, mailoutbox):
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    lose_zone(others[2])
    send_due(now=TUESDAY_EVENING)
    assert len(mailoutbox) == 6
    assert Mail.objects.get(state=Mail.State.FAILED).reason.startswith("Could not be put into words")
