"""How invitations are kept rare, short-lived and unguessable."""

import hashlib
from datetime import timedelta

TOKEN_BYTES = 24  # 192 random bits
VALID_FOR = timedelta(days=7)
OPEN_AT_ONCE = 20
SENT_IN_A_DAY = 20


def hash_of(token: str) -> str:
    """SHA-256 in hex. The token itself is random, so no salt or stretching is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_invite(*, open_now: int, sent_today: int) -> bool:
    """True while a clinician stays under both limits."""
    return open_now < OPEN_AT_ONCE and sent_today < SENT_IN_A_DAY


def same_address(one: str, other: str) -> bool:
    """Two spellings of one mailbox, as far as anybody but its provider can tell."""
    return one.strip().casefold() == other.strip().casefold()
