"""A real SMTP server on loopback that remembers what it accepted and can be told to misbehave."""

import asyncio
import email
import email.policy
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.ERROR)

REFUSALS = {
    "refuse": "451 4.3.0 try later",
    "reject": "550 5.1.1 <{}> unknown",
    "full": "552 5.2.2 <{}> mailbox full",
    "patience": "421 4.7.0 too fast",
}


def _no_fault(_: str) -> str:
    return ""


@dataclass(frozen=True)
class Accepted:
    """A mail whose final dot the server has read: from here on it is the server's."""

    to: str
    content: bytes
    at: float = field(default_factory=time.time)  # seconds since the epoch

    @property
    def parsed(self) -> EmailMessage:
        return email.message_from_bytes(self.content, _class=EmailMessage, policy=email.policy.default)

    @property
    def message_id(self) -> str:
        return str(self.parsed["message-id"])


class Smtp:
    """`fault(address)`, asked once for each try, names what happens to a mail for this address.

    "" is taken; "refuse" gets 451, "reject" 550, "full" 552 and "patience" 421 for the recipient; "spam" gets 554 and
    "greylist" 451 after the dot;
    "cut" loses the line before the words; "drop" takes the mail and loses the line; "hang" takes it and never answers.
    Every mail takes `seconds`. `when_taken()` is called between taking a mail and saying so.
    """

    def __init__(self, *, port: int = 0, offers: tuple[str, ...] = ()) -> None:
        self.port = port
        self.offers = offers
        self.accepted: list[Accepted] = []
        self.fault: Callable[[str], str] = _no_fault
        self.when_taken: Callable[[], None] = lambda: None
        self.seconds = 0.0
        self.connections = 0
        self._lines: set[asyncio.BaseTransport] = set()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def addresses(self) -> list[str]:
        return [mail.to for mail in self.accepted]

    def __enter__(self) -> "Smtp":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "The SMTP server did not start."

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._answer, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._end.wait()
        server.close()
        for line in list(self._lines):
            line.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0)  # let the lines notice
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _answer(self) -> SMTP:
        self.connections += 1
        return SMTP(self, hostname="sink.test", loop=self._loop)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*answers[:-1], *(f"250-{offer}" for offer in self.offers), answers[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._lines.add(server.transport)
        fault = self.fault(address)
        session.fault = fault  # type: ignore[attr-defined]
        if fault == "cut":
            server.transport.abort()
        elif fault in REFUSALS:
            return REFUSALS[fault].format(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        fault = session.fault  # type: ignore[attr-defined]
        if fault in {"spam", "greylist"}:
            return {"spam": "554 5.7.1 not wanted", "greylist": "451 4.7.1 try later"}[fault]
        self.accepted.append(Accepted(address, envelope.original_content or b""))
        await asyncio.sleep(self.seconds)
        self.when_taken()
        if fault == "drop":
            server.transport.abort()
        elif fault == "hang":
            await self._end.wait()
        return "250 OK"
