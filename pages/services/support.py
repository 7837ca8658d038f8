"""Support lines for the pages about help; never an empty page."""

from typing import Any

from library.services import support_lines


def lines_for(code: str) -> dict[str, Any]:
    """Confirmed lines of one country, or of all when none was chosen, with the international directory."""
    lines = support_lines()
    chosen = next((country for country in lines.countries if country.code == code), None)
    return {"countries": lines.countries, "country": chosen, "everywhere": lines.everywhere}
