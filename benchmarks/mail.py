"""One worker's mails against a raw SMTP loop over one connection, same sink, same minute."""

import asyncio
import contextlib
import multiprocessing
import os
import smtplib
import socket
import time
from collections.abc import Iterator

from benchmarks import stage

MAILS = 2000
RAW = (
    b"Subject: A note you asked for\r\nFrom: hello@alder.example\r\nTo: someone@example.org\r\n\r\n"
    + b"words " * 600
)


class Sink(asyncio.Protocol):
    """Accepts everything, keeps nothing: the cheapest SMTP server that speaks the dialogue."""

    def __init__(self) -> None:
        self.buffer = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._take():
            pass

    def _take(self) -> bool:
        end = self.buffer.find(b"\r\n.\r\n" if self.in_data else b"\r\n")
        if end < 0:
            return False
        line, self.buffer = self.buffer[:end], self.buffer[end + (5 if self.in_data else 2) :]
        was_data, self.in_data = self.in_data, not self.in_data and line.upper() == b"DATA"
        answer = b"250 ok" if was_data else b"354 go on" if self.in_data else self._answer(line)
        self.transport.write(answer + b"\r\n")
        return True

    def _answer(self, line: bytes) -> bytes:
        if line.upper().startswith(b"EHLO"):
            return b"250-sink\r\n250 PIPELINING"  # as Postfix, Exim and the providers do; smtplib makes no use of it
        return b"221 bye" if line.upper() == b"QUIT" else b"250 ok"


def measure() -> None:
    """Print mails a second of both, on both databases."""
    with sink() as port, stage.databases() as both:
        for name, environment in both.items():
            stage.manage(environment, "prepare_local")
            before = raw_loop(port)
            environment = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
            ours = float(stage.run_inside(environment, "benchmarks.sending"))
            raw = (
                before + raw_loop(port)
            ) / 2  # on both sides of it: other work on the machine comes and goes
            print(
                f"\n{name}: {MAILS} prepared mails, one worker, groups of 10, load {os.getloadavg()[0]:.1f}"
            )
            print(
                f"raw SMTP loop {raw:8.0f}/s   worker {ours:8.0f}/s   ratio {ours / raw:.2f}   goal >= 0.45"
            )


def raw_loop(port: int) -> float:
    with smtplib.SMTP("127.0.0.1", port) as server:
        started = time.perf_counter()
        for _ in range(MAILS):
            server.sendmail("hello@alder.example", ["someone@example.org"], RAW)
        return MAILS / (time.perf_counter() - started)


@contextlib.contextmanager
def sink() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = multiprocessing.Process(target=_serve, args=(port,), daemon=True)
    process.start()
    try:
        stage.wait_for(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(port: int) -> None:
    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(forever())
