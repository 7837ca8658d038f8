"""People who want no mail any more while it is being sent, and rows that cannot become mail."""

from collections import Counter

from drills.auditor import Tally, audit, rows_of
from drills.stage import Stage

WAYS = ("unsubscribed", "paused", "left", "unsafe", "address", "gone")
PROMISED_SECONDS = 2.0


def stop_while_sending(stage: Stage) -> Tally:
    """One in five people stops, pauses, leaves, says that email isn't safe, changes address or is gone."""
    stage.planned(max(stage.small * 2, 100))
    addresses = stage.ask("addresses")
    stopper = stage.talker()
    for _ in range(2):
        stage.worker()
    stage.until_accepted(5)
    stopped: dict[str, float] = {}
    for number, person in enumerate(stage.dice.sample(stage.due, len(stage.due) // 5)):
        stopped[addresses[person]] = stopper.ask("stop", person=person, way=WAYS[number % len(WAYS)])
    stage.settle()
    tally = audit(stage)
    after = [mail.at - stopped[mail.to] for mail in stage.smtp.accepted if mail.to in stopped]
    tally.late = sum(seconds > PROMISED_SECONDS for seconds in after)
    taken = sum(seconds > 0 for seconds in after)
    most = max([*after, 0.0]) * 1000
    stage.notes.append(f"{len(stopped)} stopped; {taken} mailed after it, by {most:.0f} ms at most")
    return tally


def poison(stage: Stage) -> Tally:
    """Rows that raise stand in the way: before the planner, and among what is to be sent."""
    stage.unplanned(stage.small)
    hurt = stage.ask("poison_places", people=stage.due[: stage.small // 2])
    stage.ask("plan")
    planned = {person for person, *_ in stage.ask("ledger")}
    unhurt = set(stage.due) - set(hurt)
    kinds = stage.ask("poison_mails", people=sorted(unhurt)[:20])
    for _ in range(2):
        stage.worker()
    stage.settle()
    stage.due = sorted(unhurt)
    tally = audit(stage)
    reasons = Counter(row.reason.partition(" at ")[0] for row in rows_of(stage) if row.state == "failed")
    tally.expect(that=unhurt <= planned, fault=f"{len(unhurt - planned)} were not planned because of others")
    tally.expect(that=tally.sent == len(unhurt) - 20, fault="not everybody else got theirs")
    tally.expect(that=all(reasons), fault="a failure has no reason")
    stage.notes.append(f"{len(hurt)} places and {sum(kinds.values())} mails poisoned")
    return tally
