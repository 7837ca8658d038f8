"""Compares what the mail server took with what the rows say."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from drills.stage import Stage
from tools.smtp import Accepted

MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)\r?$", re.MULTILINE | re.IGNORECASE)
GROUP = 10  # what a crash may leave uncertain, at most
ENDED = {"sent", "skipped", "expired", "failed", "uncertain"}


class Row(NamedTuple):
    """One mail of the outbox."""

    message_id: str
    person: str
    state: str
    attempts: int
    reason: str


@dataclass
class Tally:
    """What became of the notes of one drill. `bound` is how many may be uncertain."""

    due: int = 0
    accepted: int = 0
    sent: int = 0
    lost: int = 0
    doubled: int = 0
    uncertain: int = 0
    skipped: int = 0
    failed: int = 0
    late: int = 0
    bound: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def has_passed(self) -> bool:
        counts_nought = self.doubled == self.lost == self.late == 0
        return counts_nought and self.uncertain <= self.bound and not self.faults

    def expect(self, *, that: bool, fault: str) -> None:
        """One more thing that must hold in this drill."""
        if not that:
            self.faults.append(fault)


def audit(stage: Stage, *, bound: int = 0, forgotten: Iterable[Row] = ()) -> Tally:
    """Every person of the stage is due one note: it was taken once, or its row says in words why not.

    `forgotten` are rows that went with a deleted account: their mail was taken before, or must not have been.
    """
    rows = rows_of(stage)
    kept, taken = {row.message_id for row in rows}, {message_id_of(mail) for mail in stage.smtp.accepted}
    rows += [
        row._replace(state="sent" if row.message_id in taken else "skipped")
        for row in forgotten
        if row.message_id not in kept
    ]
    left_out = {person for person, _, state, _, _ in stage.ask("ledger") if state == "skipped"}
    return judge(stage.due, rows, stage.smtp.accepted, left_out=left_out, bound=bound)


def rows_of(stage: Stage) -> list[Row]:
    return [Row(*row) for row in stage.ask("rows")]


def judge(
    due: Collection[str],
    rows: Iterable[Row],
    accepted: Iterable[Accepted],
    *,
    left_out: Collection[str] = (),
    bound: int = 0,
) -> Tally:
    """`due` are the keys of people to whom one note was due, `left_out` those whose ledger says why none was made."""
    rows = list(rows)
    whose = {row.message_id: row.person for row in rows}
    taken = Counter(message_id_of(mail) for mail in accepted)
    got = Counter(whose.get(message_id, message_id) for message_id in taken.elements())
    states = Counter(row.state for row in rows)
    ended = {row.person for row in rows if row.state in ENDED} | set(left_out)
    unfinished = sum(row.state not in ENDED for row in rows)
    said_but_not_taken = sum(row.state == "sent" and row.message_id not in taken for row in rows)
    tally = Tally(
        due=len(due),
        accepted=taken.total(),
        sent=states["sent"],
        lost=len(set(due) - ended - {row.person for row in rows}) + unfinished + said_but_not_taken,
        doubled=sum(count - 1 for count in got.values()),
        uncertain=states["uncertain"],
        skipped=states["skipped"] + states["expired"],
        failed=states["failed"],
        bound=bound,
    )
    tally.expect(
        that=set(taken) <= set(whose), fault=f"{len(set(taken) - set(whose))} mails nobody wrote down"
    )
    not_known = {row.message_id for row in rows if row.state in {"skipped", "expired", "failed"}} & set(taken)
    tally.expect(that=not not_known, fault=f"{len(not_known)} mails taken that are said not to have gone")
    return tally


def message_id_of(mail: Accepted) -> str:
    """Read from the bytes: parsing thousands of mails takes longer than sending them."""
    found = MESSAGE_ID.search(mail.content)
    return found[1].decode() if found else "none"
