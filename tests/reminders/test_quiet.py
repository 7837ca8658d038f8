"""When nobody comes: three notes that ask less and less, silence, and half as many check-ins."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from courses.models import Enrolment
from courses.services import choose_pace
from reminders import services
from reminders.models import Reminder
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, seen, tick, turn_on

SUNDAY = datetime(2026, 11, 29, 18, 10, tzinfo=UTC)


@pytest.fixture
def weekly(paced: Enrolment, ada: User) -> Enrolment:
    """Ada was here on Monday, and her one note a week comes on Mondays at noon."""
    seen(ada, MONDAY.date())
    return choose_pace(enrolment=paced, pace="gentle", hour=12)


def weeks(time_machine, count: int, *, start: datetime = MONDAY, first: int = 1) -> None:
    for week in range(first, first + count):
        tick(time_machine, start + timedelta(days=7 * week, minutes=10))


def rungs() -> list[int | None]:
    return list(Reminder.objects.filter(mail__state="sent").order_by("due_at").values_list("rung", flat=True))


def test_a_weekly_pace_becomes_the_ladder_and_then_silence(weekly: Enrolment, time_machine, mailoutbox):
    weeks(time_machine, 12)
    assert rungs() == [7, 14, 28]
    assert [outcome for _, outcome in ledger()] == ["sent", "sent", "between", "sent", "silent"]
    assert len(mailoutbox) == 3


def test_who_comes_back_gets_their_pace_again(weekly: Enrolment, ada: User, time_machine):
    weeks(time_machine, 8)
    seen(ada, (MONDAY + timedelta(days=60)).date())
    weeks(time_machine, 2, first=9)
    assert rungs() == [7, 14, 28, None, 7]


def test_who_is_here_every_week_never_meets_the_ladder(weekly: Enrolment, ada: User, time_machine):
    for week in range(1, 6):
        seen(ada, (MONDAY + timedelta(days=7 * week - 1)).date())
        weeks(time_machine, 1, first=week)
    assert rungs() == [None] * 5


def test_who_comes_back_just_before_a_rung_leaves_does_not_get_it(weekly: Enrolment, ada: User):
    late = MONDAY + timedelta(days=7, minutes=10)
    services.plan_due(now=late)
    row = Reminder.objects.get()
    assert row.rung == 7
    seen(ada, late.date())
    assert services.prepare({"reminder": str(row.key)}, late).reason == "came_back"  # type: ignore[union-attr]


def test_a_pause_is_not_silence(weekly: Enrolment, ada: User, time_machine):
    services.pause(wishes=services.wishes_of(learner=ada), until=date(2026, 12, 28))
    weeks(time_machine, 6)
    assert rungs() == [None, 7]


def test_a_month_of_a_sleeping_machine_is_told_in_few_rows(weekly: Enrolment, ada: User, time_machine):
    seen(ada, (MONDAY + timedelta(days=27)).date())
    tick(time_machine, MONDAY + timedelta(days=28, minutes=10))
    assert [outcome for _, outcome in ledger()] == ["too_late", "sent"]


def test_a_year_of_a_sleeping_machine_wakes_nobody_up(weekly: Enrolment, time_machine, mailoutbox):
    tick(time_machine, MONDAY + timedelta(days=364, minutes=10))
    assert [outcome for _, outcome in ledger()] == ["too_late", "silent"]
    assert mailoutbox == []


def test_two_ignored_check_ins_halve_them_until_they_end(ada: User, time_machine, mailoutbox):
    time_machine.move_to(MONDAY, tick=False)
    seen(ada, date(2026, 11, 28))
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY)
    weeks(time_machine, 7, start=SUNDAY, first=0)
    assert [outcome for _, outcome in ledger()] == ["sent", "sent", "halved", "sent", "silent"]


def test_a_check_in_is_whole_again_after_a_visit(ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    seen(ada, date(2026, 11, 28))
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY)
    weeks(time_machine, 3, start=SUNDAY, first=0)
    seen(ada, date(2026, 12, 17))
    weeks(time_machine, 2, start=SUNDAY, first=3)
    assert [outcome for _, outcome in ledger()] == ["sent", "sent", "halved", "sent", "sent"]
