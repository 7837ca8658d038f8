"""The clinician's list and one client's page: queries, CPU and time, at 10 clients and at 500."""

import json
from typing import Any

from benchmarks import stage

# Server time is CPU: what a busy machine makes of the wall clock is no fault of the page.
GOAL_QUERIES, GOAL_CPU_MS = 12, 150


def measure() -> None:
    """Everything on one core, inside the product, on SQLite and on PostgreSQL."""
    for name, told in _told():
        print(f"{name}; one core, median of {told['times']}, through the page with session and second step.")
        print(f"{'':44}{'queries':>8}{'CPU ms':>8}{'wall ms':>9}")
        for what, (queries, cpu, wall) in told["measured"].items():
            print(f"{what:44}{queries:8d}{cpu:8.1f}{wall:9.1f}")
        _refuse(told["measured"])


def _told() -> list[tuple[str, dict[str, Any]]]:
    with stage.databases() as environments:
        found = []
        for name, environment in environments.items():
            stage.manage(environment, "migrate", "--verbosity", "0")
            found.append((name, json.loads(stage.run_inside(environment, "benchmarks.clinic_inside"))))
        return found


def _refuse(measured: dict[str, tuple[int, float, float]]) -> None:
    lists = {what: row for what, row in measured.items() if what.startswith("list")}
    slow = [what for what, (_, cpu, _) in lists.items() if cpu > GOAL_CPU_MS]
    many = [what for what, (queries, _, _) in lists.items() if queries >= GOAL_QUERIES]
    if slow or many:
        raise SystemExit(f"Too slow: {slow}; too many queries: {many}")
