"""A form by others opens what a person downloads: lforms, fetched by npm, shows the answers and finds the scores."""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT
from tests.browser.tour import SAM

VERSION = "40.1.3"
SHA512 = "WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ=="
CACHE = ROOT / "build" / "npm"
FETCHING_SECONDS = 120
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A form</title>
<link rel="stylesheet" href="/webcomponent/styles.css"><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script><script src="/webcomponent/lhc-forms.js"></script>
<script src="/fhir/R4/lformsFHIR.min.js"></script></html>"""
OPEN = """([form, response]) =>
    LForms.Util.addFormToPage(form, "form", {fhirVersion: "R4", questionnaireResponse: response})"""
FILLED = '() => LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4")'


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def lforms() -> Path:
    """The unpacked package, whose sum must be the one above."""
    packed = CACHE / f"lforms-{VERSION}.tgz"
    if not packed.exists():
        fetch(packed)
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != SHA512:
        packed.unlink()
        pytest.fail("lforms is not the package this test was written for.")
    unpacked = CACHE / f"lforms-{VERSION}"
    if not unpacked.exists():
        with tarfile.open(packed) as archive:
            archive.extractall(unpacked, filter="data")
    return unpacked / "package" / "dist" / "lforms"


def fetch(packed: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("There is no npm here to fetch lforms with.")
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [
        npm,
        "pack",
        f"lforms@{VERSION}",
        "--pack-destination",
        str(CACHE),
        "--ignore-scripts",
        "--silent",
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=1000",
        "--fetch-timeout=60000",
    ]
    try:
        done = subprocess.run(command, cwd=CACHE, capture_output=True, check=False, timeout=FETCHING_SECONDS)
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not bring lforms in time.")
    if done.returncode or not packed.exists():
        pytest.skip("npm could not reach a registry that has lforms.")


@pytest.fixture
def renderer(lforms: Path, browser: Browser) -> Iterator[Page]:
    """A page with nothing on it but the renderer; whatever it would ask another site for is refused."""
    handler = partial(Quiet, directory=str(lforms))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, browser.new_context() as context:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        context.route(lambda url: not url.startswith(origin), lambda route: route.abort())
        page = context.new_page()
        page.route(f"{origin}/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto(f"{origin}/")
        page.wait_for_function("() => window.LForms?.FHIR?.R4")
        yield page
        server.shutdown()


@pytest.fixture
def bundle(people: Callable[..., Page], scene: dict[str, Any], tmp_path: Path) -> list[dict[str, Any]]:
    """What Sam downloads from a result of his, by keyboard and mouse."""
    page = people(who=SAM)
    page.goto(scene["result"])
    page.locator("label", has_text="For a clinic’s system").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    assert download.value.suggested_filename.startswith("notes-")
    download.value.save_as(tmp_path / "file.json")
    whole = json.loads((tmp_path / "file.json").read_text())
    return [entry["resource"] for entry in whole["entry"]]


def answers(response: dict[str, Any]) -> dict[str, str]:
    return {
        item["linkId"]: item["answer"][0]["valueCoding"]["code"]
        for item in response["item"]
        if "answer" in item
    }


def scores(response: dict[str, Any]) -> dict[str, float]:
    groups = [item["item"] for item in response["item"] if item["linkId"] == "sheet.scores"]
    return {item["linkId"]: item["answer"][0]["valueDecimal"] for group in groups for item in group}


def test_a_form_of_others_shows_the_answers_and_finds_the_scores(
    renderer: Page, bundle: list[dict[str, Any]]
) -> None:
    form, response, *_observations = bundle
    unscored = {
        **response,
        "item": [item for item in response["item"] if item["linkId"] != "sheet.scores"],
    }
    renderer.evaluate(OPEN, [form, unscored])
    expect(renderer.get_by_text(form["title"])).to_be_visible()
    expect(renderer.get_by_text(form["item"][1]["text"])).to_be_visible()
    filled = renderer.evaluate(FILLED)
    assert filled["questionnaire"] == response["questionnaire"]
    assert answers(filled) == answers(response)
    assert scores(filled) == pytest.approx(scores(response), abs=1e-6)
    assert len(scores(filled)) == 2


def test_a_form_of_others_finds_no_score_in_too_few_answers(
    renderer: Page, bundle: list[dict[str, Any]]
) -> None:
    form, response, *_observations = bundle
    worry = [item["linkId"] for item in response["item"] if item["linkId"].startswith("w")]
    few = {**response, "item": [item for item in response["item"] if item["linkId"] not in worry[:2]]}
    renderer.evaluate(OPEN, [form, few])
    expect(renderer.get_by_text(form["title"])).to_be_visible()
    assert list(scores(renderer.evaluate(FILLED))) == ["score.avoidance"]
