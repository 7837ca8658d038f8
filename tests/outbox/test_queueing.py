"""Mail is written down in the transaction of its cause, once."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from outbox.models import Mail
from outbox.services import drop_waiting, enqueue

pytestmark = pytest.mark.django_db


def test_a_mail_is_written_down_once_for_each_unique_key():
    first = enqueue(unique_key="hello:1", kind="direct", keys={})
    assert first is not None
    assert first.state == Mail.State.PLANNED
    assert enqueue(unique_key="hello:1", kind="direct", keys={}) is None
    assert Mail.objects.count() == 1


def test_a_taken_key_does_not_break_the_transaction_of_the_caller():
    enqueue(unique_key="hello:1", kind="direct", keys={})
    with transaction.atomic():
        assert enqueue(unique_key="hello:1", kind="direct", keys={}) is None
        assert enqueue(unique_key="hello:2", kind="direct", keys={}) is not None


def write_and_fail() -> None:
    with transaction.atomic():
        enqueue(unique_key="hello:1", kind="direct", keys={})
        raise ZeroDivisionError


def test_a_mail_goes_with_the_transaction_of_its_cause():
    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert not Mail.objects.exists()


def test_sealed_words_are_not_readable_in_the_database():
    mail = enqueue(
        unique_key="k", kind="direct", keys={}, sealed={"to": "ada@example.org", "text": "DFWB-PRTJ"}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_mail")
        row = repr(cursor.fetchall())
    assert "DFWB" not in row
    assert "ada@" not in row
    assert Mail.objects.get(pk=mail.pk).sealed["text"] == "DFWB-PRTJ"


def test_mail_that_is_due_wakes_a_worker_and_later_mail_does_not(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as woken:
        enqueue(unique_key="later", kind="direct", keys={}, not_before=timezone.now() + timedelta(hours=1))
    assert woken == []
    with django_capture_on_commit_callbacks() as woken:
        enqueue(unique_key="now", kind="direct", keys={})
        enqueue(unique_key="now", kind="direct", keys={})
    assert len(woken) == 1


def test_what_waits_for_a_person_can_be_taken_back_by_kind():
    ada, bo = uuid.uuid4(), uuid.uuid4()
    for name, person, kind in (("1", ada, "reminder"), ("2", ada, "direct"), ("3", bo, "reminder")):
        enqueue(unique_key=name, kind=kind, keys={}, recipient_key=person, sealed={"to": "x@example.org"})
    assert drop_waiting(recipient_key=ada, kind="reminder", reason="You asked for no more notes.") == 1
    dropped = Mail.objects.get(unique_key="1")
    assert (dropped.state, dropped.reason) == (Mail.State.SKIPPED, "You asked for no more notes.")
    assert dropped.sealed is None
    assert Mail.objects.filter(state=Mail.State.PLANNED).count() == 2
