"""Days without a beat, clocks that jump, ticks that run twice, and what a tick costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import add_person, choose_settings
from courses.models import Enrolment
from courses.services import choose_pace, enrol
from outbox.models import Mail
from reminders import services
from reminders.models import Preferences, Reminder
from tests.builders import course
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, seen, tick, turn_on
from tests.reminders.test_planning import TUESDAY_EVENING

AN_EMPTY_TICK = 1  # whether anything at all is due


def queries(now: datetime) -> int:
    with CaptureQueriesContext(connection) as counted:
        services.plan_due(now=now)
    return len(counted)


def people(count: int, *, day: int) -> None:
    for _ in range(count):
        number = User.objects.get_queryset().count()
        person = add_person(email=f"p{number}@example.org", password="quiet-lanterns-9")
        choose_pace(enrolment=enrol(learner=person, course=course()), pace="own", days=[day], hour=18)


def test_an_empty_tick_asks_a_fixed_small_number_however_many_there_are(paced: Enrolment):
    assert queries(MONDAY) == AN_EMPTY_TICK
    people(5, day=4)
    assert queries(MONDAY) == AN_EMPTY_TICK


def test_a_tick_asks_as_much_for_one_that_is_due_as_for_thirty(paced: Enrolment):
    people(1, day=3)
    wednesday = TUESDAY_EVENING + timedelta(days=1)
    services.plan_due(now=TUESDAY_EVENING)
    one = queries(wednesday)
    people(30, day=4)
    people(10, day=6)
    assert queries(wednesday + timedelta(days=1)) == one
    assert Reminder.objects.filter(mail__isnull=False).count() == 32


def test_a_day_without_a_beat_loses_nothing(paced: Enrolment, ada: User, time_machine, mailoutbox):
    seen(ada, MONDAY.date())
    tick(time_machine, datetime(2026, 11, 25, 17, tzinfo=UTC))
    assert ledger() == [(Kind.NEXT_STEP, "sent")]


def test_a_tick_that_runs_a_thousand_times_is_one(paced: Enrolment):
    planned = [services.plan_due(now=TUESDAY_EVENING) for _ in range(20)]
    assert planned == [1] + [0] * 19
    assert Mail.objects.count() == 1


def test_a_clock_that_jumped_a_year_ahead_and_was_put_right_loses_no_week(paced: Enrolment):
    services.plan_due(now=MONDAY + timedelta(days=365))
    services.plan_due(now=MONDAY)
    paced.refresh_from_db()
    assert paced.next_due_at is not None
    assert paced.next_due_at.date() == date(2026, 11, 24)
    services.plan_due(now=TUESDAY_EVENING)
    assert Reminder.objects.filter(due_at__date=date(2026, 11, 24), mail__isnull=False).count() == 1


def test_a_check_in_is_not_lost_to_a_clock_that_was_a_month_ahead(ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.CHECK_IN_DUE, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    services.plan_due(now=MONDAY + timedelta(days=30))
    services.plan_due(now=MONDAY)
    wishes = Preferences.objects.get()
    assert wishes.check_in_due_at is not None
    assert wishes.check_in_due_at.date() == date(2026, 11, 29)
    assert wishes.look_at == wishes.check_in_due_at


def test_a_note_follows_somebody_who_moved_west(paced: Enrolment, ada: User):
    choose_settings(user=ada, theme=ada.theme, greeting_name="Ada", time_zone="America/New_York")
    assert services.plan_due(now=TUESDAY_EVENING) == 0
    assert services.plan_due(now=TUESDAY_EVENING + timedelta(hours=5)) == 1
    assert Reminder.objects.get().due_at.hour == 23


def test_the_page_tells_the_hour_of_the_zone_somebody_moved_to(paced: Enrolment, ada: User):
    choose_settings(user=ada, theme=ada.theme, greeting_name="Ada", time_zone="America/New_York")
    told = services.next_note(learner=ada, now=MONDAY)
    assert told.at is not None
    assert told.at.hour == 18


def test_looking_at_wishes_is_only_for_those_who_wish(paced: Enrolment, ada: User):
    assert not Preferences.objects.filter(look_at__isnull=False).exists()
    turn_on(ada, Kind.CHECK_IN_DUE, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    assert Preferences.objects.filter(look_at__isnull=False).count() == 1


# The rehearsal


@pytest.fixture
def rehearsed(paced: Enrolment, capsys):
    def run(on: str) -> list[str]:
        call_command("reminders", "--on", on, "--dry-run")
        return capsys.readouterr().out.splitlines()

    return run


def test_a_rehearsal_says_what_would_go_and_writes_nothing(rehearsed, ada: User, mailoutbox):
    seen(ada, MONDAY.date())
    told = rehearsed("2026-11-24")
    assert len(told) == 2
    assert f"{ada.key} next_step goes at 2026-11-24 18:" in told[0]
    assert "example.org" not in "".join(told)
    assert not Reminder.objects.exists()
    assert not Mail.objects.exists()
    assert mailoutbox == []


def test_a_rehearsal_says_why_not(rehearsed, ada: User):
    services.stop_all(wishes=services.wishes_of(learner=ada), now=MONDAY)
    assert "not sent: stopped" in rehearsed("2026-11-24")[0]


def test_a_rehearsal_of_a_far_day_with_a_change_of_clocks(rehearsed, ada: User):
    choose_pace(enrolment=Enrolment.objects.get(), pace="own", days=[7], hour=18)
    seen(ada, date(2027, 3, 27))
    assert "2027-03-28 17:" in rehearsed("2027-03-28")[0]
    assert rehearsed("2027-03-29") == ["0 in all; nothing was written."]


def test_a_rehearsal_of_a_past_day_reads_the_ledger(rehearsed, ada: User, time_machine):
    seen(ada, MONDAY.date())
    tick(time_machine, TUESDAY_EVENING)
    time_machine.move_to(TUESDAY_EVENING + timedelta(days=40), tick=False)
    before = Reminder.objects.count()
    assert "goes at 2026-11-24 18:30Z" in rehearsed("2026-11-24")[0]
    assert Reminder.objects.count() == before


def test_there_is_nothing_but_a_rehearsal(db):
    with pytest.raises(CommandError, match="dry-run"):
        call_command("reminders")


def test_a_rehearsal_goes_on_past_what_cannot_be_put_into_words(rehearsed, ada: User):
    bob = add_person(email="bob@example.org", password=None)
    choose_pace(enrolment=enrol(learner=bob, course=course()), pace="own", days=[2], hour=18)
    seen(ada, MONDAY.date())
    services.plan_due(now=TUESDAY_EVENING)
    Reminder.objects.visible_to(bob).update(kind="unheard-of")
    told = rehearsed("2026-11-24")
    assert len(told) == 3
    assert "goes at 2026-11-24 18:" in "".join(line for line in told if str(ada.key) in line)
    assert "cannot be put into words: KeyError" in "".join(line for line in told if str(bob.key) in line)
