"""What a first visit has to carry, gzipped: the budgets of the design."""

import gzip

import pytest

from tests.house.reading import ROOT
from tools import build_assets

KB = 1024


def weight(path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def test_styles_stay_under_fifteen_kilobytes():
    assert sum(weight(path) for path in (ROOT / "static" / "css").glob("*.css")) <= 15 * KB


def test_our_own_script_stays_under_five_kilobytes_and_the_one_for_short_visits_under_two():
    """A first visit does not carry visit.js: only pages of somebody signed in on a shared device do."""
    weights = {path.name: weight(path) for path in (ROOT / "static" / "js").glob("*.js")}
    assert weights.pop("visit.js") <= 2 * KB
    assert sum(weights.values()) <= 5 * KB


@pytest.fixture(scope="module")
def fonts():
    build_assets.main([])
    return sorted((ROOT / "build" / "static" / "fonts").glob("*.woff2"))


def test_fonts_stay_within_their_budget(fonts):
    assert fonts
    assert sum(path.stat().st_size for path in fonts) <= 95 * KB
    assert sum(path.stat().st_size for path in fonts if "italic" not in path.name) <= 70 * KB
