"""People who want no mail any more while it is being sent, and rows that cannot become mail."""

import itertools
from collections import Counter

from drills.auditor import Tally, audit, rows_of
from drills.stage import Stage

WAYS = ("unsubscribed", "paused", "left", "unsafe", "address", "gone")
PROMISED_SECONDS = 2.0
SLOW_SECONDS = 0.5


def stop_while_sending(stage: Stage) -> Tally:
    """People unsubscribe, pause, leave, say that email isn't safe, change address or delete their account.

    First those whose mails are in hand, while the mail server takes half a second for each: the last of a group was
    decided five seconds before. Then one in five of the others, while two workers send as fast as they can.
    """
    stage.planned(max(stage.small * 2, 100))
    addresses, stopped, before = stage.ask("addresses"), dict[str, float](), rows_of(stage)
    stopper, ways = stage.talker(), itertools.cycle(WAYS)

    def stop(person: str) -> None:
        stopped[addresses[person]] = stopper.ask("stop", person=person, way=next(ways))

    stage.smtp.seconds = SLOW_SECONDS
    for _ in range(2):
        stage.worker()
    stage.until_accepted(2)
    for _ in range(3):
        for person in _in_hand(stage, addresses)[-len(WAYS) :]:
            stop(person)
        stage.until_accepted(stage.accepted + 20)
    stage.smtp.seconds = 0.0
    for person in stage.dice.sample(stage.due, len(stage.due) // 5):
        if addresses[person] not in stopped:
            stop(person)
    stage.settle()
    tally = audit(stage, forgotten=before)
    after = [mail.at - stopped[mail.to] for mail in stage.smtp.accepted if mail.to in stopped]
    tally.late = sum(seconds > PROMISED_SECONDS for seconds in after)
    most, taken = max([*after, 0.0]) * 1000, sum(seconds > 0 for seconds in after)
    stage.notes.append(f"{len(stopped)} stopped; {taken} mailed after it, by {most:.0f} ms at most")
    return tally


def _in_hand(stage: Stage, addresses: dict[str, str]) -> list[str]:
    """People whose mails are being handed over and have not been taken yet, first to go first."""
    taken = set(stage.smtp.addresses())
    return [person for person in stage.ask("being_handed_over") if addresses[person] not in taken]


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
