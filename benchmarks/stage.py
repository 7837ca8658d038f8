"""A served product on a database of its own, and the means to ask it many times."""

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools import servers

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30
WORKERS = 2


@dataclass
class Measured:
    """CPU milliseconds a request over all server processes, latency in ms, requests a second over all connections."""

    cpu_ms: float
    p50_ms: float
    p99_ms: float
    per_second: float


@dataclass
class Request:
    """One request to repeat; `body` may differ from time to time."""

    path: str
    cookie: str = ""
    method: str = "GET"
    body: Callable[[int], str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    connections: int = 8  # one for requests that must follow each other

    def ask(self, connection: http.client.HTTPConnection, number: int) -> int:
        body = self.body(number) if self.body else None
        headers = {**({"Cookie": self.cookie} if self.cookie else {}), **self.headers}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(self.method, self.path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


@contextlib.contextmanager
def databases() -> Iterator[dict[str, dict[str, str]]]:
    """The environment of a product on SQLite and of one on PostgreSQL; both fresh, both gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="alder-bench-") as folder:
        base = _plain_environment()
        with servers.postgres(Path(folder) / "postgres") as url:
            yield {
                "SQLite": {**base, "DATA_DIR": f"{folder}/sqlite"},
                "PostgreSQL": {**base, "DATA_DIR": f"{folder}/pg", "DATABASE_URL": url},
            }


def alone(folder: Path) -> dict[str, str]:
    """The environment of a product on SQLite in this folder."""
    return {**_plain_environment(), "DATA_DIR": str(folder / "sqlite")}


def _plain_environment() -> dict[str, str]:
    base = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DATA_DIR"}}
    return base | {
        "LOG_LEVEL": "ERROR",
        "EMAIL_URL": "mailbox://",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def run_inside(environment: dict[str, str], module: str) -> str:
    """Run a module of this package inside the product; what it prints is its answer."""
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


@contextlib.contextmanager
def served(environment: dict[str, str], settings: str, *, first: str = "/") -> Iterator["Server"]:
    """Gunicorn's workers on a free loopback port, awake; `first` is an address that they know."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "-w", str(WORKERS), "-k", "gthread",
        "--threads", "4", "--no-control-socket", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env={**environment, "DJANGO_SETTINGS_MODULE": settings, "PORT": str(port)}
    )
    try:
        wait_for(port)
        server = Server(port, process.pid)
        server.wake(first)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class Server:
    port: int
    pid: int

    def wake(self, path: str) -> None:
        """The port is open while the workers are still reading their modules: wait until they answer."""
        for _ in range(2 * WORKERS):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=4 * START_SECONDS)
            Request(path).ask(connection, 0)
            connection.close()

    def measure(self, request: Request, *, times: int = 400) -> Measured:
        """Warm up, then ask one after the other for CPU and latency, then over its connections for throughput."""
        self._ask_in_turn(request, 60)
        before = self._cpu_seconds()
        latencies = self._ask_in_turn(request, times)
        cpu = (self._cpu_seconds() - before) * 1000 / times
        started = time.perf_counter()
        self._ask_at_once(request, times)
        elapsed = time.perf_counter() - started
        ordered = sorted(latencies)
        return Measured(cpu, statistics.median(ordered), ordered[int(len(ordered) * 0.99)], times / elapsed)

    def look(
        self,
        requests: Sequence[Request],
        *,
        until: float,
        pause: float,
        is_over: Callable[[], bool] = lambda: False,
    ) -> list[float]:
        """One reader asks in turn, with pauses, until a moment (monotonic) or the end: how long each took, in ms."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        latencies: list[float] = []
        while time.monotonic() < until and not is_over():
            request = requests[len(latencies) % len(requests)]
            started = time.perf_counter()
            status = request.ask(connection, len(latencies))
            latencies.append((time.perf_counter() - started) * 1000)
            if status >= 400:
                raise SystemExit(f"{request.path} answered {status}")
            time.sleep(pause)
        connection.close()
        return latencies

    def _ask_in_turn(self, request: Request, times: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        latencies = []
        for number in range(times):
            started = time.perf_counter()
            status = request.ask(connection, number)
            latencies.append((time.perf_counter() - started) * 1000)
            if status >= 400:
                raise SystemExit(f"{request.method} {request.path} answered {status}")
        connection.close()
        return latencies

    def _ask_at_once(self, request: Request, times: int) -> None:
        threads = [
            threading.Thread(target=self._ask_in_turn, args=(request, times // request.connections))
            for _ in range(request.connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _cpu_seconds(self) -> float:
        return sum(cpu_of(pid) for pid in [self.pid, *_children_of(self.pid)])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit("The server did not start.")


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
