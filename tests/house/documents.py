"""Reads tables of Markdown, and the tests they name."""

import re
from functools import cache
from pathlib import Path

from tests.house.reading import ROOT

NAMED = re.compile(r"`(tests/[\w/.]+\.py)?::(test_\w+)`")


def rows(document: str) -> list[list[str]]:
    """The cells of every row of every table, without heads and rules."""
    found = []
    for line in (ROOT / document).read_text().splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not set(cells[0]) <= {"-", ":", " "}:
                found.append(cells)
    return found


@cache
def known_tests() -> dict[str, set[str]]:
    """By file: every test in it."""
    return {
        str(path.relative_to(ROOT)): set(re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE))
        for path in (ROOT / "tests").rglob("test_*.py")
    }


def named_tests(text: str) -> list[tuple[str, str]]:
    """File and name of every test that is named; a name without its file may stand in any."""
    return [(file, name) for file, name in NAMED.findall(text)]


def missing(text: str) -> list[str]:
    """Names that no test has."""
    everywhere = {name for names in known_tests().values() for name in names}
    return [
        f"{file}::{name}"
        for file, name in named_tests(text)
        if name not in (known_tests().get(file, set()) if file else everywhere)
    ]


def linked(document: str) -> list[Path]:
    """The files a document points to."""
    here = ROOT / document
    found = re.findall(r"\]\((?!https?:|#)([^)#]+)", here.read_text())
    return [(here.parent / each).resolve() for each in found]
