"""Pages while ten thousand notes go out, against the same pages on the same server a moment before."""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks import mail, stage

NOTES = 10_000
IDLE_SECONDS = 20.0
BURST_SECONDS = 60.0
PAUSE_SECONDS = (
    0.04  # between two pages: people read; who asks without a pause measures the queue of who asks
)
GOAL = 1.5
GIVES_WAY = ("nice", "-n", "10")  # as docs/operating.md starts a worker


def measure() -> None:
    """Print both for both databases; what counts is the ratio of the two p95."""
    with mail.sink() as port, stage.databases() as both:
        for name, environment in both.items():
            stage.manage(environment, "prepare_local")
            person = json.loads(stage.run_inside(environment, "benchmarks.person"))
            environment = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
            with (
                stage.served(environment, "config.settings") as server,
                mail.senders(environment, 1, before=GIVES_WAY) as [worker],
            ):
                worker.ask(f"fill notes {NOTES}")
                _tell(name, server, person, worker)


def _tell(name: str, server: stage.Server, person: dict[str, str], worker: mail.Sender) -> None:
    pages = [
        stage.Request(path, cookie=person["cookie"])
        for path in (person["lesson"], "/today/", person["course"])
    ]
    server.look(pages, until=time.monotonic() + 3, pause=PAUSE_SECONDS)
    idle = server.look(pages, until=time.monotonic() + IDLE_SECONDS, pause=PAUSE_SECONDS)
    with sending(worker) as is_over:
        until = time.monotonic() + BURST_SECONDS
        busy = server.look(pages, until=until, pause=PAUSE_SECONDS, is_over=is_over)
        left = "all" if is_over() else "not yet all"
    print(f"\n{name}: a lesson, Today and a course in turn, {len(idle)} and {len(busy)} pages")
    ratio = _p95(busy) / _p95(idle)
    print(
        f"p95 idle {_p95(idle):6.1f} ms   while {NOTES} notes go out {_p95(busy):6.1f} ms   ratio {ratio:.2f}"
        f"   goal <= {GOAL}   ({left} had gone)   load {os.getloadavg()[0]:.1f}"
    )


@contextlib.contextmanager
def sending(worker: mail.Sender) -> Iterator[Callable[[], bool]]:
    """Notes go out meanwhile; yields whether all have gone."""
    worker.begin("send")
    over = threading.Event()

    def wait() -> None:
        with contextlib.suppress(SystemExit):  # ended before it was over
            worker.end()
            over.set()

    threading.Thread(target=wait, daemon=True).start()
    yield over.is_set


def _p95(latencies: list[float]) -> float:
    return sorted(latencies)[int(len(latencies) * 0.95)]
