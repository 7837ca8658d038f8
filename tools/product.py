"""The product's own processes, each with an environment of its own, and gone with whoever started them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = (
    "DEPLOYMENT", "DATA_DIR", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY",
    "SECRET_KEY_FALLBACKS", "ADDRESS_SECRET", "ENCRYPTION_KEYS", "SITE_URL", "PORT", "LOG_LEVEL", "PYTEST_CURRENT_TEST",
)  # fmt: skip
CELERY = ("-m", "celery", "--quiet", "-A", "config")
WORKER = (
    *CELERY, "worker", "--pool", "threads", "-c", "2", "--without-gossip", "--without-mingle", "-l", "WARNING",
)  # fmt: skip
BEAT = (*CELERY, "beat", "-l", "WARNING", "--pidfile", "")
WEB = (
    "-m",
    "gunicorn",
    "config.wsgi",
    "--preload",
    "--workers",
    "2",
    "--worker-class",
    "gthread",
    "--threads",
    "4",
)


def product_env(folder: Path, **overrides: str) -> dict[str, str]:
    """The environment of a product that lives in `folder` and knows nothing of the one around it."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    ours = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "WARNING"}
    return {**inherited, **ours, **overrides}


class Running:
    """One process in a session of its own; what it says is kept beside its data."""

    def __init__(self, *arguments: str, env: dict[str, str], talks: bool = False) -> None:
        self.log = Path(env["DATA_DIR"], f"log-{os.urandom(4).hex()}")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=env,
                start_new_session=True,
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else log,
                stderr=log,
                text=True,
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def is_running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """As if the power had gone: the whole session at once, without good-bye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask, wait, then insist."""
        if self.is_running():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.end()

    def end(self) -> None:
        self.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def ask(self, verb: str, **arguments: Any) -> Any:
        """One question and its answer, for a process that talks."""
        self.begin(verb, **arguments)
        return self.answer()

    def begin(self, verb: str, **arguments: Any) -> None:
        """A question whose answer is fetched later."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([verb, arguments]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        answer = self.process.stdout.readline()
        assert answer, self.said()
        return json.loads(answer)


@contextlib.contextmanager
def start_worker(env: dict[str, str]) -> Iterator[Running]:
    """A Celery worker as `make run` starts it. It may not have connected yet: wait for its work, not for it."""
    yield from living(*WORKER, env=env)


@contextlib.contextmanager
def start_beat(env: dict[str, str]) -> Iterator[Running]:
    yield from living(*BEAT, env=env)


def living(*arguments: str, env: dict[str, str], talks: bool = False) -> Iterator[Running]:
    running = Running(*arguments, env=env, talks=talks)
    try:
        yield running
    finally:
        running.end()


def manage(env: dict[str, str], *arguments: str) -> str:
    """One management command, to its end."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
