"""How long "not for now" is left alone."""

from datetime import datetime, timedelta

REST = timedelta(days=7)  # as long as between two nudges


def free_again(refused_at: datetime) -> datetime:
    """From when on the same may be suggested to the same client once more."""
    return refused_at + REST
