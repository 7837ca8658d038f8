"""Reads the house's own source, so that its laws can be tests."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = [
    {"config"}, {"pages", "privacy"}, {"reminders"}, {"clinic"}, {"courses"}, {"quizzes", "journal"}, {"accounts"},
    {"library"}, {"outbox"}, {"common"},
]  # fmt: skip
PUBLIC_ROOMS = {"models", "querysets", "services", "publishing", "access", "http", "templatetags", "rules"}


@cache
def config() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def apps() -> list[str]:
    return sorted(path.parent.name for path in ROOT.glob("*/apps.py"))


def sources(app: str) -> Iterator[Path]:
    yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> Iterator[str]:
    """Every dotted name a module imports, `from a.b import c` as `a.b.c`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor_of(app: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if app in floor)
