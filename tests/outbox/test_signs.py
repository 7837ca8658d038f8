"""Signs of life, and what is told when they are missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outbox import tasks
from outbox.models import Mail
from outbox.services import enqueue, health
from reminders.tasks import plan_due

pytestmark = pytest.mark.django_db
ALIVE = {"worker_silent": False, "beat_silent": False, "planner_silent": False, "mail_stuck": False}


def wrong(now) -> set[str]:
    return {name for name, is_so in health(now).items() if is_so}


def test_nobody_has_been_heard_of_before_the_first_beat():
    assert wrong(timezone.now()) == {"worker_silent", "beat_silent", "planner_silent"}


def test_a_beat_run_by_a_worker_is_a_sign_of_both_and_a_planner_of_itself():
    tasks.note_beat()
    assert wrong(timezone.now()) == {"planner_silent"}
    plan_due()
    now = timezone.now()
    assert health(now) == ALIVE
    assert wrong(now + timedelta(minutes=3)) == {"worker_silent", "beat_silent"}
    assert wrong(now + timedelta(minutes=11)) == {"worker_silent", "beat_silent", "planner_silent"}


def test_a_planner_that_breaks_down_is_silent(monkeypatch):
    monkeypatch.setattr("reminders.services.planning.is_any_within", None)
    tasks.note_beat()
    with pytest.raises(TypeError):
        plan_due()
    assert wrong(timezone.now()) == {"planner_silent"}


def test_a_worker_that_sends_is_alive_though_the_beat_is_not():
    tasks.send_due()
    plan_due()
    assert wrong(timezone.now()) == {"beat_silent"}


def test_mail_that_should_have_left_ten_minutes_ago_is_told():
    tasks.note_beat()
    enqueue(unique_key="1", kind="direct", keys={})
    assert not health(timezone.now())["mail_stuck"]
    Mail.objects.update(not_before=timezone.now() - timedelta(minutes=11))
    assert health(timezone.now())["mail_stuck"]


def test_health_asks_the_database_twice(django_assert_num_queries):
    with django_assert_num_queries(2):
        health(timezone.now())


def test_the_reaper_is_a_task(mailoutbox):
    enqueue(unique_key="1", kind="direct", keys={}, expires_at=timezone.now() - timedelta(seconds=1))
    tasks.reap()
    assert Mail.objects.get().state == Mail.State.EXPIRED
