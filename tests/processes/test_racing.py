"""Pages that save at the same moment, on the embedded database in a file, as it is run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.product import ROOT, manage, product_env

pytestmark = pytest.mark.processes


def test_pages_that_save_at_once_lose_nothing_on_the_embedded_database(tmp_path: Path):
    env = product_env(tmp_path)
    manage(env, "migrate", "--verbosity", "0")
    done = subprocess.run(
        [sys.executable, "-m", "tests.processes.racing"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
