"""Keeps a few processes alive and ends them all: nothing may outlive the terminal it was started from."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 10
RESTARTS_ALLOWED = 5
RESTART_WINDOW_SECONDS = 60
PR_SET_PDEATHSIG = 1


class GaveUp(Exception):
    """A child keeps dying; the message is a sentence for the person at the terminal."""


class Child:
    """One process in a session of its own, so that Ctrl-C reaches it only through us."""

    def __init__(self, name: str, command: Sequence[str], *, cwd: Path) -> None:
        self.name = name
        self.command = list(command)
        self.cwd = cwd
        self.deaths: deque[float] = deque(maxlen=RESTARTS_ALLOWED)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
        )

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def restart(self) -> None:
        """Start again after a death; raises GaveUp when it dies too often."""
        self.kill_group()  # pool children of a worker that died would go on as orphans
        now = time.monotonic()
        self.deaths.append(now)
        if len(self.deaths) == RESTARTS_ALLOWED and now - self.deaths[0] < RESTART_WINDOW_SECONDS:
            raise GaveUp(
                f"The {self.name} process stopped {RESTARTS_ALLOWED} times within a minute. See the lines above."
            )
        self.start()

    def terminate(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


class Supervisor:
    """Starts children, restarts one that dies, and on SIGINT or SIGTERM ends every one of them."""

    def __init__(self, children: Sequence[Child], *, pid_file: Path) -> None:
        self.children = children
        self.pid_file = pid_file
        self.stopping = False

    def run(self, *, when_started: Callable[[], None]) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
            self._note_pids()
            when_started()
            self._watch()
        except GaveUp as sentence:
            print(sentence, file=sys.stderr, flush=True)
            return 1
        finally:
            self.stop_all()
        return 0

    def _watch(self) -> None:
        while not self.stopping:
            self._restart_the_dead()
            time.sleep(0.2)

    def _restart_the_dead(self) -> None:
        for child in self.children:
            if child.is_dead() and not self.stopping:
                print(f"The {child.name} process stopped; starting it again.", flush=True)
                child.restart()
                self._note_pids()

    def _stop(self, _: int, __: FrameType | None) -> None:
        if not self.stopping:
            os.write(1, b"\nStopping. Whatever is in hand is finished first.\n")
        self.stopping = True

    def stop_all(self) -> None:
        """Ask the main processes to end, wait, and then take away whatever is left of each group."""
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
                child.kill_group()
        self.pid_file.unlink(missing_ok=True)

    def _note_pids(self) -> None:
        self.pid_file.write_text(
            "\n".join(f"{child.pid} {' '.join(child.command)}" for child in self.children)
        )


def end_leftovers(pid_file: Path) -> None:
    """End what an earlier supervisor that was killed outright could not end itself."""
    if not pid_file.exists():
        return
    for line in pid_file.read_text().splitlines():
        pid, _, mark = line.partition(" ")
        if pid.isdigit() and mark and mark.strip() == _command_of(int(pid)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(int(pid), signal.SIGKILL)
    pid_file.unlink()


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor is gone, however it went."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
