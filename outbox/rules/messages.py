"""What a kind of mail answers when it is asked for its words, and what no mail may contain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

ADDRESS_LENGTH = 254
HEADER_LENGTH = 900  # a line of a mail ends at 998 characters
ADDRESS = re.compile(r"[^\s<>(),;:\\\"\[\]@\x00-\x1f\x7f]+@[^\s<>(),;:\\\"\[\]@\x00-\x1f\x7f]+")
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
OURS = frozenset({
    "from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version", "auto-submitted",
    "content-type", "content-transfer-encoding", "return-path",
})  # fmt: skip


class Unsendable(Exception):
    """The message cannot be sent as it is, now or ever; never carries its words or address."""


@dataclass(frozen=True)
class Message:
    """Words ready to be sent. `headers` are extra ones, such as List-Unsubscribe; styles may be inlined already."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_inlined: bool = False

    def __post_init__(self) -> None:
        if len(self.to) > ADDRESS_LENGTH or not ADDRESS.fullmatch(self.to):
            raise Unsendable("The address is not one that mail can be sent to.")
        if CONTROL.search(self.subject) or len(self.subject) > HEADER_LENGTH:
            raise Unsendable("The subject holds a line break or another control character, or is too long.")
        for name, value in self.headers.items():
            _check_header(name, value)


@dataclass(frozen=True)
class Skip:
    """Not to be sent, and not later either. The reason is shown to staff and to the person: keys and plain words."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """Not yet: ask again at `until`."""

    until: datetime


Prepared = Message | Skip | Wait


def _check_header(name: str, value: str) -> None:
    if not HEADER_NAME.fullmatch(name) or name.lower() in OURS:
        raise Unsendable("A header has a name that may not be set.")
    if CONTROL.search(value) or not value.isascii() or len(name) + len(value) > HEADER_LENGTH:
        raise Unsendable(f"The header {name} holds a line break, a character outside ASCII, or is too long.")
