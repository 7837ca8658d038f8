"""A mail server that is a folder: what would have been emailed, to be read on this machine."""

import email
import email.policy
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMail
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NEWEST = 200


@dataclass(frozen=True)
class LocalMail:
    """One mail of the folder; `name` is its name in addresses."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


class MailboxBackend(BaseEmailBackend):
    """Writes each mail as an .eml file that only this user may read, whole or not at all."""

    keeps_all_or_nothing: ClassVar[bool] = True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAILBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            _write(folder, message.message().as_bytes())
        return len(email_messages)


def read_mailbox(folder: Path) -> list[LocalMail]:
    """The newest mails, newest first."""
    names = sorted(Path(folder).glob("*.eml"), reverse=True)[:NEWEST]
    return [_read(path) for path in names]


def _write(folder: Path, content: bytes) -> None:
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
    hidden = folder / f".{name}.tmp"
    try:
        with os.fdopen(os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        hidden.rename(folder / f"{name}.eml")
    finally:
        hidden.unlink(missing_ok=True)


def _read(path: Path) -> LocalMail:
    content = path.read_bytes()
    parsed = email.message_from_bytes(content, _class=ParsedMail, policy=email.policy.default)
    return LocalMail(
        name=path.stem,
        to=str(parsed["to"]),
        subject=str(parsed["subject"]),
        sent_at=_moment(parsed, path),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
    )


def _moment(parsed: ParsedMail, path: Path) -> datetime:
    if parsed["date"]:
        return parsedate_to_datetime(str(parsed["date"]))
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


def _body(parsed: ParsedMail, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
