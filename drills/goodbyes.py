"""People who take everything along, and people who go, while the workers that see to it are killed."""

import time
from collections.abc import Callable
from typing import Any

from drills.auditor import Tally
from drills.stage import GLANCE_SECONDS, Stage
from tools.product import Running

TO_COPY, TO_ERASE = 1500, 6000  # pages: long enough to be killed in the middle, again and again
KILLS = 2
STILL_SECONDS = 5.0


def kill_in_copy_and_deletion(stage: Stage) -> Tally:
    """A worker is killed twice while it makes a copy, and twice while it takes an account away.

    Whoever goes had asked for a copy just before. Whoever stays keeps everything.
    """
    tally = Tally()
    stays = stage.ask("write_pages", name="stays", count=TO_COPY)
    goes = stage.ask("write_pages", name="goes", count=TO_ERASE)
    stage.ask("ask_for_copy", person=stays)
    worker, in_copy = _kill_on_the_way(stage, stage.worker(), lambda: stage.ask("copied", person=stays))
    _judge_copy(tally, stage.ask("fetch", person=stays))
    stage.ask("ask_for_copy", person=goes)
    stage.ask("go", person=goes)
    _, in_deletion = _kill_on_the_way(stage, worker, lambda: stage.ask("gone", person=goes, pages=TO_ERASE))
    _judge_deletion(tally, stage.ask("left_of", person=goes), stage.ask("stubs_of", person=goes))
    kept = stage.ask("left_of", person=stays).get("journal.Entry")
    tally.expect(that=kept == TO_COPY, fault=f"whoever stays has {kept} of {TO_COPY} pages")
    for what, kills in (("the copy", in_copy), ("the deletion", in_deletion)):
        tally.expect(that=kills == KILLS, fault=f"{kills} of {KILLS} kills were in the middle of {what}")
    stage.notes.append(
        f"{in_copy} kills in a copy of {TO_COPY} pages, {in_deletion} in a deletion of {TO_ERASE}"
    )
    return tally


def _kill_on_the_way(stage: Stage, worker: Running, part_done: Callable[[], float]) -> tuple[Running, int]:
    """Until all is done; returns who finished it, and how often a worker was killed before."""
    moments = sorted(stage.dice.uniform(low, low + 0.25) for low in (0.05, 0.45))
    killed, last, since = 0, 0.0, time.monotonic()
    deadline = since + 120 * stage.patience
    while (part := part_done()) < 1:
        assert time.monotonic() < deadline, f"Not done: {part:.0%} after {killed} kills."
        if moments and part >= moments[0]:
            worker.kill()
            killed += part_done() < 1
            moments.pop(0)
            stage.ask("end_leases")
            worker = stage.worker()
        if part > last:
            last, since = part, time.monotonic()
        elif time.monotonic() - since > STILL_SECONDS:
            stage.ask("end_leases")
            since = time.monotonic()
        time.sleep(GLANCE_SECONDS / 20)
    return worker, killed


def _judge_copy(tally: Tally, copy: dict[str, Any]) -> None:
    wanted = [f"page {number}" for number in range(TO_COPY)]
    tally.expect(
        that=copy["pages"] == wanted, fault=f"{len(copy['pages'])} rows, not each page once and in order"
    )
    counts = (copy["articles"], copy["lines"])
    tally.expect(that=counts == (TO_COPY, TO_COPY), fault=f"{counts} pages to read and lines of the table")
    tally.expect(that=copy["is_refused_again"], fault="it could be fetched twice")
    tally.expect(
        that=not copy["pieces_left"], fault=f"{copy['pieces_left']} pieces stayed after it was fetched"
    )
    tally.expect(that=copy["times_asked"] == 1, fault=f"{copy['times_asked']} copies on the record")


def _judge_deletion(tally: Tally, left: dict[str, int], stubs: list[int]) -> None:
    tally.expect(that=not left, fault=f"left of who is gone: {left}")
    tally.expect(that=stubs == [1, 1, 1], fault=f"{stubs} times on the record, in the table and in the list")
