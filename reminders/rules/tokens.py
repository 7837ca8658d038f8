"""Links that stop or pause notes without signing in: one purpose, no address inside, no expiry, short."""

import base64
import binascii
import hmac
import uuid
from hashlib import sha256

PURPOSE = b"alder.reminders.wishes.v1"
TAG_BYTES = 16


def make_token(key: uuid.UUID, *, secret: str) -> str:
    """43 URL-safe characters for one person's preferences."""
    return base64.urlsafe_b64encode(key.bytes + _tag(key.bytes, secret)).decode().rstrip("=")


def read_token(token: str, *, secret: str) -> uuid.UUID | None:
    """The key a token was made for; None for anything mangled or made with another secret."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    key, tag = raw[:16], raw[16:]
    if len(tag) != TAG_BYTES or not hmac.compare_digest(tag, _tag(key, secret)):
        return None
    found = uuid.UUID(bytes=key)
    # The last of 43 characters carries two bits too many, and padding would be read too: one spelling only.
    return found if token == make_token(found, secret=secret) else None


def _tag(key: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), PURPOSE + key, sha256).digest()[:TAG_BYTES]
