"""The mail server that is a folder."""

import pytest
from django.utils import timezone

from outbox.adapter import read_mailbox
from outbox.models import Mail
from outbox.services import enqueue, send_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "outbox.adapter.MailboxBackend"
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    return settings.MAILBOX_DIR


def write(number: int) -> None:
    enqueue(
        unique_key=str(number),
        kind="direct",
        keys={},
        sealed={
            "to": f"p{number}@example.org",
            "subject": "Grüße",
            "text": "Wörter\n",
            "html": "<p>Wörter</p>",
        },
    )


def test_mail_is_read_back_as_it_was_sent_newest_first(folder):
    for number in range(3):
        write(number)
        send_due(now=timezone.now())
    mails = read_mailbox(folder)
    assert [mail.to for mail in mails] == ["p2@example.org", "p1@example.org", "p0@example.org"]
    assert (mails[0].subject, mails[0].text, mails[0].html) == ("Grüße", "Wörter\n", "<p>Wörter</p>")
    assert abs(timezone.now() - mails[0].sent_at).total_seconds() < 60
    assert len({mail.name for mail in mails}) == 3


def test_only_this_user_may_read_the_folder(folder):
    write(1)
    send_due(now=timezone.now())
    assert folder.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_a_folder_that_cannot_be_written_leaves_the_mail_waiting(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    write(1)
    send_due(now=timezone.now())
    assert Mail.objects.get().state == Mail.State.PLANNED
    assert Mail.objects.get().attempts == 1


def test_a_mailbox_nobody_has_written_to_is_empty(tmp_path):
    assert read_mailbox(tmp_path / "nowhere") == []
