"""Support lines by country; never an empty page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from library.models import SupportLine

COUNTRIES = {
    "AU": gettext_noop("Australia"),
    "CA": gettext_noop("Canada"),
    "IE": gettext_noop("Ireland"),
    "GB": gettext_noop("United Kingdom"),
    "US": gettext_noop("United States"),
}


@dataclass(frozen=True)
class Country:
    code: str
    name: str
    lines: list[SupportLine]


def lines_for(code: str) -> dict[str, Any]:
    """Confirmed lines of one country, or of all when none was chosen, with the international directory."""
    shown = list(SupportLine.objects.shown())
    everywhere = [line for line in shown if not line.country]
    countries = [
        Country(code=key, name=gettext(name), lines=[line for line in shown if line.country == key])
        for key, name in COUNTRIES.items()
    ]
    chosen = next((country for country in countries if country.code == code and country.lines), None)
    return {"countries": [c for c in countries if c.lines], "country": chosen, "everywhere": everywhere}
