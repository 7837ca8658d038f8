"""How invitations are kept rare, short-lived and unguessable; and the code that is said in the room."""

import hashlib
import hmac
from datetime import timedelta

TOKEN_BYTES = 24  # 192 random bits
VALID_FOR = timedelta(days=7)
OPEN_AT_ONCE = 20
SENT_IN_A_DAY = 20
# To one address: enough to send a lost one again, too few to wear somebody down who has said "not now".
ASKED_IN_A_FORTNIGHT = 2
FORTNIGHT = timedelta(days=14)

# Said aloud and typed from memory: no 0, O, 1, I or L, which look alike, and no vowels, so that no code spells a word.
# 28 signs, 8 of them: 3.8 × 10^11 codes, 38.5 bits. Guessing is limited (accounts.http.within_limit).
CODE_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
GROUP = 4


def hash_of(token: str) -> str:
    """SHA-256 in hex. The token itself is random, so no salt or stretching is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(code: str, *, secret: str) -> str:
    """HMAC-SHA-256 in hex of a spoken code: short enough to be tried out by whoever holds the table but not the key."""
    return _keyed("clinic.spoken-code", code, secret)


def mark_of(address: str, *, secret: str) -> str:
    """The same of an address, however it is spelled: tells two apart, and tells nobody which they are."""
    return _keyed("clinic.invited-address", address.strip().casefold(), secret)


def _keyed(purpose: str, words: str, secret: str) -> str:
    key = hashlib.sha256(f"{purpose}|{secret}".encode()).digest()
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def read_code(typed: str) -> str | None:
    """The code as it was made, however it was typed: small letters, spaces, hyphens. None if it cannot be one."""
    code = "".join(typed.split()).replace("-", "").replace("–", "").upper()
    is_one = len(code) == CODE_LENGTH and all(sign in CODE_SIGNS for sign in code)
    return code if is_one else None


def in_groups(code: str) -> str:
    """Two groups of four, as it is shown and read."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def may_invite(*, open_now: int, sent_today: int) -> bool:
    """True while a clinician stays under both limits."""
    return open_now < OPEN_AT_ONCE and sent_today < SENT_IN_A_DAY


def same_address(one: str, other: str) -> bool:
    """Two spellings of one mailbox, as far as anybody but its provider can tell."""
    return one.strip().casefold() == other.strip().casefold()
