"""The running product, started as `make run` starts it, and a real Chromium that watches for broken promises."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from outbox.adapter import LocalMail, read_mailbox

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "calm-lantern-42"
SECRET = "ALDEREXAMPLECODESAREFORTRYING222"  # of the app of Amara and of staff
PERIODS: dict[str, int] = {}  # the half minute whose code somebody used last
START_SECONDS = 90
PATIENCE_MS = 15_000  # with a page, on a machine that has other things to do
SESSION_SECONDS = 8 * 60  # staff and clinicians are signed out after a quarter of an hour
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass
class Product:
    """A running Alder: where it answers, where its files are, what it would have mailed."""

    url: str
    data: Path
    content: Path
    elsewhere: str
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


class Dull(BaseHTTPRequestHandler):
    """The unrelated site that Leave goes to: every page of it is blank."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang=en><title>Elsewhere</title><p>Nothing here.</p></html>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    """A site on this machine to leave to, so that no test asks a real one for anything."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Dull) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def product(elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("alder"), elsewhere) as alder:
        yield alder


@contextlib.contextmanager
def running(data: Path, elsewhere: str, **overrides: str) -> Iterator[Product]:
    """`make run` on a folder of its own, with a copy of the real library that a test may edit."""
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
        "LEAVE_TARGET": elsewhere,
        **overrides,
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
            yield Product(f"http://127.0.0.1:{port}", data, content, elsewhere, environment)
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

    allowed: tuple[str, ...]
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.complaints.append(f"{kind}: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith(self.allowed):
            self.complaints.append(f"foreign request: {url}")


@dataclass
class Doorway:
    """Opens browsers onto the product, and keeps the sessions of people who have signed in once."""

    browser: Browser
    product: Product
    watches: list[Watch] = field(default_factory=list)
    sessions: dict[str, Any] = field(default_factory=dict)

    def open(
        self, *, width: int, javascript: bool = True, theme: str = "light", who: str = ""
    ) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.product.url,
            viewport={"width": width, "height": 844 if width < 700 else 900},
            java_script_enabled=javascript,
            color_scheme=theme,
            reduced_motion="reduce",
            storage_state=self._session(who) if who else None,
        )
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch((f"{self.product.url}/", self.product.elsewhere, "data:", "about:", "blob:"))
        watch.over(context)
        self.watches.append(watch)
        return context

    def take_complaints(self) -> list[str]:
        taken = [complaint for watch in self.watches for complaint in watch.complaints]
        for watch in self.watches:
            watch.complaints.clear()
        return taken

    def _session(self, who: str) -> Any:
        """Signs a person in now and then; browsers of theirs in the next minutes begin with the same session."""
        at, state = self.sessions.get(who, (0.0, None))
        if state is None or time.monotonic() - at > SESSION_SECONDS:
            with self.browser.new_context(base_url=self.product.url) as context:
                sign_in(context.new_page(), who)
                self.sessions[who] = (time.monotonic(), state := context.storage_state())
        return state


@pytest.fixture(scope="session")
def doorway(browser: Browser, product: Product) -> Doorway:
    return Doorway(browser, product)


@pytest.fixture
def people(doorway: Doorway) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser for one person; afterwards nothing may have complained.

    `who` is the address of somebody whose session may be shared by tests: nobody signs out or leaves in it.
    """
    contexts: list[BrowserContext] = []

    def arrive(*, width: int = 390, javascript: bool = True, theme: str = "light", who: str = "") -> Page:
        contexts.append(doorway.open(width=width, javascript=javascript, theme=theme, who=who))
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()
    assert doorway.take_complaints() == []


@pytest.fixture(scope="session")
def scene(product: Product) -> dict[str, Any]:
    """Example people in the middle of things: the addresses with random keys that the tour visits."""
    command = [sys.executable, "-m", "tests.browser.scene"]
    done = subprocess.run(
        command, cwd=ROOT, env=product.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    addresses = json.loads(done.stdout)
    for guest in ("open", "declined", "closed"):
        words = product.newest_mail_to(f"{guest}@example.org").text
        addresses[guest] = re.findall(r"/i/[\w-]+/", words)[0]
    return addresses


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/today/|/leave/about/|/2fa/authenticate/"))
    if "/2fa/" in page.url:
        page.get_by_label("Code").fill(next_code(email))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/today/|/leave/about/"))


def next_code(email: str, secret: str = SECRET) -> str:
    """What this person's app shows, as allauth reckons it; waits when they have just used the newest that counts."""
    spent = PERIODS.get(email, 0)
    eventually(lambda: int(time.time()) // 30 + 1 > spent, within=35)
    PERIODS[email] = max(spent + 1, int(time.time()) // 30)
    return format_hotp_value(hotp_value(secret, PERIODS[email]))
