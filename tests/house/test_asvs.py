"""The table of security requirements names tests that are there, and leaves no row without a reason."""

import importlib
import re
from datetime import timedelta

import pytest

from tests.house.documents import linked, missing, named_tests, rows
from tests.house.reading import ROOT

TABLE = "docs/security/asvs.md"
LIMITS = "docs/security/limits.md"
DOCUMENTS = (TABLE, LIMITS, "docs/security/keys.md")
NUMBER = re.compile(r"\d+\.\d+\.\d+")
REASON = re.compile(r"\b(Operator|Deviates|Does not apply|Not shown yet)\b")
LEAST = 60
SET_BY = re.compile(r"`([\w.]+)\.([A-Z_0-9]+)(?:\[\"(\w+)\"\])? = ([^`]+)`")
REQUIREMENTS = [row for row in rows(TABLE) if len(row) == 4 and NUMBER.fullmatch(row[0])]


def test_enough_requirements_are_answered_each_once_and_in_order():
    numbers = [tuple(map(int, row[0].split("."))) for row in REQUIREMENTS]
    assert len(numbers) >= LEAST
    assert numbers == sorted(set(numbers))
    assert {row[1] for row in REQUIREMENTS} <= {"1", "2", "3"}


def test_every_requirement_has_a_test_that_is_there_or_a_reason():
    for number, _level, asked, shown in REQUIREMENTS:
        assert asked, number
        assert missing(shown) == [], number
        has_either = named_tests(shown) or REASON.search(shown) or "](" in shown
        assert has_either, f"{number} gives neither test nor reason."


def test_what_does_not_apply_is_not_answered_as_well():
    answered = {row[0] for row in REQUIREMENTS}
    left_out = {found for row in rows(TABLE) if len(row) == 2 for found in NUMBER.findall(row[0])}
    assert not answered & left_out


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_and_file_a_document_names_is_there(document: str):
    assert missing((ROOT / document).read_text()) == []
    assert [str(path) for path in linked(document) if not path.exists()] == []


def test_every_limit_that_is_written_down_is_the_one_that_is_set():
    found = SET_BY.findall((ROOT / LIMITS).read_text())
    assert len(found) >= 20
    for place, name, key, written in found:
        module = importlib.import_module("django.conf") if place == "django.conf.settings" else None
        there = module.settings if module else importlib.import_module(place)
        value = getattr(there, name)
        assert (value[key] if key else value) == eval(written, {"timedelta": timedelta}), f"{place}.{name}"
