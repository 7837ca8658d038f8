"""Mails of one worker and of two against a raw SMTP loop over one connection, same sink, same minute."""

import asyncio
import contextlib
import multiprocessing
import os
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from benchmarks import stage

MAILS, ROUNDS = 600, 7
RAW = (
    b"Subject: A note you asked for\r\nFrom: hello@alder.example\r\nTo: someone@example.org\r\n\r\n"
    + b"words " * 600
)
# What is sent, how it is made, by how many workers, and the goal.
LINES = (
    ("one worker, ready mails", "direct", 1, "goal >= 0.45"),
    ("two workers, ready mails", "direct", 2, "goal >= 0.60"),
    ("one worker, notes decided", "notes", 1, ""),
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


class Sender:
    """A worker's process that stands ready: `begin` tells it something to do, `end` waits for its answer."""

    def __init__(self, environment: dict[str, str], before: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*before, sys.executable, "-m", "benchmarks.sending"],
            cwd=stage.ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()

    def end(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("A sender broke down.")
        return answer

    def ask(self, order: str) -> str:
        self.begin(order)
        return self.end()

    def cpu_seconds(self) -> float:
        return stage.cpu_of(self._process.pid)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def senders(environment: dict[str, str], count: int, before: Sequence[str] = ()) -> Iterator[list[Sender]]:
    """So many, each of which has sent before, as a worker has that lives for weeks; `before` begins its command."""
    found = [Sender(environment, before) for _ in range(count)]
    try:
        for one in found:
            one.ask("fill notes 20")
            one.ask("send")
        yield found
    finally:
        for one in found:
            one.close()


def measure() -> None:
    """Print mails a second of raw loop and workers, on both databases: the median of some rounds, and of their ratios.

    Other work on a machine comes and goes, so each round stands between two of the raw loop.
    """
    with sink() as port, stage.databases() as both:
        for name, environment in both.items():
            stage.manage(environment, "prepare_local")
            print(f"\n{name}: {ROUNDS} rounds of {MAILS} mails for each worker, groups of 10")
            with senders({**environment, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}, 2) as workers:
                for what, kind, count, goal in LINES:
                    rounds = [_round(port, kind, workers[:count]) for _ in range(ROUNDS)]
                    raw, ours, ratio, cpu = (statistics.median(found) for found in zip(*rounds, strict=True))
                    print(
                        f"{what:26} raw SMTP loop {raw:6.0f}/s   ours {ours:6.0f}/s   ratio {ratio:.2f}   {goal:13}"
                        f"   CPU of our side {cpu:5.2f} ms a mail   load {os.getloadavg()[0]:.1f}",
                        flush=True,
                    )


def _round(port: int, kind: str, workers: Sequence[Sender]) -> tuple[float, float, float, float]:
    """Mails a second of the raw loop and of ours, the ratio, and milliseconds of CPU our workers took for a mail."""
    before = raw_loop(port)
    count = MAILS * len(workers)
    workers[0].ask(f"fill {kind} {count}")
    cpu = -sum(worker.cpu_seconds() for worker in workers)
    ours = speed(workers, count=count)
    cpu += sum(worker.cpu_seconds() for worker in workers)
    raw = (before + raw_loop(port)) / 2
    return raw, ours, ours / raw, cpu * 1000 / count


def speed(workers: Sequence[Sender], *, count: int) -> float:
    """Mails a second from the moment all are told to begin until the last one has nothing left."""
    for worker in workers:
        worker.begin("send")
    told = [[float(figure) for figure in worker.end().split()] for worker in workers]
    starts, ends, sent = zip(*told, strict=True)
    if sum(sent) != count:
        raise SystemExit(f"{sent} were sent, not {count}.")
    return count / (max(ends) - min(starts))


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
