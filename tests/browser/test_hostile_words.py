"""A real browser on pages full of payloads, with the policy on and off: it runs none of them."""

import json
import mimetypes
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import ROOT

HERE = "http://alder.test"
# Whatever a payload may do to be noticed is written down; nothing is stopped by it but the boxes that would wait.
WATCH = """
window.ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
  window[name] = (...given) => { window.ran.push(name + ' ' + given.join(' ').slice(0, 60)); };
document.addEventListener('securitypolicyviolation', (event) => {
  (window.broken ||= []).push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample);
});
"""
# What the browser's own parser made of the page.
FOREIGN = """() => [...document.querySelectorAll('*')].flatMap((element) => [
  ...[...element.attributes].map((a) => a.name).filter((name) => /^on|^style$|^srcdoc$/.test(name)),
  ...(element.tagName === 'SCRIPT' && !element.src ? ['inline script'] : []),
  ...(/^(XQ1|IFRAME|OBJECT|EMBED|MARQUEE|BASE)$/.test(element.tagName) ? [element.tagName] : []),
  ...(/^\\s*(javascript|data|vbscript):/i.test(element.href || element.action || '') ? ['address'] : []),
])"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "tests.browser.hostile_pages", str(made)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return made


class Looker:
    """One tab that is shown pages from the folder, and writes down what they do."""

    def __init__(self, browser: Browser, folder: Path, policy: str) -> None:
        self.folder, self.policy, self.noticed = folder, policy, list[str]()
        self.context = browser.new_context(base_url=HERE)
        self.context.add_init_script(WATCH)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.on(
            "dialog", lambda dialog: (self.noticed.append(f"dialog {dialog.message}"), dialog.dismiss())
        )
        self.page.on("console", lambda message: self._console(message.type, message.text))

    def _console(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.noticed.append(f"{kind}: {text[:120]}")

    def _answer(self, route: Route) -> None:
        url = route.request.url
        path = url.removeprefix(HERE)
        if path.startswith("/page/") and (self.folder / path.removeprefix("/page/")).is_file():
            body = (self.folder / path.removeprefix("/page/")).read_text(encoding="utf-8")
            headers = {"content-type": "text/html; charset=utf-8"}
            if self.policy:
                headers["content-security-policy"] = self.policy
            route.fulfill(body=body, headers=headers)
        elif url.startswith(f"{HERE}/static/"):
            self._static(route, path.removeprefix("/static/"))
        else:
            if not url.startswith((HERE, "data:", "blob:")):
                self.noticed.append(f"request {url[:100]}")
            route.abort()

    def _static(self, route: Route, name: str) -> None:
        found = [root / name for root in (ROOT / "static", ROOT / "build/static") if (root / name).is_file()]
        if found:
            route.fulfill(path=found[0], content_type=mimetypes.guess_type(name)[0] or "text/plain")
        else:
            route.abort()

    def wait_for_something(self, name: str) -> list[str]:
        """What ran or was refused on a page of which that is known: an image fails in its own time."""
        self.page.goto(f"/page/{name}", wait_until="domcontentloaded")
        self.page.wait_for_function("() => window.ran.length || window.broken")
        told: list[str] = self.page.evaluate("() => [...window.ran, ...(window.broken || [])]")
        return told

    def look_at(self, name: str) -> list[str]:
        """Everything that was noticed on this page."""
        self.noticed = []
        self.page.goto(f"/page/{name}")
        told: dict[str, Any] = self.page.evaluate("() => ({ran: window.ran, broken: window.broken || []})")
        foreign: list[str] = self.page.evaluate(FOREIGN)
        return [*self.noticed, *told["ran"], *told["broken"], *foreign]


@pytest.mark.parametrize("is_on", [True, False], ids=["policy on", "policy off"])
def test_no_payload_runs_on_any_page(browser: Browser, folder: Path, is_on: bool):
    index = json.loads((folder / "index.json").read_text())
    looker = Looker(browser, folder, index["policy"] if is_on else "")
    found = {
        address: noticed
        for number, (address, _places) in enumerate(index["pages"])
        if (noticed := looker.look_at(f"{number}.html"))
    }
    looker.context.close()
    assert found == {}
    assert len({place for _, places in index["pages"] for place in places}) > 40


def test_the_same_payloads_raw_would_have_been_noticed(browser: Browser, folder: Path):
    policy = json.loads((folder / "index.json").read_text())["policy"]
    for name in ("raw-script.html", "raw-img.html"):
        bare, guarded = Looker(browser, folder, ""), Looker(browser, folder, policy)
        assert any("alert" in line for line in bare.wait_for_something(name))
        seen = guarded.wait_for_something(name)
        assert any("script-src" in line for line in seen), "the policy is told of them"
        assert not guarded.page.evaluate("() => window.ran"), "and lets none run"
        bare.context.close()
        guarded.context.close()
