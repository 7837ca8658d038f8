"""`make run` refuses with a sentence, never with a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.processes


def start(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), **changes}
    return subprocess.run(
        [sys.executable, "tools/run.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_a_sentence(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = start(tmp_path, PORT=str(port))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {port} is taken by another program. Stop it, or choose another: PORT=8001 make run\n"
    )


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PORT", "eighty", "PORT is “eighty”"),
        ("DATABASE_URL", "mysql://here", "DATABASE_URL"),
        ("BROKER_URL", "amqp://here", "BROKER_URL"),
        ("DEFAULT_TIME_ZONE", "Mars/Olympus", "DEFAULT_TIME_ZONE"),
        ("DEPLOYMENT", "prod", "DEPLOYMENT"),
    ],
)
def test_a_wrong_setting_is_a_sentence_that_names_it(tmp_path: Path, name: str, value: str, part: str):
    refused = start(tmp_path, **{name: value})
    assert refused.returncode == 3
    assert part in refused.stderr
    assert "Traceback" not in refused.stderr


def test_production_asks_for_every_secret_by_name(tmp_path: Path):
    refused = start(tmp_path, DEPLOYMENT="production")
    assert refused.returncode == 3
    assert "is missing" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_python_that_is_too_old_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setattr(bootstrap, "OLDEST", (9, 0, 0))
    assert bootstrap.main("run") == 1
    assert "Alder needs Python 3.11.5 or later" in capsys.readouterr().err
