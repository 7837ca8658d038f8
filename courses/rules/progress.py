"""How far somebody is, and what comes next. Counted, never measured in percent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

NextKind = Literal["start", "continue", "next"]


@dataclass(frozen=True)
class Step:
    """One lesson as it stands for one learner. `in_course` is False once it was retired or moved elsewhere."""

    key: str
    is_required: bool = True
    in_course: bool = True
    finished_revision: int | None = None
    revision: int = 1
    opened_at: datetime | None = None
    checks: tuple[str, ...] = ()

    @property
    def is_finished(self) -> bool:
        return self.finished_revision is not None

    @property
    def is_new_since(self) -> bool:
        """The author rewrote it after it was finished."""
        return self.finished_revision is not None and self.revision > self.finished_revision

    @property
    def counts(self) -> bool:
        return self.is_required and self.in_course


@dataclass(frozen=True)
class Progress:
    """`done` of `total` required lessons; `beyond` are finished ones that are optional or no longer there.

    done + beyond never falls unless the learner undoes a lesson, so nothing disappears without a word.
    """

    done: int = 0
    total: int = 0
    beyond: int = 0
    new_since: int = 0
    open_checks: int = 0

    @property
    def is_whole(self) -> bool:
        return self.total > 0 and self.done == self.total


@dataclass(frozen=True)
class Next:
    key: str
    kind: NextKind


def progress_of(steps: Iterable[Step], handed_in: Iterable[str] = ()) -> Progress:
    """The counts of a course. A check is open when its lesson is finished and the check was never handed in."""
    listed, answered = list(steps), set(handed_in)
    finished = [step for step in listed if step.is_finished]
    done = [step for step in finished if step.counts]
    return Progress(
        done=len(done),
        total=sum(step.counts for step in listed),
        beyond=len(finished) - len(done),
        new_since=sum(step.is_new_since and step.in_course for step in finished),
        open_checks=sum(len(set(step.checks) - answered) for step in finished if step.in_course),
    )


def next_of(steps: Iterable[Step]) -> Next | None:
    """The next lesson: the one left open last, else the first unfinished after the last finished, else the first
    unfinished, else None.
    """
    listed = [step for step in steps if step.in_course]
    waiting = [step for step in listed if not step.is_finished]
    left_open = [step for step in waiting if step.opened_at is not None]
    if left_open:
        latest = max(left_open, key=lambda step: step.opened_at.timestamp() if step.opened_at else 0)
        return Next(latest.key, "continue")
    required = [step for step in waiting if step.is_required]
    if not required:
        return None
    last = max((place for place, step in enumerate(listed) if step.is_finished), default=-1)
    later = [step for step in listed[last + 1 :] if step in required]
    return Next((later or required)[0].key, "next" if last >= 0 else "start")
