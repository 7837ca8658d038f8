"""A database that is busy, full, or restored from yesterday."""

import shutil
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from drills.auditor import GROUP, Tally, audit, rows_of
from drills.stage import FILES, Stage
from tools.product import manage

ERASED = 5
SLOW_SECONDS = 0.05  # for a mail, so that a backup is taken while some have left and some have not


def locked(stage: Stage) -> Tally:
    """A planner, two senders and somebody who saves a page again and again, all on one file."""
    stage.planned(stage.small)
    stage.unplanned(stage.small)
    writer, planner = stage.talker(), stage.talker()
    for _ in range(2):
        stage.worker()
    stage.until_accepted(5)
    planner.begin("plan")
    writer.begin("save_pages", seconds=60 if stage.is_long else 15)
    saved, errors, slowest = writer.answer()
    planner.answer()
    stage.settle()
    tally = audit(stage)
    tally.expect(that=errors == 0, fault=f"{errors} pages were not saved")
    tally.expect(that="locked" not in stage.logs(), fault="a process met a locked database")
    stage.notes.append(f"{saved} pages saved, the slowest in {slowest * 1000:.0f} ms")
    return tally


def full(stage: Stage) -> Tally:
    """No room for one more page of the database; then there is room again, and nobody is started anew."""
    stage.planned(stage.small // 3)
    stage.unplanned(stage.small // 3)
    pages = stage.ask("fill", pages=2000)
    workers = [stage.worker(DRILL_PAGES=str(pages)), stage.worker(DRILL_PAGES=str(pages))]
    visitor = stage.start("-m", "drills.inside", talks=True, DRILL_PAGES=str(pages))
    stage.until(lambda: _is_full(stage))
    statuses = visitor.ask("press_until_refused", most=2000)
    stage.ask("free")
    assert visitor.ask("save_pages", seconds=0.1)[1] == 0, "The page cannot be saved although there is room."
    stage.ask("hint", task="reminders.plan_due")
    stage.until(lambda: len(stage.ask("ledger")) == len(stage.due))
    stage.settle()
    # Each run that met the full disk may have left the group it had in hand.
    runs = sum(worker.said().count("Task outbox.send_due") for worker in workers)
    tally = audit(stage, bound=GROUP * runs)
    tally.expect(that=all(worker.is_running() for worker in workers), fault="a worker died")
    tally.expect(that=set(statuses) <= {200, 302, 503}, fault=f"pages answered {statuses}")
    with sqlite3.connect(stage.env["DATA_DIR"] + "/alder.sqlite3") as line:
        found = line.execute("PRAGMA integrity_check").fetchone()[0]
    tally.expect(that=found == "ok", fault=f"integrity: {found}")
    stage.notes.append(f"{runs} runs met it; a page answered {statuses[-1]}")
    return tally


def _is_full(stage: Stage) -> bool:
    stage.ask("hint", task="reminders.plan_due")
    return "disk is full" in stage.logs()


def restored(stage: Stage) -> Tally:
    """A backup is taken in mid-batch, everything is sent, some delete their account, and the backup is put to work."""
    stage.planned(stage.small)
    before = rows_of(stage)
    stage.smtp.seconds = SLOW_SECONDS
    worker = stage.worker()
    stage.until_accepted(stage.small // 3)
    backup = _backup(stage)
    stage.smtp.seconds = 0.0
    stage.settle()
    worker.stop()
    had_left = stage.accepted
    gone = stage.dice.sample(stage.due, ERASED)
    erased = stage.ask("erase", people=gone)
    stage.move_into(backup)
    said = manage(backup, "post_restore", "--erased", erased)
    stage.planned(20, at_once=True)  # for a moment after the restoring: these go
    stage.worker()
    stage.settle()
    tally = audit(stage, bound=stage.small, forgotten=before)
    tally.expect(
        that=stage.accepted == had_left + 20,
        fault=f"{stage.accepted - had_left} mails after restoring, not 20",
    )
    came_back = set(gone) & set(stage.ask("addresses"))
    tally.expect(that=not came_back, fault=f"{len(came_back)} deleted accounts came back")
    stage.notes.append(f"{had_left} had left; {' '.join(said.split())}")
    return tally


def _backup(stage: Stage) -> dict[str, str]:
    """The environment of a product on a copy of everything, taken while it works."""
    folder = Path(stage.env["DATA_DIR"], "restored")
    shutil.copytree(Path(stage.env["DATA_DIR"], "keys"), folder / "keys")
    env = {**stage.env, "DATA_DIR": str(folder)}
    if stage.name == FILES:
        with sqlite3.connect(stage.env["DATA_DIR"] + "/alder.sqlite3") as line:
            line.execute("VACUUM INTO ?", [str(folder / "alder.sqlite3")])
        return env
    assert stage.server is not None
    address = env["DATABASE_URL"]
    name = urlsplit(address).path.lstrip("/")
    return {**env, "DATABASE_URL": stage.server.copy_living(name, f"{name}_restored")}
