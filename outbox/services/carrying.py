"""The dialogue with a mail server, so that it is always known how far it came."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from common.logs import ADDRESS
from outbox.rules import Envelope, Message, Stage, as_bytes
from outbox.rules.wire import ascii_address


class NoLine(Exception):
    """The mail server cannot be reached, or does not let us in; `code` is what it said, if it spoke at all."""

    code: int | None = None


@dataclass(frozen=True)
class Reply:
    """How far the dialogue came and what was answered; code None means that nobody answered."""

    stage: Stage
    code: int | None
    words: str = ""


class Carrier(Protocol):
    def open(self) -> None: ...
    def pack(self, message: Message, envelope: Envelope) -> Any: ...
    def hand_over(self, parcel: Any) -> Reply: ...
    def close(self) -> None: ...


@contextmanager
def carrier() -> Iterator[Carrier]:
    """One connection for a whole run; raises NoLine when there is none to be had."""
    backend = get_connection()
    line: Carrier = SmtpCarrier(backend) if isinstance(backend, SmtpBackend) else BackendCarrier(backend)
    line.open()
    try:
        yield line
    finally:
        line.close()


@lru_cache(maxsize=4)
def sender_header(sender: str) -> str:
    name, address = parseaddr(sender)
    return formataddr((name, ascii_address(address)))


class SmtpCarrier:
    """Speaks SMTP over Django's connection; the words and the final dot leave in one go."""

    def __init__(self, backend: SmtpBackend) -> None:
        self._backend = backend
        self._sender = ascii_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])

    def open(self) -> None:
        try:
            self._backend.open()
            if self._backend.connection is not None:
                self._backend.connection.ehlo_or_helo_if_needed()
        except OSError as error:  # smtplib's own errors are OSErrors too
            self.close()
            refusal = NoLine(type(error).__name__)
            refusal.code = getattr(error, "smtp_code", None)
            raise refusal from error

    def close(self) -> None:
        with suppress(OSError):
            self._backend.close()
        self._backend.connection = None

    def pack(self, message: Message, envelope: Envelope) -> tuple[str, bytes]:
        words = as_bytes(message, envelope).replace(b"\r\n.", b"\r\n..")
        return ascii_address(message.to), words + b".\r\n"

    def hand_over(self, parcel: tuple[str, bytes]) -> Reply:
        try:
            self.open()
        except NoLine as error:
            return Reply(Stage.CONNECT, error.code, str(error))
        line = self._backend.connection
        assert line is not None, "An open backend has a connection."
        converse = self._converse_at_once if line.has_extn("pipelining") else self._converse
        reply = converse(line, *parcel)
        if reply.code is None or reply.code in {-1, 421}:
            self._hang_up()
        elif reply.code >= 400:
            self._start_over(line)
        return reply

    def _converse(self, line: smtplib.SMTP, to: str, words: bytes) -> Reply:
        stage = Stage.SENDER
        try:
            code, answer = line.docmd("MAIL", f"FROM:<{self._sender}>")
            if code == 250:
                stage = Stage.RECIPIENT
                code, answer = line.docmd("RCPT", f"TO:<{to}>")
                if code in {250, 251}:
                    stage = Stage.WORDS
                    code, answer = line.docmd("DATA")
                    if code == 354:
                        line.send(words)  # all of it, or an error: the dot is its last line
                        stage = Stage.DOT
                        code, answer = line.getreply()
        except (OSError, ValueError) as error:
            return Reply(stage, None, type(error).__name__)
        return Reply(stage, code, _without_addresses(answer))

    def _converse_at_once(self, line: smtplib.SMTP, to: str, words: bytes) -> Reply:
        """For servers that offer it (RFC 2920): two journeys there and back instead of four.

        The words still leave only after all three answers: what is refused has sent nothing.
        """
        opening = ((Stage.SENDER, {250}), (Stage.RECIPIENT, {250, 251}), (Stage.WORDS, {354}))
        refusal, stage, code = None, Stage.SENDER, -1
        try:
            line.send(f"MAIL FROM:<{self._sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n")
            for stage, wanted in opening:
                code, answer = line.getreply()
                if code not in wanted:
                    refusal = refusal or Reply(stage, code, _without_addresses(answer))
            if refusal is None:
                line.send(words)  # all of it, or an error: the dot is its last line
                stage = Stage.DOT
                return Reply(stage, *_read(line))
            if code == 354:
                line.send(".\r\n")  # it would take words for nobody: it gets none
                line.getreply()
        except (OSError, ValueError) as error:
            return refusal or Reply(stage, None, type(error).__name__)
        return refusal

    def _start_over(self, line: smtplib.SMTP) -> None:
        try:
            line.rset()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        """Without good-bye: a server that did not answer would let us wait once more."""
        if self._backend.connection is not None:
            self._backend.connection.close()
        self._backend.connection = None


class BackendCarrier:
    """Any other Django mail backend: an API of a provider, or this machine's own mailbox."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        # Backends that keep a mail wholly or not at all say so; of others nobody can know after an error.
        self._broken_at = Stage.WORDS if getattr(backend, "keeps_all_or_nothing", False) else Stage.DOT

    def open(self) -> None:
        try:
            self._backend.open()
        except OSError as error:
            raise NoLine(type(error).__name__) from error

    def close(self) -> None:
        with suppress(OSError):
            self._backend.close()

    def pack(self, message: Message, envelope: Envelope) -> EmailMultiAlternatives:
        headers = {
            "Date": format_datetime(envelope.sent_at),
            "Message-ID": envelope.message_id,
            "Auto-Submitted": "auto-generated",
            **message.headers,
        }
        mail = EmailMultiAlternatives(message.subject, message.text, to=[message.to], headers=headers)
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        return mail

    def hand_over(self, parcel: EmailMultiAlternatives) -> Reply:
        try:
            taken = self._backend.send_messages([parcel])
        except Exception as error:  # noqa: BLE001 (every backend has errors of its own)
            return Reply(self._broken_at, None, type(error).__name__)
        return Reply(Stage.DOT, 250) if taken else Reply(Stage.WORDS, None, "not taken")


def _read(line: smtplib.SMTP) -> tuple[int, str]:
    code, answer = line.getreply()
    return code, _without_addresses(answer)


def _without_addresses(answer: bytes) -> str:
    return ADDRESS.sub("[address]", answer.decode("utf-8", "replace")).replace("\n", " ")
