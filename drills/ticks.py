"""Two of everything that ticks, brokers that forget, clocks that jump, and days without any tick."""

import time
from collections import Counter

from drills.auditor import Tally, audit
from drills.stage import Stage

TICK_SECONDS = 4.0  # the slowest of the ticks that matter, at drills.settings


def many_planners(stage: Stage) -> Tally:
    """Four planners at the same moment."""
    stage.unplanned(stage.small)
    planners = [stage.talker() for _ in range(4)]
    for planner in planners:
        planner.begin("plan")
    planned = [planner.answer() for planner in planners]
    ledger = stage.ask("ledger")
    stage.worker()
    stage.settle()
    tally = audit(stage)
    tally.expect(
        that=len(ledger) == len({row[0] for row in ledger}) == stage.small, fault=f"{len(ledger)} rows"
    )
    stage.notes.append(f"planned {' + '.join(str(count) for count in planned)}")
    return tally


def two_beats(stage: Stage) -> Tally:
    """Two beats and two workers; nobody else asks for anything."""
    stage.unplanned(stage.small)
    for _ in range(2):
        stage.worker()
        stage.beat()
    stage.until(lambda: stage.accepted >= stage.small, within=180, hint=False)
    time.sleep(2 * TICK_SECONDS)  # some more ticks of both
    return audit(stage)


def forgetful_broker(stage: Stage) -> Tally:
    """The broker is emptied again and again, then away for a while; the beat makes up for it."""
    outage = 60 if stage.is_long else 10
    stage.planned(stage.small)
    stage.beat()
    workers = [stage.worker(), stage.worker()]
    third = stage.small // 3

    def flushed_until(count: int) -> bool:
        stage.broker.flush()
        return stage.accepted >= count

    stage.until(lambda: flushed_until(third), within=120)
    stage.broker.go_away()
    stage.unplanned(third)  # while nobody can be told
    time.sleep(outage)
    stage.broker.come_back()
    returned = time.monotonic()
    stage.until(lambda: stage.accepted >= len(stage.due), within=180, hint=False)
    stage.notes.append(
        f"{outage} s without; all had left {time.monotonic() - returned:.0f} s after it came back"
    )
    tally = audit(stage)
    tally.expect(that=all(worker.is_running() for worker in workers), fault="a worker died")
    return tally


def jumping_clock(stage: Stage) -> Tally:
    """The clock of whoever plans and sends jumps: a day ahead, back, a day behind, an hour, three days, and right."""
    stage.unplanned(min(stage.small, 120), days=(0, 2))
    for hours in (24, 0, -24, 1, 75, 0, 24, 0):
        stage.ask("tick_at", hours=hours)
    stage.settle()
    tally = audit(stage)
    # A note's day is the one its sender believed in; around noon, where these people live, no day ends.
    days = Counter((mail.to, mail.parsed["date"].datetime.date()) for mail in stage.smtp.accepted)
    tally.doubled = sum(count - 1 for count in days.values())
    return tally


def long_outage(stage: Stage) -> Tally:
    """Planned three days ago and never sent; a check-in was due in between; a note is due today: one mail."""
    count = min(stage.small, 150)
    stage.unplanned(count, days=(-3, 0), due_after=3 * 24 + 4, joined_days=5, check_in=-1)
    planned = stage.ask("plan_at", hours=-71)
    stage.beat()
    for _ in range(2):
        stage.worker()
    stage.until(lambda: stage.accepted >= count, within=180, hint=False)
    stage.settle()
    tally = audit(stage)
    tally.expect(that=planned == count, fault=f"{planned} were planned three days ago")
    tally.expect(that=tally.accepted == count, fault="not everybody got one")
    return tally
