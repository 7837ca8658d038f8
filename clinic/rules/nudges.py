"""How often somebody may be nudged."""

from datetime import datetime, timedelta

EVERY = timedelta(days=7)  # 168 hours, whatever the clocks do


def free_from(last: datetime | None) -> datetime | None:
    """From when on the next one may be sent; None is at any time."""
    return last + EVERY if last else None


def may_nudge(last: datetime | None, *, now: datetime) -> bool:
    return last is None or now >= last + EVERY
