"""What goes with an account though it names nobody: old mail about their rows, and what one machine has been sent."""

import email
import email.policy
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from outbox.models import Mail


def forget_mail_about(*, keys: Iterable[UUID], pks: Iterable[int]) -> int:
    """Take away mail of nobody that was about rows with these keys, or has these numbers; returns how many.

    Only for rows that go: their keys are random and never come again, so nothing can be written a second time.
    """
    names = [f"{kind}:{key}" for key in keys for kind in settings.MAIL_KINDS]
    gone = Mail.objects.of_nobody().not_in_hand()
    return sum(rows.delete()[0] for rows in (gone.written_as(names), gone.among(pks)))


def forget_local_mail(address: str) -> int:
    """Take away every mail to this address; returns how many. Where a real server sends, there is nothing here."""
    letters = [path for path in Path(settings.MAILBOX_DIR).glob("*.eml") if _is_to(path, address)]
    for path in letters:
        path.unlink(missing_ok=True)
    return len(letters)


def _is_to(path: Path, address: str) -> bool:
    try:
        parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    except OSError:  # somebody else has just taken it away
        return False
    return address.casefold() in str(parsed["to"] or "").casefold()
