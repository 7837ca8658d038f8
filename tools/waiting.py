"""Waiting for something to become true, instead of for time to pass."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
GLANCE_SECONDS = 0.02


def eventually(
    condition: Callable[[], T], *, within: float = 15.0, said: str = "", every: float = GLANCE_SECONDS
) -> T:
    """The first true answer of `condition`, asked again after `every` seconds; fails when there is none in time."""
    deadline = time.monotonic() + within
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"Still not so after {within} s: {said or condition}"
        time.sleep(every)
