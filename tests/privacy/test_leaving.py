"""Deleting an account: over at once, gone soon after whoever dies meanwhile, and gone for good after a backup."""

import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import add_person
from clinic.models import Invitation, Link
from clinic.services import accept, invite
from common.errors import RuleBroken
from journal.models import Entry
from outbox.models import Mail
from outbox.services import enqueue
from privacy.models import Erased, Leaving
from privacy.services import delete_account, erase_again, erasing, finish_leavings, read_list
from reminders import services as reminders
from tests.people import signed_in
from tests.privacy.test_copies import write_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
PASSWORD = "quiet-lanterns-9"


def connect(clinician: User, client: User) -> Link:
    invitation = invite(
        clinician=clinician, address="x@example.net", reference="Client 7", now=timezone.now()
    )
    return accept(invitation=invitation, client=client, kinds=["progress"])


def leave(user: User) -> Leaving:
    return delete_account(user=user, actor=user, now=timezone.now())


def test_it_is_over_at_once_before_any_worker_has_moved(ada: User, carl: User):
    link, visit = connect(carl, ada), signed_in(ada)
    wishes = reminders.wishes_of(learner=ada)
    reminders.keep_calendar(wishes=wishes, has_days=False)
    mail = enqueue(unique_key="x", kind="direct", keys={}, recipient_key=ada.key, sealed={"to": ada.email})
    leave(ada)
    assert visit.get("/settings/").status_code == 302, "Signed out on every device."
    answer = Client().post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 200, "Nobody signs in any more."
    link.refresh_from_db()
    assert link.ended_at is not None
    assert Client().get(f"/notes/calendar/{wishes.calendar_key}/").status_code == 404
    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == (Mail.State.SKIPPED, None)
    assert add_person(email="ada@example.org", password=PASSWORD), "The address is free again."


def test_a_clinician_who_leaves_ends_every_connection_and_invitation(ada: User, carl: User):
    link = connect(carl, ada)
    asked = invite(clinician=carl, address="y@example.net", reference="Client 8", now=timezone.now())
    leave(carl)
    link.refresh_from_db()
    assert link.ended_at is not None
    assert Invitation.objects.get(pk=asked.pk).withdrawn_at is not None
    finish_leavings(now=timezone.now())
    assert User.objects.filter(pk=ada.pk).exists()
    assert not Link.objects.exists()


def test_a_worker_that_dies_after_any_step_is_followed_by_one_that_finishes(ada: User):
    write_pages(ada, 30)
    leaving = leave(ada)
    count = sum(1 for _step in erasing.steps(ada))
    for dies_after in range(0, count, 7):
        owner = uuid.uuid4()
        Leaving.objects.filter(pk=leaving.pk).take(owner=owner, until=timezone.now() + timedelta(minutes=2))
        for _number, step in zip(range(dies_after), erasing.steps(ada), strict=False):
            step()
        assert finish_leavings(now=timezone.now()) == 0, "Its lease is not over."
        Leaving.objects.filter(pk=leaving.pk).let_go()
    assert finish_leavings(now=timezone.now()) == 1
    assert not User.objects.filter(pk=ada.pk).exists()
    assert not Entry.objects.exists()
    assert finish_leavings(now=timezone.now()) == 0


def test_one_account_that_cannot_be_emptied_keeps_nobody_elses_back(
    ada: User, mallory: User, monkeypatch: pytest.MonkeyPatch, caplog
):
    for person in (ada, mallory):
        leave(person)
    keep = erasing.keep_in_list
    monkeypatch.setattr(erasing, "keep_in_list", lambda key: 1 / 0 if key == ada.audit_key else keep(key))
    assert finish_leavings(now=timezone.now()) == 1
    assert [record.message for record in caplog.records] == ["an account cannot be emptied"]
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=True):
        assert finish_leavings(now=timezone.now()) == 1
    assert not User.objects.filter(pk__in=[ada.pk, mallory.pk]).exists()


def test_what_stays_is_a_record_that_names_nobody(ada: User):
    leave(ada)
    key = ada.audit_key
    finish_leavings(now=timezone.now())
    kept = AuditEntry.objects.about(key).values_list("verb", "object_kind")
    assert list(kept) == [("account_deleted", "")]
    assert Erased.objects.get().audit_key == key


def test_the_last_one_on_the_staff_is_asked_to_let_somebody_in_first(stella: User, ada: User):
    with pytest.raises(RuleBroken, match="only one on the staff"):
        leave(stella)
    add_person(email="sam@example.org", password=PASSWORD, is_staff=True)
    User.objects.filter(pk=stella.pk).update(is_superuser=True)
    with pytest.raises(RuleBroken, match="do everything"):
        leave(stella)
    User.objects.filter(email="sam@example.org").update(is_superuser=True)
    leave(stella)
    leave(ada)


def test_a_request_by_letter_is_on_the_record_with_whoever_did_it(ada: User, stella: User):
    out = StringIO()
    with pytest.raises(CommandError, match="on the staff"):
        call_command("erase_person", email="ada@example.org", by="ada@example.org", yes=True)
    call_command("erase_person", email="ada@example.org", by="stella@example.org", yes=True, stdout=out)
    assert str(ada.audit_key) in out.getvalue()
    assert not User.objects.filter(pk=ada.pk).exists()
    assert AuditEntry.objects.about(ada.audit_key).get().actor_key == stella.audit_key
    with pytest.raises(CommandError, match="Nobody"):
        call_command("erase_person", email="ada@example.org", by="stella@example.org", yes=True)


def test_a_restored_backup_brings_nobody_back(ada: User, mallory: User, settings, tmp_path: Path):
    """Ada left after the backup was taken. It knows nothing of that; the list beside it does."""
    write_pages(ada, 3)
    listed = tmp_path / "kept-elsewhere"
    listed.write_text(f"{ada.audit_key}\n{uuid.uuid4()}\n")
    out = StringIO()
    call_command("post_restore", erased=[str(listed)], stdout=out)
    assert "2 deleted accounts are listed; 1 had come back" in out.getvalue()
    assert not User.objects.filter(pk=ada.pk).exists()
    assert not Entry.objects.exists()
    assert User.objects.filter(pk=mallory.pk).exists()
    assert erase_again(keys=[ada.audit_key], now=timezone.now()) == 0
    printed = StringIO()
    call_command("erased_list", stdout=printed)
    assert str(ada.audit_key) in printed.getvalue()


def test_the_list_is_on_the_disk_before_anything_goes_and_each_key_once(ada: User, own_files: Path):
    leave(ada)
    path = own_files / "erased_dir" / "erased.list"
    finish_leavings(now=timezone.now())
    erasing.keep_in_list(ada.audit_key)
    assert read_list(path) == [ada.audit_key]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_list_that_is_none_is_refused_before_anything_is_changed(tmp_path: Path):
    wrong = tmp_path / "wrong"
    wrong.write_text("ada@example.org\n")
    with pytest.raises(CommandError, match="each line is one key"):
        call_command("post_restore", erased=[str(wrong)])
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("post_restore", erased=[str(tmp_path / "nowhere")])
