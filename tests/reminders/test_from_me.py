"""A mail for a note from me: once, on the writer's own day, discreet, and never for one that was taken back."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Consent, User
from accounts.services import choose_settings
from courses.models import Enrolment
from journal.models import NoteFromMe
from journal.services.notes import delete_note, open_note, open_note_early, write_note
from journal.services.settling import note_body_check
from outbox.models import Mail
from outbox.rules import Message, Skip, Wait
from outbox.services import send_due
from reminders import services
from reminders.models import Reminder
from tests.reminders.conftest import MONDAY
from tests.reminders.test_planning import TOPIC, TUESDAY_EVENING

WEDNESDAY = date(2026, 11, 25)
WEDNESDAY_MORNING = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)


def written(writer: User, *, on: date | None = WEDNESDAY, wants_mail: bool = True) -> NoteFromMe:
    return write_note(
        writer=writer,
        key=uuid4(),
        words="The canary knows the way home",
        opens="date" if on else "slips",
        opens_on=on,
        wants_mail=wants_mail,
        now=MONDAY,
        today=MONDAY.date(),
    )


@pytest.fixture
def note(ada: User, time_machine) -> NoteFromMe:
    time_machine.move_to(MONDAY, tick=False)
    return written(ada)


def planned() -> dict[str, str]:
    return {"reminder": str(Reminder.objects.get().key)}


def test_it_is_planned_once_and_not_before_eight_on_its_day(note: NoteFromMe):
    assert services.plan_due(now=datetime(2026, 11, 25, 7, 59, tzinfo=UTC)) == 0
    assert services.plan_due(now=WEDNESDAY_MORNING) == 1
    assert services.plan_due(now=WEDNESDAY_MORNING + timedelta(hours=3)) == 0
    assert Reminder.objects.count() == Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        (
            "Pacific/Kiritimati",
            "2026-11-24T17:55",
            "2026-11-24T18:06",
        ),  # fourteen hours ahead: still Tuesday in UTC
        ("Pacific/Pago_Pago", "2026-11-25T18:55", "2026-11-25T19:06"),  # eleven hours behind
        ("Asia/Kathmandu", "2026-11-25T02:10", "2026-11-25T02:21"),
    ],
)
def test_the_day_is_the_writers_own(note: NoteFromMe, ada: User, zone: str, before: str, after: str):
    choose_settings(user=ada, theme=ada.theme, greeting_name="Ada", time_zone=zone)
    assert services.plan_due(now=datetime.fromisoformat(f"{before}+00:00")) == 0
    assert services.plan_due(now=datetime.fromisoformat(f"{after}+00:00")) == 1


def test_only_a_closed_dated_note_that_asks_for_it_is_mailed(note: NoteFromMe, ada: User):
    open_note_early(note=note, now=MONDAY)
    written(ada, wants_mail=False)
    written(ada, on=None)
    assert services.plan_due(now=WEDNESDAY_MORNING) == 0


def test_the_mail_says_nothing_but_that_it_was_asked_for(note: NoteFromMe, ada: User):
    services.plan_due(now=WEDNESDAY_MORNING)
    mail = services.prepare(planned(), WEDNESDAY_MORNING)
    assert isinstance(mail, Message)
    assert (mail.subject, mail.to) == ("A note you asked for", ada.email)
    everything = f"{mail.subject} {mail.text} {mail.html} {mail.headers}".lower()
    assert [word for word in (*TOPIC, "canary", "ada,", "25 november") if word in everything] == []
    assert reverse("journal:note", args=[note.key]) in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_link_asks_to_sign_in_and_opens_nothing(note: NoteFromMe, client, as_ada, as_mallory):
    address = reverse("journal:note", args=[note.key])
    assert client.get(address)["Location"].startswith("/account/login/")
    assert "canary" not in as_ada.get(address).text
    assert as_mallory.get(address).status_code == 404


@pytest.mark.parametrize("change", ["deleted", "opened", "stopped", "paused"])
def test_what_changed_since_planning_is_seen_at_the_last_moment(note: NoteFromMe, ada: User, change: str):
    services.plan_due(now=WEDNESDAY_MORNING)
    if change == "deleted":
        delete_note(note=note)
    elif change == "opened":
        open_note(note=note, now=WEDNESDAY_MORNING, today=WEDNESDAY)
    elif change == "stopped":
        services.stop_all(wishes=services.wishes_of(learner=ada), now=WEDNESDAY_MORNING)
    else:
        services.pause(wishes=services.wishes_of(learner=ada), until=date(2026, 12, 8))
    assert isinstance(services.prepare(planned(), WEDNESDAY_MORNING), Skip)


def test_it_goes_although_another_note_went_an_hour_ago_and_is_told_in_the_history(
    paced: Enrolment, ada: User, time_machine, mailoutbox
):
    written(ada)
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    services.plan_due(now=TUESDAY_EVENING)
    send_due(now=TUESDAY_EVENING)
    time_machine.move_to(WEDNESDAY_MORNING, tick=False)
    services.plan_due(now=WEDNESDAY_MORNING)
    send_due(now=WEDNESDAY_MORNING)
    assert len(mailoutbox) == 2
    newest = services.history_of(learner=ada)[0]
    assert (newest.outcome, newest.what) == ("Sent.", "A note from you, on the day you chose")


def test_after_days_without_a_planner_it_is_told_as_too_late_and_not_passed_over(note: NoteFromMe, ada: User):
    services.plan_due(now=WEDNESDAY_MORNING + timedelta(days=4))
    assert not Mail.objects.exists()
    assert "two days late" in services.history_of(learner=ada)[0].outcome


def test_the_sweep_asks_the_same_however_many_notes_there_are(
    note: NoteFromMe, ada: User, mallory: User, django_assert_num_queries
):
    for days in range(40):
        written(mallory, on=WEDNESDAY + timedelta(days=2 + days))
    with django_assert_num_queries(1):
        services.plan_due(now=MONDAY)


def test_one_that_was_opened_early_is_not_looked_at_any_more(note: NoteFromMe):
    open_note_early(note=note, now=MONDAY)
    note.refresh_from_db()
    assert note.mail_due_at is None
    assert services.plan_due(now=WEDNESDAY_MORNING) == 0
    assert not Reminder.objects.exists()


def test_the_next_note_may_be_one_from_me(paced: Enrolment, ada: User):
    written(ada, on=date(2026, 11, 24))
    note = services.next_note(learner=ada, now=MONDAY)
    assert note.at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert note.why == "You wrote it to yourself for that day."


def test_ticking_the_box_is_kept_as_a_consent(note: NoteFromMe, ada: User):
    assert ada.consents.standing().for_purpose(Consent.Purpose.REMINDERS).count() == 1


def test_after_a_high_body_check_notes_that_ask_to_come_back_wait_until_it_has_run_out(
    paced: Enrolment, ada: User
):
    note_body_check(learner=ada, value=8, now=MONDAY)
    services.plan_due(now=TUESDAY_EVENING)
    assert services.prepare(planned(), TUESDAY_EVENING) == Wait(MONDAY + timedelta(hours=48))


def test_one_that_would_come_too_late_is_left_out_with_words_that_give_nothing_away(
    paced: Enrolment, ada: User, as_ada
):
    note_body_check(learner=ada, value=8, now=TUESDAY_EVENING)
    services.plan_due(now=TUESDAY_EVENING)
    assert not Mail.objects.exists()
    page = as_ada.get(reverse("reminders:why")).text
    assert "Kept quiet for two days." in page
    assert not any(word in page.lower() for word in ("body check", "7 or more", "high"))


def test_a_note_from_me_is_not_held_back_by_a_high_body_check(note: NoteFromMe, ada: User):
    note_body_check(learner=ada, value=9, now=WEDNESDAY_MORNING - timedelta(hours=1))
    services.plan_due(now=WEDNESDAY_MORNING)
    assert isinstance(services.prepare(planned(), WEDNESDAY_MORNING), Message)


def test_a_mark_that_has_run_out_holds_nothing_back(paced: Enrolment, ada: User):
    note_body_check(learner=ada, value=8, now=TUESDAY_EVENING - timedelta(hours=48))
    services.plan_due(now=TUESDAY_EVENING)
    assert isinstance(services.prepare(planned(), TUESDAY_EVENING), Message)
