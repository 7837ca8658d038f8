"""The notebook of somebody who writes a lot: searching it, browsing it, and taking it along as a file."""

import json
import tempfile
from pathlib import Path

from benchmarks import stage

GOAL_MS = 500


def measure() -> None:
    """Everything on one core, inside the product, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="alder-bench-") as folder:
        environment = stage.alone(Path(folder))
        stage.manage(environment, "migrate", "--verbosity", "0")
        told = json.loads(stage.run_inside(environment, "benchmarks.notebook_inside"))
    print(
        f"{told['entries']} entries of {told['words']} words, {told['bytes'] / 1e6:.1f} MB sealed; one core, "
        f"median of {told['times']}. Reference: opening the same ciphertexts alone, {told['alone']:.1f} ms of CPU."
    )
    print(f"{'':34}{'CPU ms':>8}{'wall ms':>9}   CPU ratio   goal")
    for name, (cpu, wall) in told["measured"].items():
        goal = f"< {GOAL_MS} ms" if name.startswith("search") else ""
        print(f"{name:34}{cpu:8.1f}{wall:9.1f}{cpu / told['alone']:10.1f}x   {goal}")
    slow = [
        name for name, (_, wall) in told["measured"].items() if name.startswith("search") and wall > GOAL_MS
    ]
    if slow:
        raise SystemExit(f"Too slow: {', '.join(slow)}")
