"""Work is started early after a commit, once, and no broken broker is ever felt."""

import time
from unittest.mock import patch

import pytest
from django.db import transaction

from common import wake as waking
from common.wake import wake


@pytest.fixture(autouse=True)
def broker_is_believed(monkeypatch):
    monkeypatch.setattr(waking._Broker, "quiet_until", 0.0)


@pytest.fixture
def sent():
    """The broker is not ours: what is handed to it is written down instead."""
    tasks: list[str] = []
    with patch("celery.current_app.send_task", lambda task, **options: tasks.append(task)):
        yield tasks


@pytest.mark.django_db(transaction=True)
def test_the_message_leaves_after_the_commit_and_once_for_many_rows(sent):
    with transaction.atomic():
        for _ in range(5):
            wake("outbox.send_due")
        wake("reminders.plan_due")
        with transaction.atomic():
            wake("outbox.send_due")
        assert sent == []
    assert sent == ["outbox.send_due", "reminders.plan_due"]


def wake_and_change_ones_mind() -> None:
    with transaction.atomic():
        wake("outbox.send_due")
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_undone_takes_only_its_own_message_with_it(sent):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            wake_and_change_ones_mind()
        wake("outbox.send_due")
    assert sent == ["outbox.send_due"]
    with pytest.raises(ZeroDivisionError):
        wake_and_change_ones_mind()
    assert sent == ["outbox.send_due"]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_is_asked_once_and_then_left_in_peace(caplog):
    asked: list[str] = []

    def away(task: str, **options: object) -> None:
        asked.append(task)
        raise ConnectionRefusedError

    with patch("celery.current_app.send_task", away):
        for _ in range(3):
            wake("outbox.send_due")
    assert asked == ["outbox.send_due"]
    assert "broker away" in caplog.text
    assert waking._Broker.quiet_until <= time.monotonic() + waking.QUIET_SECONDS
