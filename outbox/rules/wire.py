"""A message as the bytes that travel: multipart/alternative, 7 bits wide, built without a parser.

Written by hand because the standard library's way takes as long as the whole SMTP dialogue; tests read it back with
the standard library and compare.
"""

import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from outbox.rules.messages import Message, Unsendable

PLAIN_SUBJECT = 70
PLAIN_LINE = 900
PLAIN = bytes([9, 10, *range(32, 127)])


@dataclass(frozen=True)
class Envelope:
    """What the house adds to a message: `sender` is a ready From header, `domain` the one of our address."""

    sender: str
    message_id: str
    sent_at: datetime


def message_id(*, unique_key: str, domain: str) -> str:
    """The same for the same mail, whoever sends it and however often."""
    return f"<{hashlib.sha256(unique_key.encode()).hexdigest()[:40]}@{domain}>"


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA); raises Unsendable when that cannot be."""
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Unsendable("The address holds characters that mail cannot carry.") from None


def as_bytes(message: Message, envelope: Envelope) -> bytes:
    """The whole mail with CRLF line ends, ready for the dialogue (dots at line starts are not doubled yet)."""
    head = [
        f"From: {envelope.sender}",
        f"To: {ascii_address(message.to)}",
        f"Subject: {_subject(message.subject)}",
        f"Date: {format_datetime(envelope.sent_at)}",
        f"Message-ID: {envelope.message_id}",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        *(f"{name}: {value}" for name, value in message.headers.items()),
    ]
    if not message.html:
        return "\r\n".join(head).encode() + b"\r\n" + _part("plain", message.text)
    border = "=_" + envelope.message_id[1:33]
    head.append(f'Content-Type: multipart/alternative; boundary="{border}"')
    edge = b"\r\n--" + border.encode()
    return (
        "\r\n".join(head).encode() + b"\r\n" + edge + b"\r\n" + _part("plain", message.text)
        + edge + b"\r\n" + _part("html", message.html) + edge + b"--\r\n"
    )  # fmt: skip


def _subject(subject: str) -> str:
    if subject.isascii() and len(subject) <= PLAIN_SUBJECT:
        return subject
    return Header(subject, "utf-8", maxlinelen=75, header_name="Subject").encode(linesep="\r\n")


def _part(kind: str, words: str) -> bytes:
    # A lone CR would end a line for some servers and not for others: the words know only one line end.
    lines = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if not lines.endswith(b"\n"):
        lines += b"\n"
    coding = "7bit"
    if not _is_plain(lines):
        coding, lines = "quoted-printable", binascii.b2a_qp(lines, quotetabs=False, istext=True)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {coding}\r\n\r\n'
    return head.encode() + lines.replace(b"\n", b"\r\n")


def _is_plain(lines: bytes) -> bool:
    """May these lines travel as they are? Printable ASCII, short lines, no blank at an end, nothing like a border."""
    if (
        lines.translate(None, PLAIN)
        or b" \n" in lines
        or b"\t\n" in lines
        or b"--=_" in lines
        or b"\nFrom " in lines
    ):
        return False
    return max(map(len, lines.split(b"\n"))) <= PLAIN_LINE
