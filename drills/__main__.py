"""`make drills`: all of them. `python -m drills D1 D5 --on SQLite --size 500` runs some; `--list` names them."""

import argparse
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter

from drills import catalogue
from drills.auditor import Tally
from drills.stage import FILES, SERVERS, House, house

COLUMNS = ("due", "accepted", "sent", "lost", "doubled", "uncertain", "bound", "skipped", "failed", "late")
SIZE, LONG_SIZE = 5000, 10000
Line = tuple[int, Tally, str]  # its place in the table, its counts, its words
Done = dict[str, list[Line]]
PAIRS = {FILES: "SQLite, localfs", SERVERS: "PostgreSQL, Valkey"}


def main(arguments: list[str]) -> int:
    given = parse(arguments)
    if given.list:
        print(catalogue.told())
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything started is ended
    size = given.size or (LONG_SIZE if given.long else SIZE)
    started = time.monotonic()
    done: Done = {kind: [] for kind in given.on}
    print(_heading(), flush=True)
    try:
        with house(given.on) as home, ThreadPoolExecutor(len(given.on)) as pool:
            columns = [pool.submit(_try_all, home, kind, size, given, done[kind]) for kind in given.on]
            try:
                for column in columns:
                    column.result()
            finally:
                home.stop()
    finally:  # also of a run that was ended before its time
        failed = _tell(done, seconds=time.monotonic() - started)
    return 1 if failed else 0


def _tell(done: Done, *, seconds: float) -> int:
    """The table, in the order of the catalogue; returns how many have failed."""
    lines = sorted((line for column in done.values() for line in column), key=itemgetter(0))
    failed = sum(not tally.has_passed for _, tally, _ in lines)
    print(f"\n{_heading()}\n" + "\n".join(line for _, _, line in lines))
    print("\n" + "\n".join(_in_all(kind, [tally for _, tally, _ in column]) for kind, column in done.items()))
    print(f"\n{len(lines)} drills, {failed} failed, {seconds:.0f} s in all", flush=True)
    return failed


def _try_all(home: House, kind: str, size: int, given: argparse.Namespace, done: list[Line]) -> None:
    """All drills on one database in turn. Those on the other go on beside it: most of a drill is waiting."""
    for place, drill in enumerate(catalogue.chosen(given.names)):
        if kind in drill.kinds and not home.is_closing:
            tally, line = run(home, drill, kind, size=size, options=given)
            print(line, flush=True)
            if not home.is_closing:
                done.append((place, tally, line))


def run(
    home: House, drill: catalogue.Drill, kind: str, *, size: int, options: argparse.Namespace
) -> tuple[Tally, str]:
    """One drill on one database: its counts, and its line of the table."""
    started, seed = time.monotonic(), f"{drill.number} {kind} {options.seed}"
    with home.stage(kind, size=size, is_long=options.long, seed=seed, patience=options.patience) as stage:
        try:
            tally = drill.run(stage)
        except Exception as error:  # noqa: BLE001 (one drill that breaks must not hide the others)
            print(f"{traceback.format_exc()[-3000:]}\n{stage.logs()[-3000:]}", file=sys.stderr)
            last = str(error).strip().rpartition("\n")[2]
            tally = Tally(due=len(stage.due), faults=[f"{type(error).__name__}: {last}"[:200]])
        notes = "; ".join([*tally.faults, *stage.notes])
    verdict = "PASS" if tally.has_passed else "FAIL"
    counts = "".join(f"{getattr(tally, name):>10}" for name in COLUMNS)
    seconds = time.monotonic() - started
    return (
        tally,
        f"{verdict}  {drill.number:<4}{drill.name:<22}{PAIRS[kind]:<20}{counts}{seconds:>7.0f} s  {notes}",
    )


def _in_all(kind: str, tallies: list[Tally]) -> str:
    counts = "".join(f"{sum(getattr(tally, name) for tally in tallies):>10}" for name in COLUMNS)
    return f"{'':6}{'':4}{'in all':<22}{PAIRS[kind]:<20}{counts}"


def _heading() -> str:
    return (
        f"{'':6}{'':4}{'drill':<22}{'on':<20}" + "".join(f"{name:>10}" for name in COLUMNS) + f"{'took':>9}"
    )


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("names", nargs="*", help="numbers or names of drills; none or “all” is all of them")
    parser.add_argument("--on", nargs="+", choices=(FILES, SERVERS), default=[FILES, SERVERS])
    parser.add_argument("--size", type=int, help=f"people in a large drill, {SIZE} unless told")
    parser.add_argument("--long", action="store_true", help="more people, more faults, longer outages")
    parser.add_argument("--seed", type=int, default=1, help="moments of faults are drawn from it")
    parser.add_argument("--patience", type=float, default=1.0, help="times as long a wait, on a busy machine")
    parser.add_argument("--list", action="store_true", help="name the drills and what must hold")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
