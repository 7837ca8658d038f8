"""Whether words that belong to somebody else may be used: the states of a permission and the moves between them.

A scale with words of our own needs no permission and is not in this table.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class State(StrEnum):
    NEEDED = "permission_needed"
    PERMITTED = "permitted"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    GRANT = "grant"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


MOVES = {
    (State.NEEDED, Move.GRANT): State.PERMITTED,
    (State.PERMITTED, Move.GRANT): State.PERMITTED,  # a new permission follows the one that stands
    (State.PERMITTED, Move.EXPIRE): State.EXPIRED,
    (State.PERMITTED, Move.WITHDRAW): State.WITHDRAWN,
    (State.EXPIRED, Move.GRANT): State.PERMITTED,
    (State.EXPIRED, Move.WITHDRAW): State.WITHDRAWN,  # their no is worth knowing, also afterwards
    (State.WITHDRAWN, Move.GRANT): State.PERMITTED,
}

REFUSALS = {
    (State.NEEDED, Move.EXPIRE): "There is no permission that could expire.",
    (State.NEEDED, Move.WITHDRAW): "There is no permission that could be withdrawn.",
    (State.EXPIRED, Move.EXPIRE): "This permission has expired already.",
    (State.WITHDRAWN, Move.EXPIRE): "This permission was withdrawn; it cannot expire as well.",
    (State.WITHDRAWN, Move.WITHDRAW): "This permission was withdrawn already.",
}


class IllegalMove(ValueError):
    """The sentence says why the permission cannot go there from here."""


def after(state: State, move: Move) -> State:
    """The state after the move; raises IllegalMove."""
    if (state, move) not in MOVES:
        raise IllegalMove(REFUSALS[state, move])
    return MOVES[state, move]


def is_over(until: date | None, today: date) -> bool:
    """Whether a permission has run out; its last day still counts."""
    return until is not None and today > until


def grant_faults(*, given_on: date, until: date | None, today: date) -> list[str]:
    """What speaks against recording this permission today, in sentences."""
    faults = []
    if given_on > today:
        faults.append("The permission is dated in the future. Write the day on which it was given.")
    if until is not None and until < given_on:
        faults.append("The permission ends before it was given. Mend one of the dates.")
    elif is_over(until, today):
        faults.append("The permission has already run out. Ask for a new one first.")
    return faults
