"""Whoever lives elsewhere now gets notes at the chosen hour there, and is told so at once."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import choose_settings
from courses.models import Enrolment
from courses.services import choose_pace, choose_return, enrol, settle_in
from courses.services.returning import ON_A_DAY
from outbox.models import Mail
from reminders import services
from reminders.models import Reminder
from tests.builders import course, publish_small_library
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, seen, tick, turn_on
from tests.reminders.test_from_me import written

AUCKLAND = ZoneInfo("Pacific/Auckland")
THERE = datetime(2026, 11, 24, 18, tzinfo=AUCKLAND).astimezone(UTC)  # five in the morning of Greenwich
MINUTES = timedelta(minutes=6)  # later than any spread


@pytest.fixture
def berliner(ada: User, library, time_machine) -> Enrolment:
    """Ada lives in Berlin and asks for notes on Tuesdays and Fridays at six in the evening."""
    time_machine.move_to(MONDAY, tick=False)
    move(ada, "Europe/Berlin")
    services.plan_due(now=MONDAY)
    seen(ada, MONDAY.date())
    return choose_pace(enrolment=enrol(learner=ada, course=course()), pace="own", days=[2, 5], hour=18)


def move(person: User, zone: str) -> None:
    choose_settings(user=person, theme=person.theme, greeting_name="", time_zone=zone)


def test_from_berlin_to_auckland_the_note_comes_at_her_hour_there(
    berliner: Enrolment, ada: User, time_machine, mailoutbox
):
    move(ada, "Pacific/Auckland")
    told = services.next_note(learner=ada, now=MONDAY)
    assert told.at is not None
    assert told.at.replace(minute=0, second=0) == datetime(2026, 11, 24, 18, tzinfo=AUCKLAND)
    tick(time_machine, MONDAY + timedelta(minutes=1))
    assert services.next_note(learner=ada, now=MONDAY).at == told.at
    tick(time_machine, THERE - timedelta(minutes=1))
    assert mailoutbox == []
    tick(time_machine, THERE + MINUTES)
    assert [mail.to for mail in mailoutbox] == [[ada.email]]
    tick(time_machine, THERE + timedelta(hours=13))  # six in the evening of Berlin
    assert len(mailoutbox) == 1
    berliner.refresh_from_db()
    assert berliner.next_due_at is not None
    assert berliner.next_due_at.astimezone(AUCKLAND).isoweekday() == 5


def test_the_page_tells_the_new_hour_before_the_planner_has_heard_of_it(
    berliner: Enrolment, ada: User, as_ada: Client
):
    settings = {"theme": "auto", "greeting_name": "", "time_zone": "Pacific/Auckland"}
    assert as_ada.post(reverse("accounts:save_settings"), settings).status_code == 302
    assert "Tuesday 24 November, about 18:00" in " ".join(as_ada.get(reverse("reminders:why")).text.split())


def test_a_check_in_and_a_note_from_me_follow_too(ada: User, library, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY, check_in_day=2, check_in_hour=18)
    written(ada, on=date(2026, 11, 25))
    services.plan_due(now=MONDAY)
    move(ada, "Pacific/Auckland")
    services.plan_due(now=MONDAY + timedelta(minutes=1))
    assert services.plan_due(now=THERE - timedelta(minutes=1)) == 0
    assert services.plan_due(now=THERE + MINUTES) == 1
    morning = datetime(2026, 11, 25, 8, tzinfo=AUCKLAND).astimezone(UTC)
    assert services.plan_due(now=morning - timedelta(minutes=1)) == 0
    assert services.plan_due(now=morning + MINUTES) == 1


def test_what_was_due_before_somebody_moved_is_not_lost(berliner: Enrolment, ada: User, time_machine):
    time_machine.move_to(datetime(2026, 11, 24, 18, tzinfo=UTC), tick=False)  # an hour after it was due
    move(ada, "America/New_York")
    services.plan_due(now=datetime(2026, 11, 24, 18, tzinfo=UTC))
    assert ledger() == [(Kind.NEXT_STEP, Mail.State.PLANNED)]
    assert Reminder.objects.get().due_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 18


def test_nobody_gets_two_for_one_evening_by_flying_after_it(berliner: Enrolment, ada: User, time_machine):
    tick(time_machine, datetime(2026, 11, 24, 17, 10, tzinfo=UTC))
    move(ada, "America/New_York")
    for hour in range(1, 40):
        tick(time_machine, datetime(2026, 11, 24, 17, 10, tzinfo=UTC) + timedelta(hours=hour))
    assert ledger() == [(Kind.NEXT_STEP, Mail.State.SENT)]


def test_a_pace_chosen_together_with_a_zone_stays_as_it_was_planned(ada: User, library, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    place = enrol(learner=ada, course=course())
    settle_in(enrolment=place, pace="gentle", days=[], hour=18, time_zone="Pacific/Auckland")
    place.refresh_from_db()
    planned = place.next_due_at
    services.plan_due(now=MONDAY + timedelta(minutes=1))
    place.refresh_from_db()
    assert place.next_due_at == planned


def test_a_move_is_followed_once_and_a_second_one_again(berliner: Enrolment, ada: User, time_machine):
    for zone in ("Pacific/Auckland", "America/New_York"):
        move(ada, zone)
        services.plan_due(now=MONDAY)
        ada.refresh_from_db()
        assert ada.moved_at is None
        berliner.refresh_from_db()
        assert berliner.next_due_at is not None
        there = berliner.next_due_at.astimezone(ZoneInfo(zone))
        assert (there.isoweekday(), there.hour) == (2, 18)


def test_saving_the_settings_without_moving_moves_nothing(berliner: Enrolment, ada: User):
    ada.refresh_from_db()
    move(ada, "Europe/Berlin")
    assert ada.moved_at is None


def test_whoever_flies_the_evening_before_gets_one_note_in_daytime_there(
    paced: Enrolment, ada: User, time_machine, mailoutbox
):
    seen(ada, MONDAY.date())
    evening = datetime(2026, 11, 23, 20, tzinfo=UTC)  # of Monday in London; her notes come on Tuesdays at 18
    tick(time_machine, evening)
    move(ada, "Pacific/Auckland")
    came = minute_by_minute(time_machine, mailoutbox, start=evening, hours=40)
    assert [moment.astimezone(AUCKLAND).strftime("%a %H") for moment in came] == ["Tue 18"]


@pytest.mark.parametrize(
    "flights",
    [
        {20: "Pacific/Auckland", 30: "Europe/London", 31: "America/New_York", 90: "Pacific/Kiritimati"},
        {1: "Pacific/Kiritimati", 29: "Pacific/Pago_Pago", 54: "Pacific/Kiritimati", 80: "Asia/Kathmandu"},
        {28: "America/New_York", 29: "Asia/Tokyo", 35: "Europe/London", 100: "Australia/Lord_Howe"},
    ],
)
def test_however_somebody_travels_notes_keep_to_daytime_and_apart(
    paced: Enrolment, ada: User, time_machine, mailoutbox, flights: dict[int, str]
):
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY, check_in_day=3, check_in_hour=20)
    seen(ada, MONDAY.date())
    came: list[datetime] = []
    for hour in range(24 * 9):
        if hour in flights:
            time_machine.move_to(MONDAY + timedelta(hours=hour), tick=False)
            move(ada, flights[hour])
        new = minute_by_minute(
            time_machine, mailoutbox, start=MONDAY + timedelta(hours=hour), hours=1, every=20
        )
        assert all(8 <= moment.astimezone(ZoneInfo(ada.time_zone)).hour < 21 for moment in new)
        came += new
    assert 2 <= len(came) <= 3
    assert all(later - earlier >= timedelta(hours=48) for earlier, later in pairwise(came))


def minute_by_minute(
    time_machine, mailoutbox, *, start: datetime, hours: int, every: int = 10
) -> list[datetime]:
    """The moments at which mails left."""
    came = []
    for minutes in range(0, hours * 60, every):
        before = len(mailoutbox)
        tick(time_machine, start + timedelta(minutes=minutes))
        came += [start + timedelta(minutes=minutes)] * (len(mailoutbox) - before)
    return came


def test_a_day_of_coming_back_and_its_hour_follow(paced: Enrolment, ada: User, time_machine):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    choose_return(enrolment=paced, when=ON_A_DAY, day=date(2026, 11, 26), today=MONDAY.date())
    choose_pace(enrolment=paced, pace="own", days=[1], hour=11)
    eleven = datetime(2026, 11, 26, 11, tzinfo=UTC)
    assert paced.return_due_at is not None
    assert eleven <= paced.return_due_at <= eleven + MINUTES
    move(ada, "Pacific/Auckland")
    services.plan_due(now=MONDAY)
    there = datetime(2026, 11, 26, 11, tzinfo=AUCKLAND)
    assert services.plan_due(now=there - timedelta(minutes=1)) == 0
    assert services.plan_due(now=there + MINUTES) == 1
    assert services.plan_due(now=eleven + MINUTES) == 0
    assert ledger() == [(Kind.RETURN_DATE, "planned")]


def test_a_pace_of_another_course_is_not_put_off_by_moving(ada: User, time_machine):
    publish_small_library(courses=2)
    time_machine.move_to(MONDAY, tick=False)
    weekly = choose_pace(enrolment=enrol(learner=ada, course=course("course-1")), pace="gentle", hour=18)
    time_machine.move_to(MONDAY + timedelta(days=6), tick=False)
    other = enrol(learner=ada, course=course("course-2"))
    settle_in(enrolment=other, pace="none", days=[], hour=18, time_zone="Europe/Berlin")
    services.plan_due(now=MONDAY + timedelta(days=6))
    weekly.refresh_from_db()
    assert weekly.next_due_at is not None
    assert weekly.next_due_at.date() == date(2026, 11, 30)
