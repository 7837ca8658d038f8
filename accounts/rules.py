"""Decisions about visits, words and places, from plain values."""

import base64
import binascii
import hashlib
import hmac
import re
import uuid
import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

# Session keys. A visit is one sign-in on one device.
VISIT = "visit"  # the random name a page knows this visit by
OWN_DEVICE = "own_device"
BROWSER, SYSTEM = "browser", "system"
BEGUN_AT, SEEN_AT = "begun_at", "seen_at"  # Unix seconds
CODE_FOR = "code_for"  # what the code that was asked for here is bound to
LEFT_BY = "left_by"  # a mark of whose visit ended by itself, in the session after it
LATE = "late"  # what they sent after that
AGREED = "agreed"  # the version of the words about having an account that this visit was found to agree to
AFTER_SECOND_STEP = "after_second_step"  # the path somebody was on the way to when they were asked for one


@dataclass(frozen=True)
class Limits:
    """How long a visit goes on without a sign of anybody, and how long at most. docs/decisions/0017 has the reasons."""

    idle: timedelta
    longest: timedelta


IDLE_SHARED, LONGEST_SHARED = timedelta(minutes=30), timedelta(hours=12)
IDLE_OWN, LONGEST_OWN = timedelta(days=14), timedelta(days=30)
IDLE_OTHERS_DATA = timedelta(minutes=15)
SHARED_DEVICE = Limits(idle=IDLE_SHARED, longest=LONGEST_SHARED)
OWN_DEVICE_LIMITS = Limits(idle=IDLE_OWN, longest=LONGEST_OWN)
OTHERS_DATA = Limits(idle=IDLE_OTHERS_DATA, longest=LONGEST_SHARED)
LATE_KEPT = timedelta(hours=1)
MOST_LATE = 5
LATE_CHARACTERS = 200_000  # twice the longest page of the notebook
LONGEST_NAME = 40  # of keys and choices that forms send by themselves
# What nobody has to agree to anything for: to look after one's account, take things along, stop mail, stop sharing, go.
OPEN_BEFORE_AGREEING = (
    "/settings/", "/account/", "/sharing/", "/notes/", "/notebook/export/", "/notebook/print/", "/leave/",
)  # fmt: skip
NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
NOTED_EVERY = timedelta(hours=1)
WARNED_AHEAD = timedelta(minutes=2)
WORTH_SAYING = timedelta(hours=12)  # whoever may be away for longer is not warned
STOP_PURPOSE = b"alder.accounts.reset.stop.v1"
PASSKEY_PURPOSE = b"alder.accounts.passkey.v1"
TAG_BYTES = 16
CODES_KEEPABLE = timedelta(minutes=15)
BROWSER_SIGNS = (
    ("SamsungBrowser", "samsung"), ("OPR/", "opera"), ("Opera", "opera"), ("Edg", "edge"), ("Firefox", "firefox"),
    ("FxiOS", "firefox"), ("CriOS", "chrome"), ("Chrome", "chrome"), ("Safari", "safari"),
)  # fmt: skip
SYSTEM_SIGNS = (
    ("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("CrOS", "chromebook"), ("Windows", "windows"),
    ("Macintosh", "mac"), ("Linux", "linux"),
)  # fmt: skip
REGION = re.compile(r"^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")


def limits(*, is_own_device: bool, sees_others: bool) -> Limits:
    """Whoever can see other people's data has the short ones on every device, their own too."""
    if sees_others:
        return OTHERS_DATA
    return OWN_DEVICE_LIMITS if is_own_device else SHARED_DEVICE


def seconds_left(*, begun_at: float, seen_at: float, now: datetime, limits: Limits) -> int:
    """Until the visit is over if nobody gives another sign; nought or less when it is. Moments in Unix seconds."""
    idle_end = seen_at + limits.idle.total_seconds()
    return int(min(idle_end, begun_at + limits.longest.total_seconds()) - now.timestamp())


def is_worth_noting(*, seen_at: float, now: datetime, limits: Limits) -> bool:
    """True after a tenth of the allowed idleness, or an hour: often enough to be fair and true, too seldom to slow."""
    return now.timestamp() - seen_at > min(limits.idle / 10, NOTED_EVERY).total_seconds()


@dataclass(frozen=True)
class Late:
    """What was sent to `path` after a visit had ended: pairs of name and value, in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What a person may have written: all that has a space or a new line in it, or is longer than our own names."""
        return tuple(value for _, value in self.fields if len(value) > LONGEST_NAME or len(value.split()) > 1)


def may_be_kept(late: Late) -> bool:
    """Something, and not so much that somebody could fill our tables with it."""
    return bool(late.fields) and sum(len(name) + len(value) for name, value in late.fields) <= LATE_CHARACTERS


def is_too_late(*, kept_at: float, now: float) -> bool:
    """Unix seconds."""
    return now - kept_at > LATE_KEPT.total_seconds()


def device_of(user_agent: str) -> tuple[str, str]:
    """Browser and system as keys of `Visit.Browser` and `Visit.System`; "" for what is not told or not known.

    The first sign that fits counts: browsers pretend to be one another, the pretended ones last.
    """
    return _first_sign(BROWSER_SIGNS, user_agent), _first_sign(SYSTEM_SIGNS, user_agent)


def _first_sign(signs: tuple[tuple[str, str], ...], text: str) -> str:
    return next((key for sign, key in signs if sign in text), "")


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


def passkey_key(pk: int, *, secret: str) -> uuid.UUID:
    """How addresses name a passkey: random to whoever does not hold the secret, and the same for as long as it is."""
    tag = hmac.new(secret.encode(), PASSKEY_PURPOSE + str(pk).encode(), hashlib.sha256).digest()
    return uuid.UUID(bytes=tag[:16])


def _stop_tag(key: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), STOP_PURPOSE + key, hashlib.sha256).digest()[:TAG_BYTES]
