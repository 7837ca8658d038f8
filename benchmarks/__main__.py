"""`make bench`: all measurements, one after the other. `python -m benchmarks pages` runs one."""

import argparse
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks import burst, clinic, mail, notebook, pages, planner, publishing, scoring


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="Which of them; all if none.")
    parser.add_argument(
        "--people",
        type=int,
        default=planner.PEOPLE,
        help="How many the planner is tried with; fewer is quicker.",
    )
    chosen = parser.parse_args()
    measurements = _all(people=chosen.people)
    for name in chosen.names or list(measurements):
        print(f"\n== {name}")
        measurements[name]()


def _all(*, people: int) -> Mapping[str, Callable[[], None]]:
    return {
        "pages": pages.measure,
        "mail": mail.measure,
        "burst": burst.measure,
        "planner": partial(planner.measure, people=people),
        "publishing": publishing.measure,
        "notebook": notebook.measure,
        "clinic": clinic.measure,
        "scoring": scoring.measure,
    }


if __name__ == "__main__":
    main()
