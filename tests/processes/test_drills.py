"""The drills themselves: one tiny one, and an auditor that sees what it should."""

import pytest

from drills import catalogue
from drills.__main__ import parse, run
from drills.auditor import Row, judge
from drills.stage import FILES, house
from tools.smtp import Accepted

PEOPLE = 100


def taken(key: str) -> Accepted:
    return Accepted(
        f"{key}@people.example", f"Subject: A note\r\nMessage-ID: <{key}@x>\r\n\r\nWords.".encode()
    )


def row(key: str, state: str) -> Row:
    return Row(f"<{key}@x>", key, state, 1, "")


def test_the_auditor_passes_what_is_in_order():
    rows = [row("a", "sent"), row("b", "uncertain"), row("c", "skipped")]
    tally = judge(["a", "b", "c", "d"], rows, [taken("a"), taken("b")], left_out=["d"], bound=1)
    assert tally.has_passed
    assert (tally.due, tally.accepted, tally.sent, tally.uncertain, tally.skipped) == (4, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("rows", "accepted", "count"),
    [
        ([row("a", "sent")], ["a", "a"], "doubled"),
        ([row("a", "planned")], [], "lost"),
        ([row("a", "claimed")], ["a"], "lost"),
        ([row("a", "sent")], [], "lost"),
        ([], [], "lost"),
        ([row("a", "uncertain")], ["a"], "uncertain"),
    ],
)
def test_the_auditor_sees(rows: list[Row], accepted: list[str], count: str):
    tally = judge(["a"], rows, [taken(key) for key in accepted])
    assert getattr(tally, count) == 1
    assert not tally.has_passed


def test_the_auditor_sees_mail_that_should_not_be_there():
    assert not judge(["a"], [row("a", "skipped")], [taken("a")]).has_passed
    assert not judge(["a"], [row("a", "sent")], [taken("a"), taken("nobody")]).has_passed


def test_every_drill_is_told_by_number_and_name():
    numbers = [drill.number for drill in catalogue.DRILLS]
    assert len(set(numbers)) == len(numbers)
    assert [drill.number for drill in catalogue.chosen(["d1", "Two Beats"])] == ["D1", "D15"]


@pytest.mark.processes
def test_a_small_drill_passes():
    with house([FILES]) as home:
        [drill] = catalogue.chosen(["D7"])
        tally, line = run(home, drill, FILES, size=PEOPLE, options=parse([]))
    assert tally.has_passed, line
