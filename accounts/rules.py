"""Decisions about visits, words and places, from plain values."""

import base64
import binascii
import hashlib
import hmac
import re
import uuid
import zoneinfo
from datetime import datetime, timedelta
from functools import cache

# Session keys. A visit is one sign-in on one device.
OWN_DEVICE = "own_device"
SEEN_AT = "seen_at"
AFTER_SECOND_STEP = "after_second_step"  # the path somebody was on the way to when they were asked for one

IDLE_ON_A_SHARED_DEVICE = timedelta(minutes=30)
IDLE_ON_AN_OWN_DEVICE = timedelta(days=14)
STOP_PURPOSE = b"alder.accounts.reset.stop.v1"
TAG_BYTES = 16
CODES_KEEPABLE = timedelta(minutes=15)
REGION = re.compile(r"^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")


def allowed_idleness(*, is_own_device: bool) -> timedelta:
    return IDLE_ON_AN_OWN_DEVICE if is_own_device else IDLE_ON_A_SHARED_DEVICE


def is_visit_over(*, seen_at: float, now: datetime, is_own_device: bool) -> bool:
    """True when nobody has been here for longer than this device allows."""
    return now.timestamp() - seen_at > allowed_idleness(is_own_device=is_own_device).total_seconds()


def is_worth_noting(*, seen_at: float, now: datetime, is_own_device: bool) -> bool:
    """True when a tenth of the allowed idleness has passed: often enough to be fair, too seldom to write each time."""
    return now.timestamp() - seen_at > allowed_idleness(is_own_device=is_own_device).total_seconds() / 10


def may_keep_codes(*, shown_at: float, now: float) -> bool:
    """Recovery codes are shown once, and can be kept as a file for a quarter of an hour after. Unix seconds."""
    return now - shown_at <= CODES_KEEPABLE.total_seconds()


def text_hash(text: str) -> str:
    """SHA-256 of a text somebody agreed to, whatever its line breaks."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


@cache
def time_zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """IANA zones in groups for a select: (("Europe", (("Europe/London", "London"), …)), …, ("UTC", …))."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        if REGION.match(name):
            region, _, city = name.partition("/")
            groups.setdefault(region, []).append((name, city.replace("_", " ").replace("/", ", ")))
    return (*((region, tuple(zones)) for region, zones in groups.items()), ("UTC", (("UTC", "UTC"),)))


def is_time_zone(name: str) -> bool:
    return any(name == zone for _, zones in time_zones() for zone, _ in zones)


def make_stop_token(key: uuid.UUID, *, secret: str) -> str:
    """43 URL-safe characters that can stop one way back, and nothing else."""
    return base64.urlsafe_b64encode(key.bytes + _stop_tag(key.bytes, secret)).decode().rstrip("=")


def read_stop_token(token: str, *, secret: str) -> uuid.UUID | None:
    """The key a token was made for; None for anything mangled, or made for another purpose or secret."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    key, tag = raw[:16], raw[16:]
    if len(tag) != TAG_BYTES or not hmac.compare_digest(tag, _stop_tag(key, secret)):
        return None
    found = uuid.UUID(bytes=key)
    # Padding and two spare bits at the end would be read too: one spelling only.
    return found if token == make_stop_token(found, secret=secret) else None


def _stop_tag(key: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), STOP_PURPOSE + key, hashlib.sha256).digest()[:TAG_BYTES]
