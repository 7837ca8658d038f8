"""Writes the pages that a browser is to look at: `python -m tests.browser.hostile_pages FOLDER`.

In a process of its own, with a database in memory: the browser's tests have a loop running in theirs. One page for each
place where words stand, about 200 payloads in each place, as few pages as show all places; and two that hold some
of the same payloads raw, which shows that whoever looks would see something run.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import django

FOLDER = tempfile.TemporaryDirectory(prefix="alder-pages-")
os.environ.update(DATA_DIR=FOLDER.name, DEPLOYMENT="local", DJANGO_SETTINGS_MODULE="config.settings")
os.environ.pop("DATABASE_URL", None)
django.setup()

from fuzz.stage import stage  # noqa: E402
from tests.hostile.corpora import scripts  # noqa: E402
from tests.hostile.places import library_of_fields, saturated_pages, write_everywhere  # noqa: E402
from tests.hostile.saturating import Saturation  # noqa: E402

SHARES = 25  # of about 200 payloads


def main(folder: Path) -> None:
    saturation = Saturation(shares=SHARES)
    with stage(tree=library_of_fields()) as (world, _log):
        write_everywhere(world)
        policy = world.clients["nobody"].get("/").headers["Content-Security-Policy"]
        pages = [
            (address, html, saturation.places_in(html))
            for _, address, html in saturated_pages(world, saturation)
        ]
    kept = chosen(pages)
    for number, (_, html, _places) in enumerate(kept):
        (folder / f"{number}.html").write_text(html, encoding="utf-8")
    for name, start in {"script": "<script>alert(", "img": "<img src=x onerror=alert("}.items():
        raw = "\n".join(payload for payload in scripts() if payload.startswith(start))
        html = f"<!doctype html><title>Raw</title>{raw}"
        (folder / f"raw-{name}.html").write_bytes(html.encode("utf-8", "replace"))
    told = {"policy": policy, "pages": [(address, sorted(places)) for address, _, places in kept]}
    (folder / "index.json").write_text(json.dumps(told))


def chosen(pages: list[tuple[str, str, set[str]]]) -> list[tuple[str, str, set[str]]]:
    """As few pages as show every place that any page shows, the richest first."""
    waiting, kept = set[str]().union(*(places for _, _, places in pages)), []
    while waiting:
        richest = max(pages, key=lambda page: len(page[2] & waiting))
        kept.append(richest)
        waiting -= richest[2]
    return kept


if __name__ == "__main__":
    with FOLDER:
        main(Path(sys.argv[1]))
