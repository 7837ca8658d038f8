"""Each kind of note: off until chosen, due on its day, planned once, decided again at the last moment, and discreet."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from clinic.services import decline_assignment, end_link, withdraw_assignment
from common.errors import RuleBroken
from courses.models import Course, Enrolment
from courses.services import choose_pace, choose_return, enrol, finish, leave
from courses.services.returning import ON_A_DAY
from journal.services import own_form, save_page
from outbox.models import Mail
from outbox.rules import Message, Skip, Wait
from quizzes.models import Sitting
from quizzes.services import agree, start_sitting, submit
from quizzes.services import save_page as answer_page
from reminders import services
from reminders.models import Preferences, Reminder
from tests.builders import course, lesson
from tests.clinic.conftest import assign, connect
from tests.quizzes.builders import published, scale
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, prepared, seen, tick, turn_on
from tests.reminders.test_planning import TOPIC

WEDNESDAY = date(2026, 11, 25)
WEDNESDAY_MORNING = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)
SUNDAY_EVENING = datetime(2026, 11, 29, 18, 10, tzinfo=UTC)
THREE_MONTHS_ON = datetime(2027, 2, 23, 8, 10, tzinfo=UTC)


@pytest.fixture
def place(ada: User, library, time_machine) -> Enrolment:
    """Ada is on the course without a pace, and wants to come back on Wednesday."""
    time_machine.move_to(MONDAY, tick=False)
    enrolment = enrol(learner=ada, course=course())
    return choose_return(enrolment=enrolment, when=ON_A_DAY, day=WEDNESDAY, today=MONDAY.date())


@pytest.fixture
def suggested(ada: User, carl: User, library, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.WAITING, now=MONDAY)
    link = connect(carl, ada)
    Mail.objects.all().delete()
    return assign(link=link, target="lesson", target_key="lesson-1-1-1", note="Only if it feels right")


@pytest.fixture
def sheet(ada: User, time_machine) -> Sitting:
    time_machine.move_to(MONDAY, tick=False)
    return hand_in(ada)


def hand_in(learner: User) -> Sitting:
    agree(learner=learner, version="1", text="Answers are kept.")
    sitting = start_sitting(learner=learner, quiz=published(scale()))
    answer_page(sitting=sitting, values={f"{letter}{n}": ["4"] for letter in "wd" for n in range(1, 10)})
    submit(sitting=sitting)
    return sitting


def check_in(writer: User) -> None:
    save_page(
        writer=writer, form=own_form("check-in"), key=uuid4(), posted={"word": ["Mixed"]}, seen={}, keep=True
    )


# The day they wanted to come back


def test_a_day_of_coming_back_is_not_written_about_unless_asked_for(place: Enrolment):
    assert services.plan_due(now=WEDNESDAY_MORNING) == 0
    assert not Reminder.objects.exists()


def test_the_day_of_coming_back_is_told_once_in_its_morning(place: Enrolment, ada: User):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    assert services.plan_due(now=datetime(2026, 11, 25, 7, 59, tzinfo=UTC)) == 0
    assert [services.plan_due(now=WEDNESDAY_MORNING) for _ in range(2)] == [1, 0]
    assert isinstance(prepared(Kind.RETURN_DATE, WEDNESDAY_MORNING), Message)


def test_nobody_is_called_back_to_a_course_that_was_taken_out(place: Enrolment, ada: User):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    services.plan_due(now=WEDNESDAY_MORNING)
    Course.objects.update(retired_at=WEDNESDAY_MORNING)
    assert prepared(Kind.RETURN_DATE, WEDNESDAY_MORNING) == Skip("nothing_left")
    Reminder.objects.all().delete()
    assert services.plan_due(now=WEDNESDAY_MORNING) == 0


def test_with_a_pace_the_day_of_coming_back_keeps_its_hour(place: Enrolment, ada: User):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    choose_pace(enrolment=place, pace="own", days=[6], hour=19)
    assert services.plan_due(now=WEDNESDAY_MORNING) == 0
    assert services.plan_due(now=datetime(2026, 11, 25, 19, 10, tzinfo=UTC)) == 1


def test_another_day_is_another_note_and_the_first_is_taken_back(place: Enrolment, ada: User, time_machine):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    services.plan_due(now=WEDNESDAY_MORNING)
    time_machine.move_to(WEDNESDAY_MORNING, tick=False)
    choose_return(enrolment=place, when="days", day=None, today=WEDNESDAY)
    assert prepared(Kind.RETURN_DATE, WEDNESDAY_MORNING) == Skip("came_back")
    assert services.plan_due(now=datetime(2026, 11, 28, 8, 10, tzinfo=UTC)) == 1


def test_who_was_here_or_left_is_not_called_back(place: Enrolment, ada: User, time_machine):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    services.plan_due(now=WEDNESDAY_MORNING)
    leave(enrolment=place)
    assert prepared(Kind.RETURN_DATE, WEDNESDAY_MORNING) == Skip("left_course")
    enrol(learner=ada, course=course())
    Enrolment.objects.update(return_on=None)
    assert prepared(Kind.RETURN_DATE, WEDNESDAY_MORNING) == Skip("came_back")


def test_a_month_without_a_planner_does_not_call_anyone_back(place: Enrolment, ada: User):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    services.plan_due(now=WEDNESDAY_MORNING + timedelta(days=5))
    assert ledger() == [(Kind.RETURN_DATE, "too_late")]
    assert services.plan_due(now=WEDNESDAY_MORNING + timedelta(days=30)) == 0


# Something is waiting


def test_a_suggestion_is_told_to_who_wants_it_once_and_says_nothing(suggested, ada: User):
    assert [services.plan_due(now=MONDAY) for _ in range(2)] == [1, 0]
    mail = prepared(Kind.WAITING, MONDAY)
    assert isinstance(mail, Message)
    everything = f"{mail.subject} {mail.text} {mail.html} {mail.headers}".lower()
    assert [word for word in (*TOPIC, "carl", "osei", "feels right") if word in everything] == []


def test_what_was_suggested_before_it_was_turned_on_is_not_told(suggested, ada: User):
    later = MONDAY + timedelta(hours=1)
    turn_on(ada, now=MONDAY)
    turn_on(ada, Kind.WAITING, now=later)
    assert services.plan_due(now=later) == 0


@pytest.mark.parametrize("change", ["declined", "taken back", "ended", "suspended", "finished", "turned off"])
def test_what_no_longer_waits_is_not_told(suggested, ada: User, carl: User, change: str):
    services.plan_due(now=MONDAY)
    if change == "declined":
        decline_assignment(assignment=suggested)
    elif change == "taken back":
        withdraw_assignment(assignment=suggested)
    elif change == "ended":
        end_link(link=suggested.link, by=ada)
    elif change == "suspended":
        User.objects.get_queryset().filter(pk=carl.pk).update(clinician_state="suspended")
    elif change == "finished":
        finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    else:
        turn_on(ada, now=MONDAY)
    reason = "turned_off" if change == "turned off" else "no_longer_waiting"
    assert prepared(Kind.WAITING, MONDAY) == Skip(reason)


# The weekly check-in


def test_a_check_in_is_due_on_the_chosen_day_each_week(ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY)
    assert services.plan_due(now=SUNDAY_EVENING - timedelta(hours=1)) == 0
    assert [services.plan_due(now=SUNDAY_EVENING) for _ in range(2)] == [1, 0]
    wishes = Preferences.objects.get()
    assert wishes.check_in_due_at is not None
    assert wishes.check_in_due_at.date() == date(2026, 12, 6)


def test_who_has_checked_in_that_day_is_not_asked_to(ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY)
    time_machine.move_to(SUNDAY_EVENING, tick=False)
    services.plan_due(now=SUNDAY_EVENING)
    assert isinstance(prepared(Kind.CHECK_IN_DUE, SUNDAY_EVENING), Message)
    check_in(ada)
    assert prepared(Kind.CHECK_IN_DUE, SUNDAY_EVENING) == Skip("done_already")


def test_turning_the_check_in_off_ends_it(ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY, check_in_day=3, check_in_hour=9)
    turn_on(ada, now=MONDAY)
    assert services.plan_due(now=SUNDAY_EVENING) == 0
    assert Preferences.objects.get().look_at is None


@pytest.mark.parametrize("chosen", [{"check_in_day": 8}, {"check_in_hour": 21}, {"check_in_hour": 7}])
def test_a_day_or_hour_that_cannot_be_kept_is_refused(ada: User, chosen: dict[str, int]):
    with pytest.raises(RuleBroken, match="Choose"):
        turn_on(ada, Kind.CHECK_IN_DUE, now=MONDAY, **chosen)
    with pytest.raises(RuleBroken, match="kinds"):
        turn_on(ada, "parcel", now=MONDAY)


# Three months after a sheet


def test_a_sheet_is_due_again_after_three_months_for_who_asked(sheet: Sitting, ada: User):
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    assert services.plan_due(now=THREE_MONTHS_ON - timedelta(days=1)) == 0
    assert [services.plan_due(now=THREE_MONTHS_ON) for _ in range(2)] == [1, 0]
    assert isinstance(prepared(Kind.QUESTIONNAIRE_DUE, THREE_MONTHS_ON), Message)


def test_without_asking_no_sheet_is_told(sheet: Sitting):
    assert services.plan_due(now=THREE_MONTHS_ON) == 0


def test_a_sheet_handed_in_after_asking_is_found(ada: User, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    hand_in(ada)
    services.plan_due(now=MONDAY + timedelta(days=61))
    assert services.plan_due(now=THREE_MONTHS_ON) == 1


def test_a_newer_sheet_takes_the_note_back_just_before_it_leaves(sheet: Sitting, ada: User, time_machine):
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    services.plan_due(now=THREE_MONTHS_ON)
    time_machine.move_to(THREE_MONTHS_ON, tick=False)
    hand_in(ada)
    assert prepared(Kind.QUESTIONNAIRE_DUE, THREE_MONTHS_ON) == Skip("done_already")
    assert services.plan_due(now=THREE_MONTHS_ON + timedelta(days=1)) == 0


# Wishes over all kinds


def test_email_that_is_not_safe_stops_everything_until_it_is_safe_again(place: Enrolment, ada: User):
    turn_on(ada, Kind.RETURN_DATE, now=MONDAY)
    wishes = services.wishes_of(learner=ada)
    services.set_email_unsafe(wishes=wishes, is_unsafe=True, now=MONDAY)
    services.resume(wishes=wishes)
    services.plan_due(now=WEDNESDAY_MORNING)
    assert ledger() == [(Kind.RETURN_DATE, "email_unsafe")]
    assert services.next_note(learner=ada, now=MONDAY).at is None
    services.set_email_unsafe(wishes=wishes, is_unsafe=False, now=MONDAY)
    assert services.next_note(learner=ada, now=MONDAY).kind == Kind.RETURN_DATE


def test_turning_kinds_on_is_kept_as_a_consent_and_keeping_them_is_not_a_new_one(ada: User):
    turn_on(ada, Kind.WAITING, now=MONDAY)
    turn_on(ada, Kind.WAITING, now=MONDAY + timedelta(days=1))
    assert ada.consents.standing().for_purpose("reminders").count() == 1
    assert Preferences.objects.get().waiting_since == MONDAY


def test_the_next_note_is_the_first_of_all_kinds(place: Enrolment, sheet: Sitting, ada: User):
    seen(ada, MONDAY.date())
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    assert services.next_note(learner=ada, now=MONDAY).kind == Kind.QUESTIONNAIRE_DUE
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, Kind.CHECK_IN_DUE, now=MONDAY)
    assert services.next_note(learner=ada, now=MONDAY).kind == Kind.CHECK_IN_DUE
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, Kind.CHECK_IN_DUE, Kind.RETURN_DATE, now=MONDAY)
    note = services.next_note(learner=ada, now=MONDAY)
    assert (note.kind, note.why) == (Kind.RETURN_DATE, "You wanted to come back on that day.")
    services.pause(wishes=services.wishes_of(learner=ada), until=date(2026, 12, 8))
    assert "Sunday 13 December" in services.next_note(learner=ada, now=MONDAY).when


def test_a_note_that_waits_for_the_morning_is_the_next_one(suggested, ada: User, time_machine):
    night = datetime(2026, 11, 23, 23, tzinfo=UTC)
    tick(time_machine, night)
    note = services.next_note(learner=ada, now=night)
    assert note.at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert isinstance(prepared(Kind.WAITING, night), Wait)
