"""Processes of tests that do to the product what people do to it."""

import contextlib
from collections.abc import Iterator

from tools.product import Running, living


@contextlib.contextmanager
def start_page(env: dict[str, str]) -> Iterator[Running]:
    """A process that does what a page does: see tests/processes/page.py."""
    yield from living("-m", "tests.processes.page", env=env, talks=True)


@contextlib.contextmanager
def start_notebook(env: dict[str, str]) -> Iterator[Running]:
    """A process in which somebody writes: see tests/processes/notebook.py."""
    yield from living("-m", "tests.processes.notebook", env=env, talks=True)
