"""When to try again."""

import hashlib
from datetime import datetime, timedelta

ATTEMPTS_ALLOWED = 5
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
SPREAD = 0.2


def retry_at(*, attempts: int, key: str, now: datetime) -> datetime | None:
    """The next try after `attempts` failed ones: 1, 5, 15, 60 minutes, each up to 20 % shorter or longer, or None.

    The spread comes from the key: a thousand mails do not come back in the same second, and a test can repeat it.
    """
    if attempts >= ATTEMPTS_ALLOWED:
        return None
    pause = PAUSES[max(attempts, 1) - 1]
    digest = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32  # 0 to 1
    return now + pause * (1 - SPREAD + 2 * SPREAD * share)
