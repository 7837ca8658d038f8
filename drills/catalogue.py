"""The drills by their number: what is done, and what must hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drills import crashes, disks, goodbyes, post, ticks, wishes
from drills.auditor import Tally
from drills.stage import FILES, SERVERS, Stage

BOTH = (FILES, SERVERS)


@dataclass(frozen=True)
class Drill:
    """`must` is what holds besides: nothing doubled, nothing lost, no more uncertain than its bound."""

    number: str
    name: str
    run: Callable[[Stage], Tally]
    must: str
    kinds: Sequence[str] = BOTH


DRILLS = (
    Drill("D1", "kill -9 workers", crashes.kill_workers, "Uncertain at most 10 for each kill."),
    Drill("D2", "pause past the lease", crashes.pause_a_worker, "A worker that wakes up sends nothing again."),
    Drill("D3", "many planners", ticks.many_planners, "Four at once write one row for everybody who is due."),
    Drill("D4", "kill -9 the planner", crashes.kill_the_planner, "One row for everybody who is due."),
    Drill("D5", "refuse 30 %", post.refuse, "All are sent in the end, and every attempt is counted."),
    Drill("D6", "reject 10 %", post.reject, "These fail with the reply kept, and are not tried again."),
    Drill("D7", "drop after DATA", post.hang_up, "Exactly those are uncertain; all were taken once."),
    Drill("D8", "stall", post.stall, "A silent domain gets one mail from each worker; nobody waits behind it."),
    Drill("D9", "down, then up", post.come_late, "All are sent, and no attempt is burnt."),
    Drill("D10", "stop while sending", wishes.stop_while_sending, "Nobody is mailed 2 s after they stopped."),
    Drill(
        "D11", "PostgreSQL stops", crashes.stop_the_database,
        "Uncertain at most 10 for each stop and worker; pages say 503 with Retry-After, and soon answer again.",
        (SERVERS,),
    ),
    Drill("D12", "clock jumps", ticks.jumping_clock, "At most one note for each person and day."),
    Drill("D14", "broker forgets", ticks.forgetful_broker, "All have left soon after it came back."),
    Drill("D15", "two beats", ticks.two_beats, "As with one."),
    Drill("D16", "database locked", disks.locked, "No error in any process, no page unsaved.", (FILES,)),
    Drill(
        "D17", "disk full", disks.full,
        "Pages say so in words, the file stays whole, and work goes on by itself when there is room.", (FILES,),
    ),
    Drill(
        "D20", "restored backup", disks.restored,
        "Nothing is sent again; what is due later goes; deleted accounts stay deleted.",
    ),
    Drill("D21", "421 in 50 %", post.ask_for_patience, "All are sent in the end."),
    Drill("D22", "long outage", ticks.long_outage, "After three days everybody gets one mail, not three."),
    Drill("D23", "poison", wishes.poison, "These fail with a reason; everybody else is planned and sent."),
    Drill(
        "D25", "kill -9 in goodbyes", goodbyes.kill_in_copy_and_deletion,
        "A copy is made whole, once, and a deletion finished: nothing of either is half there.",
    ),
)  # fmt: skip


def chosen(names: Sequence[str]) -> list[Drill]:
    if not names or "all" in names:
        return list(DRILLS)
    wanted = [name.casefold() for name in names]
    return [drill for drill in DRILLS if {drill.number.casefold(), drill.name.casefold()} & set(wanted)]


def told() -> str:
    return "\n".join(
        f"{drill.number:<4}{drill.name:<22}{' and '.join(drill.kinds):<22} {drill.must}" for drill in DRILLS
    )
