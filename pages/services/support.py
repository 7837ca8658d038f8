"""Support lines for the pages about help; never an empty page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import User
from library.models import SupportLine
from library.rules import is_stale
from library.services import support_lines


def lines_for(*, asked: str | None, person: User | None, today: date) -> dict[str, Any]:
    """Confirmed lines of one country, or of all when none was chosen, with the international directory.

    `asked` is what stands in the address, None when nothing does: then a country that somebody asked their account to
    remember is chosen. `unchecked_since` is the day of the oldest check among what is shown, if that is too long ago.
    """
    lines = support_lines()
    kept = person.support_country if person else ""
    code = kept if asked is None else asked
    chosen = next((country for country in lines.countries if country.code == code), None)
    shown = chosen.lines if chosen else [line for country in lines.countries for line in country.lines]
    return {
        "countries": lines.countries,
        "country": chosen,
        "is_kept": bool(chosen and chosen.code == kept),
        "has_emergency": any(line.kind == SupportLine.Kind.EMERGENCY for line in shown) if chosen else False,
        "everywhere": lines.everywhere,
        "unchecked_since": _oldest_stale(shown, today),
    }


def n_stale(*, today: date) -> int:
    """How many of the lines that are shown were last looked at too long ago; one query."""
    return sum(is_stale(line.last_verified, today) for line in SupportLine.objects.shown())


def _oldest_stale(lines: Iterable[SupportLine], today: date) -> date | None:
    days = (line.last_verified for line in lines if is_stale(line.last_verified, today))
    return min((day for day in days if day), default=None)
