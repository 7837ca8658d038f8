"""The running product, started as `make run` starts it, and a real Chromium that watches for broken promises."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from outbox.adapter import LocalMail, read_mailbox

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "calm-lantern-42"
START_SECONDS = 90
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests share one running product, so they stay on one worker of the test run."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass
class Product:
    """A running Alder: where it answers, where its files are, what it would have mailed."""

    url: str
    data: Path
    content: Path
    environment: dict[str, str]

    def mails_to(self, address: str) -> list[LocalMail]:
        return [mail for mail in read_mailbox(self.data / "mailbox") if mail.to == address]

    def newest_mail_to(self, address: str, *, after: int = 0) -> LocalMail:
        """Wait for the mail number `after + 1` to this address: a worker sends it in its own time."""
        eventually(lambda: len(self.mails_to(address)) > after, within=20)
        return max(self.mails_to(address), key=lambda mail: mail.sent_at)

    def code_for(self, address: str, *, after: int = 0) -> str:
        found = re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", self.newest_mail_to(address, after=after).text)
        assert found, "The mail has no code."
        return found[-1]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )


def eventually(condition: Callable[[], bool], *, within: float) -> None:
    """Wait for something another process does; fails after `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`make run` on a folder of its own, with a copy of the real library that a test may edit."""
    data = tmp_path_factory.mktemp("alder")
    content = data / "content"
    subprocess.run(["cp", "-r", str(ROOT / "content"), str(content)], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SITE_URL"}}
    environment = {
        **kept,
        "DATA_DIR": str(data),
        "CONTENT_DIR": str(content),
        "PORT": str(port),
        "DEPLOYMENT": "local",
    }
    with (data / "output.txt").open("w") as output:
        house = subprocess.Popen(
            [sys.executable, "tools/run.py"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            eventually(
                lambda: "Ready:" in (data / "output.txt").read_text() or house.poll() is not None,
                within=START_SECONDS,
            )
            assert house.poll() is None, (data / "output.txt").read_text()
            yield Product(f"http://127.0.0.1:{port}", data, content, environment)
        finally:
            house.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                house.wait(timeout=20)
            house.kill()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "headless": True, "args": QUIET}


@dataclass
class Watch:
    """What no page may do: complain in the console, break the policy, ask another site for anything."""

    origin: str
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.complaints.append(f"{kind}: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "about:", "blob:")) and "wikipedia.org" not in url:
            self.complaints.append(f"foreign request: {url}")


@pytest.fixture
def people(browser, product: Product) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser for one person; afterwards nothing may have complained."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def arrive(*, width: int = 390, javascript: bool = True, theme: str = "light") -> Page:
        context = browser.new_context(
            base_url=product.url,
            viewport={"width": width, "height": 844 if width < 700 else 900},
            java_script_enabled=javascript,
            color_scheme=theme,
        )
        context.set_default_timeout(15_000)
        watch = Watch(product.url)
        watch.over(context)
        watches.append(watch)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email", exact=False).first.fill(email)
    page.get_by_label("Password", exact=False).first.fill(password)
    page.get_by_role("button", name=re.compile("^Sign in", re.I)).first.click()
    page.wait_for_url("**/today/")
