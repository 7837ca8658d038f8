"""Several commands at once: whatever a server answers to which of them, it is known how far the mail came."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from outbox.rules import Stage
from outbox.services.carrying import Reply, carrier

TAKEN = ("250 ok", "250 ok", "354 go on", "250 taken")


@contextmanager
def scripted(settings, answers: Sequence[str]) -> Iterator[list[bytes]]:
    """A server that reads what comes and gives these answers, one for each line or mail; then it hangs up."""
    heard: list[bytes] = []

    def serve() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(b"220 hello\r\n")
            assert lines.readline().startswith(b"ehlo")
            line.sendall(b"250-here\r\n250 PIPELINING\r\n")
            is_mail = False
            for answer in answers:
                heard.append(b"".join(_until_dot(lines)) if is_mail else lines.readline())
                line.sendall(f"{answer}\r\n".encode())
                is_mail = answer.startswith("354")

    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 5
        thread = threading.Thread(target=serve)
        thread.start()
        yield heard
        thread.join(10)


def _until_dot(lines) -> Iterator[bytes]:
    for part in lines:
        yield part
        if part == b".\r\n":
            return


@pytest.mark.parametrize(
    ("answers", "stage", "code"),
    [
        (TAKEN, Stage.DOT, 250),
        (("250 ok", "250 ok", "354 go on", "554 spam"), Stage.DOT, 554),
        (("250 ok", "250 ok", "354 go on"), Stage.DOT, None),  # taken or not: nobody knows
        (("550 not you", "503 order", "503 order", "250 reset"), Stage.SENDER, 550),
        (("250 ok", "550 5.1.1 unknown", "503 nobody", "250 reset"), Stage.RECIPIENT, 550),
        (("250 ok", "550 5.1.1 unknown", "354 go on", "554 nobody", "250 reset"), Stage.RECIPIENT, 550),
        (("250 ok", "550 5.1.1 unknown", "354 go on"), Stage.RECIPIENT, 550),
        (("250 ok", "421 too fast"), Stage.RECIPIENT, 421),
        (("250 ok", "250 ok", "451 later", "250 reset"), Stage.WORDS, 451),
        (("250 ok",), Stage.RECIPIENT, None),
        ((), Stage.SENDER, None),
    ],
)
def test_it_is_known_how_far_the_mail_came(settings, answers, stage, code):
    words = b"Subject: x\r\n\r\nquiet words\r\n.\r\n"
    with scripted(settings, answers) as heard, carrier() as line:
        reply = line.hand_over(("ada@example.org", words))
    assert (reply.stage, reply.code) == (stage, code)
    if stage != Stage.DOT:
        assert b"quiet" not in b"".join(heard)  # who was refused has been sent nothing


def test_the_words_arrive_as_they_are(settings):
    words = b"Subject: x\r\n\r\nquiet words\r\n.\r\n"
    with scripted(settings, TAKEN) as heard, carrier() as line:
        assert line.hand_over(("ada@example.org", words)) == Reply(Stage.DOT, 250, "taken")
    assert heard[1:] == [b"RCPT TO:<ada@example.org>\r\n", b"DATA\r\n", words]
