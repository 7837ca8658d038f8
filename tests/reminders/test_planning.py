"""What is due becomes one row and at most one mail, whatever runs twice, late or while wishes change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clinic.models import Invitation
from clinic.services import invite
from common.errors import RuleBroken
from courses.models import Enrolment
from courses.services import choose_pace, enrol, finish, leave
from outbox.models import Mail
from outbox.rules import Message, Skip, Wait
from outbox.services import enqueue, send_due
from reminders import services
from reminders.models import Reminder
from tests.builders import course, lesson, publish_small_library
from tests.reminders.conftest import MONDAY

TUESDAY_EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
TOPIC = (
    "attachment",
    "lesson",
    "course",
    "trauma",
    "quiz",
    "clinic",
    "therapy",
    "closeness",
    "reminder",
    "progress",
)


def test_nothing_is_planned_before_it_is_due(paced: Enrolment):
    assert services.plan_due(now=MONDAY) == 0
    assert not Reminder.objects.exists()


def test_a_due_note_is_planned_once_however_often_the_planner_runs(paced: Enrolment):
    assert services.plan_due(now=TUESDAY_EVENING) == 1
    assert services.plan_due(now=TUESDAY_EVENING) == 0
    assert Reminder.objects.count() == Mail.objects.count() == 1


def test_the_due_moment_moves_to_the_next_chosen_day(paced: Enrolment):
    services.plan_due(now=TUESDAY_EVENING)
    paced.refresh_from_db()
    assert paced.next_due_at is not None
    assert paced.next_due_at.date() == date(2026, 11, 27)


def test_three_silent_days_bring_one_note_and_not_three(paced: Enrolment):
    services.plan_due(now=TUESDAY_EVENING + timedelta(days=16))
    assert Reminder.objects.filter(state=Reminder.State.SKIPPED, reason="too_late").count() == 1
    assert not Mail.objects.exists()
    paced.refresh_from_db()
    assert paced.next_due_at is not None
    assert paced.next_due_at > TUESDAY_EVENING + timedelta(days=16)


def test_a_clock_that_jumps_back_plans_no_second_note_for_the_same_day(paced: Enrolment):
    services.plan_due(now=TUESDAY_EVENING)
    Enrolment.objects.update(next_due_at=TUESDAY_EVENING - timedelta(minutes=20))
    services.plan_due(now=TUESDAY_EVENING)
    assert Mail.objects.count() == 1


def test_two_courses_due_at_once_become_one_mail(ada: User, time_machine):
    publish_small_library(courses=2)
    time_machine.move_to(MONDAY, tick=False)
    for key in ("course-1", "course-2"):
        choose_pace(enrolment=enrol(learner=ada, course=course(key)), pace="own", days=[2], hour=18)
    services.plan_due(now=TUESDAY_EVENING)
    assert Mail.objects.count() == 1
    assert Reminder.objects.filter(state=Reminder.State.SKIPPED, reason="together").count() == 1


def test_an_uncertain_note_counts_as_one_that_came(paced: Enrolment, ada: User):
    services.plan_due(now=TUESDAY_EVENING)
    Mail.objects.update(state=Mail.State.UNCERTAIN)
    Enrolment.objects.update(next_due_at=TUESDAY_EVENING + timedelta(hours=20))
    services.plan_due(now=TUESDAY_EVENING + timedelta(hours=21))
    newest = Reminder.objects.latest("pk")
    decision = services.prepare({"reminder": str(newest.key)}, TUESDAY_EVENING + timedelta(hours=21))
    assert isinstance(decision, Wait)


def prepared(now: datetime = TUESDAY_EVENING):
    services.plan_due(now=now)
    return services.prepare({"reminder": str(Reminder.objects.get().key)}, now)


def test_the_note_is_discreet_from_subject_to_footer(paced: Enrolment, ada: User):
    note = prepared()
    assert isinstance(note, Message)
    assert note.subject == "A note you asked for"
    assert note.to == ada.email
    everything = f"{note.subject} {note.text} {note.html} {note.headers}".lower()
    assert [word for word in TOPIC if word in everything] == []
    assert "Ada" not in note.text


def test_the_note_can_be_stopped_with_one_click_by_the_mail_program(paced: Enrolment, client):
    note = prepared()
    assert note.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = note.headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert services.wishes_of(learner=paced.learner).stopped_at is not None


@pytest.mark.parametrize("change", ["stopped", "paused", "left", "finished", "gone"])
def test_what_changed_since_planning_is_seen_at_the_last_moment(paced: Enrolment, ada: User, change: str):
    services.plan_due(now=TUESDAY_EVENING)
    keys = {"reminder": str(Reminder.objects.get().key)}
    if change == "stopped":
        services.stop_all(wishes=services.wishes_of(learner=ada), now=TUESDAY_EVENING)
    elif change == "paused":
        services.pause(wishes=services.wishes_of(learner=ada), until=date(2026, 12, 8))
    elif change == "left":
        leave(enrolment=paced)
    elif change == "finished":
        for key in ("lesson-1-1-1", "lesson-1-1-2", "lesson-1-2-1", "lesson-1-2-2"):
            finish(learner=ada, lesson=lesson(key))
    else:
        Reminder.objects.all().delete()
    assert isinstance(services.prepare(keys, TUESDAY_EVENING), Skip)


def test_a_learner_who_moved_to_a_zone_where_it_is_night_is_not_woken(paced: Enrolment, ada: User):
    services.plan_due(now=TUESDAY_EVENING)
    ada.time_zone = "Asia/Tokyo"
    ada.save(update_fields=["time_zone"])
    decision = services.prepare({"reminder": str(Reminder.objects.get().key)}, TUESDAY_EVENING)
    assert decision == Wait(datetime(2026, 11, 24, 23, tzinfo=UTC))


def test_stopping_takes_back_what_waits_and_outlives_a_new_pace(paced: Enrolment, ada: User):
    services.plan_due(now=TUESDAY_EVENING)
    services.stop_all(wishes=services.wishes_of(learner=ada), now=TUESDAY_EVENING)
    assert Mail.objects.get().state == Mail.State.SKIPPED
    Enrolment.objects.update(next_due_at=TUESDAY_EVENING + timedelta(days=3))
    services.plan_due(now=TUESDAY_EVENING + timedelta(days=3))
    assert Mail.objects.filter(state=Mail.State.PLANNED).count() == 0


def test_after_stopping_nothing_comes_but_mail_for_signing_in(ada: User, carl: User, mailoutbox):
    now = timezone.now()
    wishes = services.wishes_of(learner=ada)
    services.stop_all(wishes=wishes, now=now)
    invite(clinician=carl, address="Ada@example.org", reference="A.", now=now)
    code = {"to": ada.email, "subject": "Your sign-in code", "text": "ABCD-EFGH"}
    enqueue(unique_key="code", kind="direct", keys={}, sealed=code)
    send_due(now=timezone.now())
    assert [mail.subject for mail in mailoutbox] == ["Your sign-in code"]
    services.resume(wishes=wishes)
    Invitation.objects.update(withdrawn_at=now)
    invite(clinician=carl, address=ada.email, reference="A.", now=timezone.now())
    send_due(now=timezone.now())
    assert len(mailoutbox) == 2


def test_stopping_takes_the_consent_back_and_coming_back_gives_it_anew(paced: Enrolment, ada: User):
    wishes = services.wishes_of(learner=ada)
    services.stop_all(wishes=wishes, now=MONDAY)
    standing = ada.consents.standing().for_purpose("reminders")
    assert not standing.exists()
    services.resume(wishes=wishes)
    assert standing.count() == 1


def test_a_sent_note_reaches_the_mailbox_and_the_history(
    paced: Enrolment, ada: User, time_machine, mailoutbox
):
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    services.plan_due(now=TUESDAY_EVENING)
    send_due(now=TUESDAY_EVENING)
    assert [line.outcome for line in services.history_of(learner=ada)] == ["Sent."]
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("A note you asked for", [ada.email])]


def test_the_command_plans_and_sends_without_a_worker(paced: Enrolment, time_machine, mailoutbox, capsys):
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    call_command("tick")
    assert [mail.subject for mail in mailoutbox] == ["A note you asked for"]
    assert "sent: 1" in capsys.readouterr().out
    call_command("tick")
    assert capsys.readouterr().out == ""


def test_asking_for_a_note_now_goes_past_the_pace_but_not_past_a_stop(paced: Enrolment, ada: User):
    services.send_now(learner=ada, now=MONDAY)
    assert isinstance(services.prepare({"reminder": str(Reminder.objects.get().key)}, MONDAY), Message)
    services.stop_all(wishes=services.wishes_of(learner=ada), now=MONDAY)
    with pytest.raises(RuleBroken, match="You asked for no more notes"):
        services.send_now(learner=ada, now=MONDAY)


def test_asking_without_a_course_is_a_sentence(ada: User):
    with pytest.raises(RuleBroken, match="Join a course first"):
        services.send_now(learner=ada, now=MONDAY)


def test_the_next_note_says_when_and_why(paced: Enrolment, ada: User):
    note = services.next_note(learner=ada, now=MONDAY)
    assert note.at is not None
    assert (note.at.isoweekday(), note.at.hour) == (2, 18)
    assert note.why == "You chose Tuesdays and Fridays at 18:00."


def test_planning_costs_what_is_due_and_not_who_exists(
    paced: Enrolment, mallory: User, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        services.plan_due(now=MONDAY)


def test_the_settings_page_keeps_its_query_count_as_history_grows(paced: Enrolment, as_ada):
    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert as_ada.get(reverse("reminders:settings")).status_code == 200
        return len(counted)

    as_ada.get(reverse("reminders:settings"))
    services.plan_due(now=TUESDAY_EVENING)
    few = count()
    for day in (3, 7, 10):
        services.plan_due(now=TUESDAY_EVENING + timedelta(days=day))
    assert Reminder.objects.count() == 4
    assert count() == few


def test_a_note_in_the_hand_does_not_count_against_itself(paced: Enrolment, ada: User):
    services.plan_due(now=TUESDAY_EVENING)
    keys = {"reminder": str(Reminder.objects.get().key)}
    Mail.objects.update(state=Mail.State.SENDING)
    assert isinstance(services.prepare(keys, TUESDAY_EVENING), Message)
    services.stop_all(wishes=services.wishes_of(learner=ada), now=TUESDAY_EVENING)
    assert services.prepare(keys, TUESDAY_EVENING) == Skip("stopped")
