"""Processes and databases that die, or stand still, in the middle of their work."""

import os
import signal
import time

from drills import pages
from drills.auditor import GROUP, Tally, audit
from drills.stage import Stage
from tools.product import Running


def kill_workers(stage: Stage) -> Tally:
    """Two workers; one of them is killed at a random moment again and again, and replaced."""
    stage.planned(stage.size)
    kills = 20 if stage.is_long else 10
    moments = sorted(stage.dice.sample(range(stage.size // 50 + 1, stage.size * 9 // 10), kills))
    workers = [stage.worker(), stage.worker()]
    killed: list[Running] = []

    def kill_in_mid_dialogue(_: str = "") -> str:
        """Before the words of a mail, or when they are taken and the worker does not know it yet."""
        if moments and stage.accepted >= moments[0]:
            moments.pop(0)
            killed.append(stage.dice.choice(workers))
            killed[-1].kill()
        return ""

    def kill_when_taken() -> None:
        if stage.dice.random() < 0.5:
            kill_in_mid_dialogue()

    def replace_the_dead() -> None:
        for number, worker in enumerate(workers):
            if not worker.is_running():
                workers[number] = stage.worker()

    stage.smtp.fault, stage.smtp.when_taken = kill_in_mid_dialogue, kill_when_taken
    stage.settle(within=600 if stage.is_long else 240, meanwhile=replace_the_dead)
    tally = audit(stage, bound=GROUP * len(killed))
    stage.notes.append(f"{len(killed)} kills")
    return tally


def pause_a_worker(stage: Stage) -> Tally:
    """SIGSTOP in mid-dialogue until the lease is over and another worker has sent the others; SIGCONT; three times."""
    pauses = 3
    for _ in range(pauses):
        _pause_once(stage, stage.small // pauses)
    return audit(stage, bound=GROUP * pauses)


def _pause_once(stage: Stage, size: int) -> None:
    """People of its own for each pause, and alone until it stops: so it is this worker that is in the dialogue.

    One thread: a second could be stopped in the middle of writing, and would keep a SQLite file from everybody.
    """
    begun = stage.accepted
    stage.planned(size)
    sleeper = stage.worker(threads=1)
    stopped: list[bool] = []

    def stop_in_mid_dialogue(_: str) -> str:
        if not stopped and stage.accepted >= begun + size // 3:
            stopped.append(True)
            os.killpg(sleeper.process.pid, signal.SIGSTOP)
        return ""

    stage.smtp.fault = stop_in_mid_dialogue
    stage.until(lambda: stopped)
    stage.ask("let_time_pass", pauses=False)
    other = stage.worker()
    # All but the group that the sleeper holds.
    stage.until(lambda: stage.accepted >= begun + size - GROUP)
    os.killpg(sleeper.process.pid, signal.SIGCONT)
    sleeper.stop()  # which ends its turn first: what it did not hand over is given back
    stage.settle()
    other.stop()


def kill_the_planner(stage: Stage) -> Tally:
    """A planner is killed at a random moment of its work again and again; the last one ends it."""
    stage.unplanned(stage.small)
    kills = 12 if stage.is_long else 6
    for _ in range(kills):
        planner = stage.talker()
        planner.begin("plan")
        time.sleep(stage.dice.uniform(0.05, 0.8))
        planner.kill()

    def is_planned() -> bool:
        """The database may take a moment to find out that the last one is dead, and until then holds what it held."""
        stage.ask("plan")
        return len(stage.ask("ledger")) >= stage.small

    stage.until(is_planned, within=30, hint=False)
    ledger = stage.ask("ledger")
    stage.worker()
    stage.settle()
    tally = audit(stage)
    tally.expect(that=len(ledger) == stage.small, fault=f"{len(ledger)} rows for {stage.small} people")
    stage.notes.append(f"{kills} kills")
    return tally


def stop_the_database(stage: Stage) -> Tally:
    """An immediate stop in mid-batch, three times, while somebody reads pages."""
    assert stage.server is not None
    stage.planned(stage.small * 2)
    workers, stops = 2, 3
    for _ in range(workers):
        stage.worker()
    with pages.visiting(stage) as visit:
        for number in range(stops):
            stage.until_accepted((number + 1) * stage.small // 3)
            stage.server.stop_at_once()
            visit.look(seconds=2)
            stage.server.start()
        stage.settle()
        visit.look(seconds=1)
    tally = audit(stage, bound=GROUP * stops * workers)
    tally.faults += visit.faults()
    stage.notes.append(f"{stops} stops; pages answered {visit.told()}")
    return tally
