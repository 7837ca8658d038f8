"""How fast mail may go: a bucket that fills with time, from which each mail takes one token."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FULL_AFTER = timedelta(seconds=10)  # what a quiet moment may save up
SLOWED_FOR = timedelta(minutes=5)
SLOWER = 0.5


@dataclass(frozen=True)
class Bucket:
    """Tokens may be below nought: who must be let through takes from what comes."""

    tokens: float
    filled_at: datetime
    slowed_until: datetime | None = None


def pace(bucket: Bucket, *, per_minute: int, now: datetime) -> float:
    """Tokens a second as things stand."""
    is_slowed = bucket.slowed_until is not None and bucket.slowed_until > now
    return per_minute / 60 * (SLOWER if is_slowed else 1)


def full(per_minute: int) -> float:
    return max(1.0, per_minute / 60 * FULL_AFTER.total_seconds())


def filled(bucket: Bucket, *, per_minute: int, now: datetime) -> float:
    """Tokens now; a clock that jumped back adds none, and one that jumped ahead no more than fit."""
    passed = max(0.0, (now - bucket.filled_at).total_seconds())
    return min(full(per_minute), bucket.tokens + passed * pace(bucket, per_minute=per_minute, now=now))


def free_at(bucket: Bucket, *, ahead: int, per_minute: int, now: datetime) -> datetime:
    """When there will be a token for somebody with `ahead` others before them."""
    missing = max(0.0, ahead + 1 - filled(bucket, per_minute=per_minute, now=now))
    return now + timedelta(seconds=missing / pace(bucket, per_minute=per_minute, now=now))
