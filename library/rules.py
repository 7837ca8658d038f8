"""Small facts about published words: countries by name, keys of support lines."""

import re
from datetime import date

from library.grammar.limits import SUPPORT_LINE_STALE_AFTER

ELSEWHERE = (
    "ZZ"  # of ISO 3166's codes for users, the one that the list of support lines takes for everywhere else
)

COUNTRIES = {
    "australia": "AU", "austria": "AT", "belgium": "BE", "canada": "CA", "denmark": "DK", "finland": "FI",
    "france": "FR", "germany": "DE", "iceland": "IS", "india": "IN", "ireland": "IE", "italy": "IT", "japan": "JP",
    "netherlands": "NL", "new zealand": "NZ", "norway": "NO", "poland": "PL", "portugal": "PT", "singapore": "SG",
    "south africa": "ZA", "spain": "ES", "sweden": "SE", "switzerland": "CH", "united kingdom": "GB",
    "united states": "US",
}  # fmt: skip


def country_code(name: str) -> str:
    """The two letters of a country; a code stands for itself; empty for "elsewhere" and what we do not know."""
    if name == ELSEWHERE:
        return ""
    if re.fullmatch(r"[A-Z]{2}", name):
        return name
    return COUNTRIES.get(name.casefold(), "")


def line_key(country: str, kind: str, service: str) -> str:
    """A key of small letters that stays while country, kind and name of a support line stay."""
    words = "-".join(part for part in (country or "elsewhere", kind, service) if part)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:120]


def is_stale(verified: date | None, today: date) -> bool:
    """Whether a support line must be looked at again: more than 90 days ago, or never."""
    return verified is None or (today - verified).days > SUPPORT_LINE_STALE_AFTER
