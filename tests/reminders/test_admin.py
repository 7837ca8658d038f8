"""Staff see the ledger by key: when, why and how it ended, and nobody's name."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from outbox.services import send_due
from reminders.models import Reminder
from reminders.rules.deciding import Send
from reminders.services import plan_due
from reminders.services.ledger import enter
from tests.people import signed_in

LIST = "admin:reminders_reminder_changelist"


@pytest.fixture
def noted(paced, time_machine) -> Reminder:
    time_machine.move_to(paced.next_due_at, tick=False)
    plan_due(now=timezone.now())
    send_due(now=timezone.now())
    return Reminder.objects.get()


def test_staff_find_a_note_by_its_key_or_its_mails_and_learn_nothing_of_whom_it_was_for(noted, stella, ada):
    as_stella = signed_in(stella)
    assert noted.mail is not None
    pages = [
        reverse(LIST),
        reverse(LIST) + f"?q={noted.key}",
        reverse(LIST) + f"?q={noted.mail.key}&mail__state__exact=sent",
        reverse("admin:reminders_reminder_change", args=[noted.pk]),
    ]
    for page in pages:
        words = as_stella.get(page).content.decode()
        assert str(noted.mail.key) in words
        assert "Sent" in words
        assert "0 reminders" not in words
        for secret in (ada.email, "Ada", str(ada.key), noted.occurrence):
            assert secret not in words


def test_nobody_else_sees_it_and_nobody_changes_it(noted, rf, stella, as_ada):
    assert as_ada.get(reverse(LIST)).status_code == 302
    request = rf.get("/")
    request.user = stella
    site = admin.site._registry[Reminder]
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_with_one_note_and_with_many(noted, stella, count, django_assert_num_queries):
    for number in range(count - 1):
        row = Reminder(
            learner=noted.learner,
            kind=noted.kind,
            occurrence=str(number),
            due_at=noted.due_at,
            planned_at=noted.due_at,
        )
        enter(settled=[(row, Send())], now=noted.due_at)
    as_stella = signed_in(stella)
    with django_assert_num_queries(8):
        as_stella.get(reverse(LIST))
