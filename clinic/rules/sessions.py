"""What fits into one session, and when two presses of "We met today" mean the same session."""

from collections.abc import Collection
from datetime import datetime, timedelta

PLACES = (1, 2, 3)
WORDS_LENGTH = 200
SAME_SESSION = timedelta(hours=12)


def free_place(taken: Collection[int]) -> int | None:
    """The first free place of three; None when all are taken."""
    return next((place for place in PLACES if place not in taken), None)


def is_same_session(*, last: datetime | None, now: datetime) -> bool:
    """Both press on the evening of one session; what was picked since is for the next one and stays."""
    return last is not None and now - last < SAME_SESSION
