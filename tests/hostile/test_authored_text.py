"""Every payload in every place where an author's Markdown may hold it: nothing comes out that the allow-list lacks."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.hostile.corpora import naughty, scripts
from tests.library.grammar.builders import LESSON_PATH, compiled, lesson
from tests.library.grammar.test_published_html import faults, rendered

# Where a line of an author's may stand; `{}` is the payload.
PLACES = (
    "{}",
    "- {}",
    "1. {}",
    "> {}",
    "## {}",
    "[words]({})",
    "[{}](https://example.org/)",
    "![{}](figures/a.png)",
    "`{}`",
    "**{}**",
    "[^1]: a-2001 · mixed: {}",
    "/// story | {}\nWords.\n///",
    "/// key\n{}\n///",
    "/// check\n? {}\n- [x] {} | {}\n- [ ] {}\n///",
    "/// exercise | one\nlighter: {}\n\n{}\n\n- short: a | {}\n///",
)
SHARE = 40  # payloads in one text: blocks end at a line of their own, so that none hides behind another
# Every payload in one place, and every place with hundreds; with all turns (`make fuzz`) every payload in every place.
TURNS = int(os.environ.get("HOSTILE_TURNS", "1"))


def in_place(place: str, payload: str) -> str:
    line = " ".join(payload.replace("\x00", "").split()).encode("utf-8", "replace").decode()
    return place.replace("{}", line)


@pytest.mark.parametrize("turn", range(min(TURNS, len(PLACES))))
def test_no_payload_in_any_place_becomes_more_than_the_allow_list_names(turn: int):
    everything = [*scripts(), *naughty()]
    bad, slowest, shown = [], 0.0, 0
    for at in range(0, len(everything), SHARE):
        number = at // SHARE + turn
        pieces = [
            in_place(PLACES[(number + offset) % len(PLACES)], payload)
            for offset, payload in enumerate(everything[at : at + SHARE])
        ]
        started = time.process_time()
        html = rendered("\n\n".join(pieces))
        slowest = max(slowest, time.process_time() - started)
        shown += len("".join(html))
        bad += [f"share {number}: {fault}" for fault in faults("\n".join(html))]
    assert bad == []
    assert shown > 200_000
    assert slowest < 1, "no text of an author's may hold a publication up"


# Short texts that some engine of Markdown needed seconds for.
SLOW = (
    "[" * 5000,
    "![" * 3000,
    "**a" * 3000,
    "_" * 5000 + "a",
    "`" * 5000,
    "<" * 5000,
    "&#" * 3000,
    "[a](" * 2000,
    "> " * 2000,
    "- " * 2000,
    "\\" * 5000,
    "[^1]" * 1500,
    "a\n" * 3000,
    "*a_ " * 2000,
    "[](" + "(" * 3000,
    '[a]: <b "' + '"' * 3000,
    "<!--" * 2000,
    "<a " + "a" * 5000,
    "| a " * 1500 + "\n" + "|-" * 1500,
    "http://" * 1500,
)


@pytest.mark.parametrize("text", SLOW, ids=range(len(SLOW)))
def test_no_short_text_takes_the_compiler_long(tmp_path: Path, text: str):
    """By the whole way from the file: some of these are refused before the engine of Markdown sees them."""
    started = time.process_time()
    compiled(tmp_path, {LESSON_PATH: lesson(text)})
    assert time.process_time() - started < 1
