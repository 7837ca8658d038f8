"""One command starts several processes, and none of them outlives it."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import supervisor

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
HOUSE = """
    import sys, pathlib
    sys.path.insert(0, {root!r})
    from tools.supervisor import Child, Supervisor
    here = pathlib.Path({here!r})
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    house = Supervisor([Child("one", sleeper, cwd=here), Child("two", sleeper, cwd=here)], pid_file=here / "pids")
    sys.exit(house.run(when_started=lambda: print("started", flush=True)))
"""


def eventually(condition: Callable[[], bool], within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def detached_sleeper() -> subprocess.Popen[bytes]:
    process = subprocess.Popen(SLEEPER, start_new_session=True)
    eventually(lambda: b"sleep" in Path(f"/proc/{process.pid}/cmdline").read_bytes())
    return process


class House:
    def __init__(self, folder: Path) -> None:
        self.pid_file = folder / "pids"
        program = textwrap.dedent(HOUSE).format(root=str(ROOT), here=str(folder))
        self.process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert self.process.stdout.readline() == "started\n"

    def pids(self) -> list[int]:
        return [int(line.split()[0]) for line in self.pid_file.read_text().splitlines()]

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)


@pytest.fixture
def house(tmp_path: Path):
    started = House(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()
    assert started.process.stdout
    started.process.stdout.close()


def test_ctrl_c_ends_every_process_and_leaves_no_trace(house: House):
    pids = house.pids()
    assert all(is_alive(pid) for pid in pids)
    assert house.end() == 0
    assert not any(is_alive(pid) for pid in pids)
    assert not house.pid_file.exists()


def test_a_child_that_dies_is_started_again(house: House):
    first, second = house.pids()
    os.kill(first, signal.SIGKILL)
    eventually(lambda: house.pids()[0] != first)
    replacement, untouched = house.pids()
    assert untouched == second
    assert is_alive(replacement)


def test_children_end_even_when_the_supervisor_is_killed_outright(house: House):
    pids = house.pids()
    house.process.kill()
    house.process.wait()
    eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_leftovers_of_a_crash_are_ended_at_the_next_start(tmp_path: Path):
    orphan = detached_sleeper()
    pid_file = tmp_path / "pids"
    pid_file.write_text(f"{orphan.pid} {' '.join(SLEEPER)}\n999999999 -c\nnonsense")
    supervisor.end_leftovers(pid_file)
    assert orphan.wait(timeout=10) == -signal.SIGKILL
    assert not pid_file.exists()


def test_a_process_that_merely_reuses_the_number_is_left_alone(tmp_path: Path):
    stranger = detached_sleeper()
    (tmp_path / "pids").write_text(f"{stranger.pid} python -m gunicorn of long ago")
    supervisor.end_leftovers(tmp_path / "pids")
    assert is_alive(stranger.pid)
    stranger.kill()
    stranger.wait()


def test_a_child_that_dies_again_and_again_is_given_up_with_a_sentence(tmp_path: Path):
    child = supervisor.Child("web", [sys.executable, "-c", "raise SystemExit(3)"], cwd=tmp_path)
    child.start()
    for _ in range(supervisor.RESTARTS_ALLOWED - 1):
        die(child).restart()
    with pytest.raises(supervisor.GaveUp, match="web process stopped 5 times"):
        die(child).restart()


def die(child: supervisor.Child) -> supervisor.Child:
    assert child.process
    child.process.wait()
    return child
