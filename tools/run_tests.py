"""`make test`: find or fetch a browser, start a real PostgreSQL, and run every test; pytest has the last word.

What asks a database runs on PostgreSQL first; then the browser tests, against the product as `make run` starts it; then
everything but the browser on the embedded default, save a few that need no second database. `make walk` runs only the
walk through all lessons in the browser.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import build_assets, servers  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What people's words become on a page, and what no address gives away, was judged on PostgreSQL; `make sweep` and
# `pytest` on its own judge it here.
ONCE_IS_ENOUGH = [
    f"--ignore=tests/{name}"
    for name in ("sweep", "hostile/test_every_address.py", "hostile/test_words_stay_words.py")
]
SIDE_BY_SIDE = ["-n", "2"]
NO_BROWSER = (
    "The browser tests need Chromium. None is on the PATH, Playwright could not fetch its own, and Debian's package "
    "could not be installed. Install one (apt-get install chromium) and run make test again."
)


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    browser = find_browser()
    if browser is None:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    build_assets.main([])
    with tempfile.TemporaryDirectory(prefix="alder-tests-") as folder:
        environment = {**os.environ, "CHROMIUM": browser, "DATA_DIR": folder, "DEPLOYMENT": "local"}
        if arguments[:1] == ["walk"]:
            # -s: a line a lesson, as it goes
            walk = ["-s", "-m", "browser or walk", "tests/browser/test_walk.py"]
            return _pytest([*walk, *arguments[1:]], environment)
        with servers.postgres(Path(folder) / "postgres") as url:
            print("On PostgreSQL:", flush=True)
            on_postgres = {**environment, "DATABASE_URL": url}
            wanted = ["-m", "database and not processes and not timing", "--ignore=tests/library_walk"]
            failed = _pytest([*SIDE_BY_SIDE, *wanted], on_postgres)
        print("In the browser:", flush=True)
        # The tests of a file share a running product, and with it what they did before.
        failed = failed or _pytest([*SIDE_BY_SIDE, "--dist", "loadfile", "-m", "browser"], environment)
        print("On SQLite:", flush=True)
        wanted = ["-m", "not browser and not timing", *ONCE_IS_ENOUGH, *arguments]
        return failed or _pytest([*SIDE_BY_SIDE, *wanted], environment)


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "--durations", "10", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def find_browser() -> str | None:
    """On the PATH; else Playwright's own; else Debian's package where we may install one."""
    return _on_path() or _from_playwright() or _from_debian()


def _on_path() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _from_playwright() -> str | None:
    if (
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode
        != 0
    ):
        return None
    probe = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    found = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    ).stdout.strip()
    return found if found and Path(found).exists() else None


def _from_debian() -> str | None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return None
    return _on_path()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
