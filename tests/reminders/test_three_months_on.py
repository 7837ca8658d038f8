"""From a questionnaire that was answered to the note three months later, and where its link leads."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.models import Mail
from outbox.rules import Skip
from outbox.services import send_due
from quizzes.models import Quiz, Sitting
from quizzes.services import take_back
from reminders import services
from reminders.models import Reminder
from tests.people import signed_in
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, ledger, prepared, turn_on
from tests.reminders.test_kinds import hand_in
from tools.smtp import Smtp

THREE_MONTHS_ON = datetime(2027, 2, 23, 8, 10, tzinfo=UTC)


@pytest.fixture
def sheet(ada: User, time_machine) -> Sitting:
    """Ada answers on a Monday and asks to be told after three months."""
    time_machine.move_to(MONDAY, tick=False)
    sitting = hand_in(ada)
    turn_on(ada, Kind.QUESTIONNAIRE_DUE, now=MONDAY)
    return sitting


@pytest.fixture
def sink(settings):
    """A real mail server on loopback."""
    with Smtp() as smtp:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp.port
        yield smtp


def link_in(smtp: Smtp) -> str:
    """The first link of the only mail, as the address of a page here."""
    mail = smtp.accepted[0].parsed
    body = mail.get_body(("plain",))
    assert body is not None
    return re.findall(r"https?://[^/\s]+(/\S+)", body.get_content())[0]


def test_the_note_travels_and_leads_to_the_same_questions_after_signing_in(
    sheet: Sitting, ada: User, client: Client, sink: Smtp, time_machine
):
    told = services.next_note(learner=ada, now=MONDAY)
    assert (told.kind, told.at and told.at.date()) == (Kind.QUESTIONNAIRE_DUE, THREE_MONTHS_ON.date())
    for day in range(0, 92, 7):  # the planner runs all the time, and finds nothing before its moment
        assert services.plan_due(now=MONDAY + timedelta(days=day)) == 0
    time_machine.move_to(THREE_MONTHS_ON, tick=False)
    services.plan_due(now=THREE_MONTHS_ON)
    assert send_due(now=THREE_MONTHS_ON)["sent"] == 1

    mail = sink.accepted[0]
    assert (mail.to, mail.parsed["subject"]) == (ada.email, "A note you asked for")
    link = link_in(sink)
    assert re.fullmatch(r"/notes/again/[0-9a-f-]{36}/", link)
    assert client.get(link).headers["Location"].startswith(reverse("account_login"))
    as_ada = signed_in(ada)
    page = as_ada.get(link, follow=True)
    assert page.redirect_chain == [(reverse("quizzes:scale", args=[sheet.quiz.number]), 302)]
    assert "Where are you with closeness?" in page.text
    why = as_ada.get(reverse("reminders:why")).text
    assert "Sent." in why
    assert "Three months after" in why


def test_the_link_in_the_mail_is_its_readers_alone(sheet: Sitting, as_mallory: Client):
    services.plan_due(now=THREE_MONTHS_ON)
    link = reverse("reminders:again", args=[Reminder.objects.get().key])
    assert as_mallory.get(link).status_code == 404


def answer_again(sheet: Sitting) -> None:
    hand_in(sheet.learner)


def take_the_yes_back(sheet: Sitting) -> None:
    take_back(learner=sheet.learner)


def retire(sheet: Sitting) -> None:
    Quiz.objects.filter(pk=sheet.quiz_id).update(retired_at=timezone.now())


def delete(sheet: Sitting) -> None:
    Sitting.objects.all().delete()


CHANGES = [
    (answer_again, "done_already"),
    (take_the_yes_back, "no_longer_waiting"),
    (retire, "no_longer_waiting"),
    (delete, "no_longer_waiting"),
]
changes = pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[each.__name__ for each, _ in CHANGES])


@changes
def test_nothing_is_planned_any_more(
    sheet: Sitting, ada: User, change: Callable[[Sitting], None], reason: str, time_machine
):
    time_machine.move_to(MONDAY + timedelta(days=30), tick=False)
    change(sheet)
    services.plan_due(now=THREE_MONTHS_ON)
    assert not Mail.objects.exists()
    note = services.next_note(learner=ada, now=timezone.now())
    assert (note.at is not None) == (change is answer_again)  # the newer sheet has three months of its own


@changes
def test_what_changed_after_planning_is_seen_at_the_last_moment(
    sheet: Sitting, change: Callable[[Sitting], None], reason: str, time_machine
):
    services.plan_due(now=THREE_MONTHS_ON)
    assert ledger() == [(Kind.QUESTIONNAIRE_DUE, Mail.State.PLANNED)]
    time_machine.move_to(THREE_MONTHS_ON, tick=False)
    change(sheet)
    assert prepared(Kind.QUESTIONNAIRE_DUE, THREE_MONTHS_ON) == Skip(reason)


@pytest.mark.parametrize("change", [retire, delete], ids=["retired", "deleted"])
def test_a_link_that_is_pressed_late_leads_to_what_is_kept(
    sheet: Sitting, ada: User, change: Callable[[Sitting], None], time_machine
):
    services.plan_due(now=THREE_MONTHS_ON)
    time_machine.move_to(THREE_MONTHS_ON + timedelta(days=9), tick=False)
    change(sheet)
    page = signed_in(ada).get(reverse("reminders:again", args=[Reminder.objects.get().key]))
    assert page.headers["Location"] == reverse("quizzes:results")
