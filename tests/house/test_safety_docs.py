"""The safety papers name tests, tables and files that are there, and say of every table what the code declares."""

import re

import pytest

from common.declarations import PersonalData
from privacy.services import declarations
from tests.house.documents import linked, missing, named_tests, rows
from tests.house.reading import ROOT

PAPERS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs/safety").glob("*.md"))
EXPECTED = {"intended-purpose", "hazards", "data-flow", "retention", "breach", "impact-assessment", "README"}
HAZARDS = [row for row in rows("docs/safety/hazards.md") if row[0].isdigit()]
LEAST = 25


def test_every_paper_is_there():
    assert {path.rpartition("/")[2].removesuffix(".md") for path in PAPERS} >= EXPECTED


@pytest.mark.parametrize("paper", PAPERS)
def test_every_test_and_file_a_paper_names_is_there(paper: str):
    assert missing((ROOT / paper).read_text()) == []
    assert [str(path) for path in linked(paper) if not path.exists()] == []


def test_enough_hazards_each_with_a_control_a_test_and_a_rating_that_falls():
    assert [int(row[0]) for row in HAZARDS] == list(range(1, len(HAZARDS) + 1))
    assert len(HAZARDS) >= LEAST
    for number, cause, who, control, shown, rating, _left in HAZARDS:
        assert cause, number
        assert who, number
        assert control, number
        assert named_tests(shown), number
        before, after = map(int, rating.split(", "))
        assert 16 >= before > after >= 1, number


def test_the_retention_table_names_every_table_with_something_of_a_person():
    declared = {
        label: (str(found.at_export), str(found.at_erasure))
        for label, found in declarations().items()
        if isinstance(found, PersonalData)
    }
    written = {
        row[0].strip("`"): (row[3], row[4])
        for row in rows("docs/safety/retention.md")
        if len(row) == 5 and re.fullmatch(r"`\w+\.\w+`", row[0])
    }
    assert written == declared


def test_the_runbook_begins_the_clock_and_names_who_is_told():
    words = (ROOT / "docs/safety/breach.md").read_text()
    for needed in ("72 hours", "supervisory authority", "article 33", "article 34", "Hour 0 to 1"):
        assert needed in words
