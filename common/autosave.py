"""The one rule of autosave: a saved answer has a sequence number, and only who has seen the last one may replace it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Saved:
    """The answer was taken; `sequence` is what the page sends with its next change."""

    sequence: int


class Stale(Exception):
    """The page had not seen the newest answer. Nothing is lost: both are kept."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"sequence {sequence}")
        self.sequence = sequence


def next_sequence(*, current: int, seen: int) -> int:
    """The number after `current`; raises Stale when the page saw another one (0 means: nothing yet)."""
    if seen != current:
        raise Stale(current)
    return current + 1
