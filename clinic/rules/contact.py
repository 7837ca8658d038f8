"""When a request for contact has waited so long that other people to talk to are named again."""

from datetime import datetime, timedelta

LINES_AFTER = timedelta(hours=72)


def names_lines(*, asked_at: datetime, now: datetime) -> bool:
    """True from 72 hours after the request on, while nobody has acknowledged it."""
    return now - asked_at >= LINES_AFTER
