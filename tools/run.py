"""`make run`: prepare this machine's data, then start web, worker and beat and say where they are."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from django.conf import settings  # noqa: E402

from common import keys  # noqa: E402
from tools import build_assets, supervisor  # noqa: E402

PYTHON = sys.executable
READY_SECONDS = 60


def main() -> int:
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    keys.read_settings_or_exit()
    if settings.PRODUCTION:
        return _refuse(
            "make run is for this machine only. In production start the processes as docs/operating.md says."
        )
    with _only_one(settings.DATA_DIR) as lock:
        if lock is None:
            return _refuse(
                f"Alder already runs from {settings.DATA_DIR}. Stop it there, or give another DATA_DIR."
            )
        pid_file = settings.DATA_DIR / "pids"
        supervisor.end_leftovers(pid_file)
        if not _is_free(settings.PORT):
            return _refuse(
                f"Port {settings.PORT} is taken by another program. Stop it, or choose another: PORT=8001 make run"
            )
        build_assets.main([])
        if subprocess.run([PYTHON, "manage.py", "prepare_local"], check=False).returncode != 0:
            return _refuse("Preparing the data did not work. The lines above say why.")
        house = supervisor.Supervisor(_children(settings.PORT), pid_file=pid_file)
        return house.run(when_started=lambda: _announce(settings.SITE_URL, house))


def _children(port: int) -> list[supervisor.Child]:
    web = [
        PYTHON, "-m", "gunicorn", "config.wsgi", "--preload", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    celery = [PYTHON, "-W", "ignore:You're running", "-m", "celery", "--quiet", "-A", "config"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "threads",
        "-c",
        "2",
        "--without-gossip",
        "--without-mingle",
        "-l",
        "WARNING",
    ]
    beat = [*celery, "beat", "-l", "WARNING", "--pidfile", ""]
    return [
        supervisor.Child(name, command, cwd=ROOT)
        for name, command in (("web", web), ("worker", worker), ("beat", beat))
    ]


def _announce(address: str, house: supervisor.Supervisor) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not house.stopping:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/livez", timeout=2):  # noqa: S310
            print(f"\nReady: {address}\n", flush=True)
            _print_logins()
            return
        time.sleep(0.1)
        if any(child.is_dead() for child in house.children):
            raise supervisor.GaveUp("A process stopped while starting. The lines above say why.")


def _print_logins() -> None:
    print((settings.DATA_DIR / "example-logins.txt").read_text(), flush=True)
    print("Press Ctrl-C to stop everything.", flush=True)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[IO[str] | None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
            return
        yield lock


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
