"""The planner's tick with ten thousand people and with a million, and how fast it writes against the bare database."""

import json
import os

from benchmarks import stage

FEW, PEOPLE = 10_000, 1_000_000
RATIO_GOAL, EMPTY_GOAL_MS = 1.5, 2.0
SPEED_GOALS = {"SQLite": ("executemany", 0.5), "PostgreSQL": ("COPY", 0.25)}


def measure(*, people: int = PEOPLE) -> None:
    """Print, for each database: both ticks at both sizes, and rows a second against the ceiling. Minutes."""
    with stage.databases() as both:
        for name, environment in both.items():
            stage.manage(environment, "prepare_local")
            told = json.loads(
                stage.run_inside({**environment, "BENCH_PEOPLE": str(people)}, "benchmarks.planner_inside")
            )
            _table(name, told)


def _table(name: str, told: dict[str, dict[str, float]]) -> None:
    few, many, speed = told["few"], told["many"], told["speed"]
    print(
        f"\n{name}: {many['people']:,.0f} places on courses, as many earlier notes with their mails, "
        f"{many['bytes'] / 1e9:.1f} GB, written in {many['seconds']:.0f} s; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':34}{'measured':>12}{'reference':>12}{'ratio':>8}   goal")
    for what, key in (("a tick with 100 due", "due_ms"), ("an empty tick", "empty_ms")):
        reference = f"{few[key]:9.2f} ms"
        goal = f"< {RATIO_GOAL} x {few['people']:,.0f} places" if key == "due_ms" else f"< {EMPTY_GOAL_MS} ms"
        print(f"{what:34}{many[key]:9.2f} ms{reference}{many[key] / few[key]:8.2f}   {goal}")
    ceiling, goal_ratio = SPEED_GOALS[name]
    print(
        f"{'notes planned a second':34}{speed['planned']:10.0f}/s{speed['ceiling']:10.0f}/s"
        f"{speed['planned'] / speed['ceiling']:8.3f}   >= {goal_ratio} x {ceiling} into the outbox"
    )
    print(
        f"statements: {many['empty_queries']:.0f} in an empty tick, "
        f"{many['due_queries']:.0f} in one with 100 due, {few['due_queries']:.0f} with few people"
    )
