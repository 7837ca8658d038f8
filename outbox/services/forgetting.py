"""The folder that stands in for a mail server on one machine: what somebody was sent goes with their account."""

import email
import email.policy
from pathlib import Path

from django.conf import settings


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
