"""`make fuzz`: 20,000 hostile requests. `python -m fuzz --requests 4000 --seed 7` runs some, the same each time."""

import argparse
import os
import sys
import tempfile
import time

import django

FOLDER = tempfile.TemporaryDirectory(prefix="alder-fuzz-")
os.environ.update(DATA_DIR=FOLDER.name, DEPLOYMENT="local", DJANGO_SETTINGS_MODULE="config.settings")
os.environ.pop("DATABASE_URL", None)
django.setup()

from fuzz.crawling import explored  # noqa: E402
from fuzz.running import Runner  # noqa: E402
from fuzz.stage import CANARIES, stage  # noqa: E402

REQUESTS = 20_000


def main(arguments: list[str]) -> int:
    given = parse(arguments)
    with FOLDER:
        return attack(requests=given.requests, seed=given.seed)


def attack(*, requests: int, seed: int) -> int:
    """Build the stage, ask, print the figures; 1 if any answer was at fault."""
    started = time.monotonic()
    with stage() as (world, log):
        ground = explored(world)
        print(
            f"{len(ground.addresses)} addresses, {len(ground.all_forms)} forms, {len(ground.parameters)} parameters",
            flush=True,
        )
        tally = Runner(world, ground).run(requests=requests, first_seed=seed)
        leaks = [words for words in CANARIES if words in log.getvalue()]
    print(tally.told())
    print(f"words of people in the log: {leaks or 'none'} ({len(log.getvalue())} characters)")
    print(f"seeds from {seed}, {time.monotonic() - started:.0f} s; {len(tally.failures)} kinds of failure")
    return 1 if tally.failures or leaks else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument(
        "--requests", type=int, default=REQUESTS, help=f"at least so many, {REQUESTS} unless told"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="the first; each round of requests takes the next"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
