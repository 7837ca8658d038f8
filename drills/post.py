"""Mail servers that refuse, reject, stall, hang up, or are not there."""

from collections import Counter
from collections.abc import Callable

from drills.auditor import Tally, audit, rows_of
from drills.stage import Stage

MOST_REFUSALS = 4  # the fifth attempt is the last one


def refuse(stage: Stage) -> Tally:
    """Three in ten attempts get 451."""
    refused: Counter[str] = Counter()

    def fault(address: str) -> str:
        if stage.dice.random() < 0.3 and refused[address] < MOST_REFUSALS:
            refused[address] += 1
            return "refuse"
        return ""

    tally = _sent_through(stage, fault)
    attempts = sum(row.attempts for row in rows_of(stage))
    tally.expect(that=tally.sent == tally.due, fault="not all were sent in the end")
    tally.expect(
        that=attempts == tally.due + refused.total(),
        fault=f"{attempts} attempts for {refused.total()} refusals",
    )
    stage.notes.append(f"{refused.total()} refusals")
    return tally


def reject(stage: Stage) -> Tally:
    """One address in ten does not exist."""
    rejected = _some_addresses(stage, 0.1)
    tries: Counter[str] = Counter()

    def fault(address: str) -> str:
        if address not in rejected:
            return ""
        tries[address] += 1
        return "reject"

    tally = _sent_through(stage, fault)
    kept = sum("550" in row.reason for row in rows_of(stage) if row.state == "failed")
    tally.expect(that=tally.failed == kept == len(tries), fault=f"{kept} replies kept of {tally.failed}")
    tally.expect(that=set(tries.values()) <= {1}, fault="a rejected address was tried again")
    return tally


def hang_up(stage: Stage) -> Tally:
    """One mail in twenty is taken, and then the line is lost."""
    dropped = _some_addresses(stage, 0.05)
    tally = _sent_through(stage, lambda address: "drop" if address in dropped else "", bound=len(dropped))
    tally.expect(that=tally.uncertain == len(dropped), fault=f"{len(dropped)} were in doubt")
    tally.expect(that=tally.accepted == tally.due, fault="not all were taken")
    return tally


def stall(stage: Stage) -> Tally:
    """One domain takes a mail and never answers; the others do not wait for it. It answers again in the end."""
    stage.planned(stage.small // 2)
    silent = stage.ask("move_to", domain="silent.example", people=stage.due[:: len(stage.due) // 8])
    stalled: set[str] = set()
    is_silent = True

    def fault(address: str) -> str:
        if is_silent and address.endswith("@silent.example"):
            stalled.add(address)
            return "hang"
        return ""

    stage.smtp.fault = fault
    for _ in range(2):
        stage.worker()
    others = len(stage.due) - silent
    stage.until(lambda: stage.accepted - len(stalled) >= others, within=150)
    stage.until(lambda: stage.ask("open_now")[2] == 0, within=60)
    is_silent = False
    stage.settle()
    tally = audit(stage, bound=len(stalled))
    tally.expect(that=len(stalled) <= 4, fault=f"{len(stalled)} mails were given to a silent domain")
    stage.notes.append(f"{len(stalled)} of {silent} stalled")
    return tally


def come_late(stage: Stage) -> Tally:
    """No mail server for four seconds; then there is one; then it goes in mid-batch and comes again."""
    stage.smtp.stop()
    stage.planned(stage.small)
    worker = stage.worker()
    stage.until(lambda: "mail server away" in worker.said())
    stage.smtp.start()
    stage.until_accepted(stage.small // 3)
    stage.smtp.stop()
    stage.until(lambda: worker.said().count("mail server away") >= 2, within=60)
    stage.smtp.start()
    stage.settle()
    tally = audit(stage, bound=1)  # the one whose dot was on its way when the server went
    burnt = sum(row.attempts > 1 for row in rows_of(stage))
    tally.expect(that=burnt <= 1, fault=f"{burnt} attempts burnt")
    return tally


def ask_for_patience(stage: Stage) -> Tally:
    """Half of all first attempts get 421, and the line is closed: some minutes later all have gone."""
    slowed: Counter[str] = Counter()

    def fault(address: str) -> str:
        if stage.dice.random() < 0.5 and not slowed[address]:
            slowed[address] += 1
            return "patience"
        return ""

    tally = _sent_through(stage, fault)
    tally.expect(that=tally.sent == tally.due, fault="not all were sent in the end")
    stage.notes.append(f"{stage.smtp.connections} connections for {slowed.total()} requests to wait")
    return tally


def _sent_through(stage: Stage, fault: Callable[[str], str], *, bound: int = 0) -> Tally:
    stage.smtp.fault = fault
    if not stage.due:
        stage.planned(stage.small)
    for _ in range(2):
        stage.worker()
    stage.settle()
    return audit(stage, bound=bound)


def _some_addresses(stage: Stage, share: float) -> set[str]:
    stage.planned(stage.small)
    addresses = sorted(stage.ask("addresses").values())
    return set(stage.dice.sample(addresses, round(len(addresses) * share)))
