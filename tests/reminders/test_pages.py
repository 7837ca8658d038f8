"""The learner's page about notes, and the links that work signed out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.models import Enrolment
from courses.services import choose_pace, enrol
from outbox.models import Mail
from outbox.rules import Skip
from outbox.services import is_suppressed, send_due, suppress
from outbox.services.suppressing import address_hash, note_refusal
from reminders import services
from reminders.models import SINCE, SWITCHES, Preferences, Reminder
from reminders.rules.tokens import make_token
from tests.builders import course, publish_small_library
from tests.reminders.conftest import MONDAY


@pytest.fixture
def token(ada: User) -> str:
    return make_token(services.wishes_of(learner=ada).key, secret=configured.SECRET_KEY)


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_because_scanners_open_every_link(client: Client, token: str):
    page = client.get(reverse("reminders:wishes", args=[token]))
    assert page.status_code == 200
    assert "example.org" not in page.text
    assert Preferences.objects.get().stopped_at is None
    assert Preferences.objects.get().paused_until is None


@pytest.mark.django_db
def test_pausing_and_stopping_work_signed_out_and_twice(client: Client, token: str):
    for _ in range(2):
        assert client.post(reverse("reminders:wishes_pause", args=[token])).status_code == 200
        assert client.post(reverse("reminders:wishes_stop", args=[token])).status_code == 200
    wishes = Preferences.objects.get()
    assert wishes.stopped_at is not None
    assert wishes.paused_until is not None


@pytest.mark.django_db
def test_the_address_of_the_page_is_told_to_no_other_page_and_kept_by_no_cache(client: Client, token: str):
    answers = [client.get(reverse("reminders:wishes", args=[token]))]
    answers += [client.post(reverse(f"reminders:wishes_{verb}", args=[token])) for verb in ("stop", "pause")]
    for answer in answers:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_mail_provider_stops_notes_with_one_request_and_no_cookie(token: str):
    provider = Client(enforce_csrf_checks=True)
    body = {"List-Unsubscribe": "One-Click"}
    assert provider.post(reverse("reminders:wishes_stop", args=[token]), body).status_code == 200
    assert Preferences.objects.get().stopped_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é"])
def test_a_link_that_is_not_ours_is_simply_not_there(client: Client, token: str):
    assert client.get(f"/notes/u/{token}/").status_code == 404
    assert client.post(f"/notes/u/{token}/stop/").status_code == 404


def test_the_page_lets_a_learner_pause_stop_and_come_back(as_ada: Client, ada: User):
    as_ada.post(reverse("reminders:pause"))
    assert "Paused until" in as_ada.get(reverse("reminders:settings")).text
    as_ada.post(reverse("reminders:stop"))
    assert "You stopped all notes" in as_ada.get(reverse("reminders:settings")).text
    as_ada.post(reverse("reminders:resume"))
    assert "Pause for two weeks" in as_ada.get(reverse("reminders:settings")).text


CHOICE = {"check_in_day": "7", "check_in_hour": "18", "has_plain_subjects": "no", "paused_until": ""}


def save(client: Client, **changes: str) -> HttpResponse:
    return client.post(reverse("reminders:change"), {**CHOICE, **changes})


def shown(client: Client, name: str = "settings", **query: object) -> str:
    return " ".join(client.get(reverse(f"reminders:{name}"), query).text.split())


def test_nothing_is_on_that_was_not_chosen(as_ada: Client, ada: User):
    wishes = services.wishes_of(learner=ada)
    assert not any(wishes.wants(kind) for kind in SINCE)
    assert not wishes.has_plain_subjects
    assert "You have not asked for notes." in shown(as_ada)


def test_one_save_keeps_everything_on_the_page(as_ada: Client, ada: User):
    in_a_month = timezone.localdate() + timedelta(days=30)
    kinds = dict.fromkeys(["check_in", "sheet", "from_me"], "on")
    save(as_ada, **kinds, check_in_day="3", has_plain_subjects="yes", paused_until=in_a_month.isoformat())
    wishes = services.wishes_of(learner=ada)
    assert {str(kind) for kind in SWITCHES if wishes.wants(kind)} == set(kinds)
    assert (wishes.check_in_day, wishes.check_in_hour, wishes.has_plain_subjects) == (3, 18, True)
    assert wishes.paused_until == in_a_month
    assert ada.consents.standing().for_purpose("reminders").exists()
    save(as_ada)
    wishes.refresh_from_db()
    assert not any(wishes.wants(kind) for kind in SWITCHES)
    assert wishes.paused_until is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"has_plain_subjects": "loud"},
        {"check_in_day": "8"},
        {"check_in_hour": "3"},
        {"paused_until": "yesterday"},
        {"paused_until": "2020-01-01"},
        {"paused_until": "2999-01-01"},
    ],
)
def test_a_choice_that_cannot_be_kept_changes_nothing_and_is_said(as_ada: Client, ada: User, wrong: dict):
    answer = save(as_ada, waiting="on", **wrong)
    assert answer.status_code == 422
    assert "There is something to check" in answer.text
    assert not services.wishes_of(learner=ada).wants(Reminder.Kind.WAITING)


def test_saving_lets_nothing_come_again_that_was_stopped(as_ada: Client, ada: User):
    as_ada.post(reverse("reminders:stop"))
    page = save(as_ada, check_in="on")
    assert page.status_code == 302
    assert "No note comes until you let notes come again." in shown(as_ada)
    assert services.wishes_of(learner=ada).stopped_at is not None


def test_a_page_that_was_open_while_notes_were_stopped_undoes_nothing(ada: User):
    opened = services.wishes_of(learner=ada)
    services.stop_all(wishes=services.wishes_of(learner=ada), now=MONDAY)
    services.keep_wishes(
        wishes=opened,
        kinds=[Reminder.Kind.CHECK_IN_DUE],
        check_in_day=7,
        check_in_hour=18,
        has_plain_subjects=False,
        paused_until=None,
        now=MONDAY,
    )
    wishes = services.wishes_of(learner=ada)
    assert wishes.stopped_at == MONDAY
    assert wishes.wants(Reminder.Kind.CHECK_IN_DUE)


def test_email_that_is_not_safe_ends_everything_but_sign_in_until_it_is_taken_back(as_ada: Client, ada: User):
    as_ada.post(reverse("reminders:mark_unsafe"))
    assert "You told us that email is not safe for you" in shown(as_ada)
    assert is_suppressed(ada.email)
    as_ada.post(reverse("reminders:mark_safe"))
    assert "Email is not safe for me" in shown(as_ada)
    assert not is_suppressed(ada.email)


# A note for trial


def test_a_test_is_a_real_mail_at_once_even_at_night_and_once_an_hour(
    as_ada: Client, ada: User, time_machine, mailoutbox
):
    night = datetime(2026, 11, 24, 2, tzinfo=UTC)
    time_machine.move_to(night, tick=False)
    as_ada.post(reverse("reminders:test"))
    as_ada.post(reverse("reminders:test"))
    assert "A test left less than an hour ago." in shown(as_ada)
    send_due(now=night)
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("A note you asked for", [ada.email])]
    later = night + timedelta(minutes=61)
    time_machine.move_to(later, tick=False)
    as_ada.post(reverse("reminders:test"))
    send_due(now=later)
    assert len(mailoutbox) == 2
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("wish", ["stop", "mark_unsafe"])
def test_no_test_goes_against_a_wish_not_even_one_that_is_on_its_way(
    as_ada: Client, ada: User, wish: str, mailoutbox
):
    as_ada.post(reverse("reminders:test"))
    as_ada.post(reverse(f"reminders:{wish}"))
    send_due(now=timezone.now())
    assert mailoutbox == []
    Mail.objects.all().delete()
    as_ada.post(reverse("reminders:test"))
    assert not Mail.objects.exists()


def test_a_test_for_somebody_who_is_gone_is_left_out(ada: User):
    services.send_trial(learner=ada, now=timezone.now())
    keys = Mail.objects.get().keys
    ada.delete()
    assert services.prepare_trial(keys, timezone.now()) == Skip("gone")


# An address that sends mail back


def refuse(address: str, *, times: int) -> None:
    for number in range(times):
        note_refusal(digest=address_hash(address), about=str(number), now=timezone.now())


def test_an_address_that_refuses_is_told_and_can_be_mended(as_ada: Client, ada: User):
    refuse(ada.email, times=1)
    assert "Our mail does not reach you" not in shown(as_ada)
    refuse(ada.email, times=2)
    page = shown(as_ada)
    assert "sent our mail back twice" in page
    assert reverse("account_email") in page
    as_ada.post(reverse("reminders:test"))
    assert "Your mail service does not take our notes." in shown(as_ada)
    as_ada.post(reverse("reminders:try_again"))
    assert "Our mail does not reach you" not in shown(as_ada)
    refuse(ada.email, times=3)
    assert "We have tried it once more." in shown(as_ada)
    as_ada.post(reverse("reminders:try_again"))
    assert "Give another address instead." in shown(as_ada)


def test_an_address_that_complained_is_told_so(as_ada: Client, ada: User):
    suppress(address=ada.email, now=timezone.now())
    assert "marked as not wanted" in shown(as_ada)


# Why


def test_the_page_says_what_comes_why_and_what_would_stop_it(paced: Enrolment, as_ada: Client):
    save(as_ada, next_step="on", check_in="on")
    page = shown(as_ada, "why")
    assert "Tuesday 24 November, about 18:00" in page
    assert "You chose Tuesdays and Fridays at 18:00." in page
    assert "It would not come if you finished everything" in page
    assert "Your check-in, on the day you chose. You asked for it once a week." in page


def test_what_was_sent_and_what_was_not_is_told_page_by_page(ada: User, as_ada: Client):
    skipped(ada, count=45)
    pages = [shown(as_ada, "why", page=number) for number in (1, 2, 3)]
    assert [page.count("You paused notes.") for page in pages] == [20, 20, 5]
    assert "Earlier notes" in pages[0]
    assert "Earlier notes" not in pages[2]
    assert shown(as_ada, "why", page="x") == pages[0]
    assert shown(as_ada, "why", page=99) == pages[2]


def test_a_note_whose_mail_is_forgotten_is_not_called_unsent(ada: User, as_ada: Client):
    skipped(ada, count=1)
    Reminder.objects.update(state=Reminder.State.PLANNED, reason="", mail=None)
    page = shown(as_ada, "why")
    assert "what became of it is no longer kept" in page
    assert "It was not sent." not in page


def test_the_history_asks_the_same_however_long_it_is(ada: User, as_ada: Client):
    skipped(ada, count=1)
    one = queries(as_ada, "why")
    skipped(ada, count=15, first=1)
    assert queries(as_ada, "why") == one


@pytest.mark.parametrize("name", ["settings", "why"])
def test_the_pages_ask_the_same_however_many_courses_there_are(ada: User, as_ada: Client, name: str):
    publish_small_library(courses=4)
    join(ada, "course-1")
    one = queries(as_ada, name)
    for number in (2, 3, 4):
        join(ada, f"course-{number}")
    assert queries(as_ada, name) == one


def join(learner: User, key: str) -> None:
    choose_pace(enrolment=enrol(learner=learner, course=course(key)), pace="own", days=[2], hour=18)


def queries(client: Client, name: str) -> int:
    shown(client, name)
    with CaptureQueriesContext(connection) as asked:
        shown(client, name)
    return len(asked)


def skipped(learner: User, *, count: int, first: int = 0) -> None:
    """Rows of the ledger that were not sent."""
    for number in range(first, first + count):
        row = Reminder(
            learner=learner,
            kind=Reminder.Kind.CHECK_IN_DUE,
            occurrence=str(number),
            due_at=MONDAY - timedelta(weeks=number),
            planned_at=MONDAY,
        )
        row.state, row.reason = Reminder.State.SKIPPED, "paused"
        row.save()


def test_the_page_says_the_moment_and_the_pace_in_plain_words(paced: Enrolment, as_ada: Client):
    page = " ".join(as_ada.get(reverse("reminders:settings")).text.split())
    assert "Tuesday 24 November, about 18:00" in page
    assert "You chose Tuesdays and Fridays at 18:00." in page


@pytest.mark.parametrize(
    ("pace", "words"),
    [("gentle", "one lesson a week"), ("steady", "two lessons a week"), ("brisk", "a module a week")],
)
def test_a_weekly_pace_is_told_as_it_was_chosen(paced: Enrolment, ada: User, pace: str, words: str):
    choose_pace(enrolment=paced, pace=pace)
    assert services.next_note(learner=ada, now=MONDAY).why == f"You chose {words}."


def test_every_page_tells_the_next_note_alike(paced: Enrolment, as_ada: Client, ada: User):
    as_ada.post(reverse("pages:leave_seen"))
    for address in ("/today/", "/notes/"):
        assert "Tuesday 24 November, about 18:00" in as_ada.get(address).text
