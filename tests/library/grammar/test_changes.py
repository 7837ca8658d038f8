"""changed.yaml: what became of a lesson that hurt, and what the check refuses."""

from __future__ import annotations

from datetime import date

import pytest

from tests.library.grammar.builders import LESSON_PATH, compiled, said
from tests.library.grammar.builders import lesson as lesson_text

CHANGED = """\
- lesson: the-quiet-phone
  revision: 2
  changed_on: 2026-11-01
  what: The story ends before the quarrel.
- lesson: an-older-one
  revision: 0
  changed_on: 2026-11-02
  what: It was taken out.
"""


def at_revision_two() -> dict[str, str]:
    return {LESSON_PATH: lesson_text(revision="2")}


def test_changes_stand_newest_first(tmp_path):
    library = compiled(tmp_path, {"changed.yaml": CHANGED, **at_revision_two()}).library
    assert library is not None
    assert [(change.lesson, change.revision) for change in library.changes] == [
        ("an-older-one", 0),
        ("the-quiet-phone", 2),
    ]
    assert library.changes[1].changed_on == date(2026, 11, 1)


def test_a_file_with_nothing_but_comments_is_no_fault(tmp_path):
    library = compiled(tmp_path, {"changed.yaml": "# Nobody has reported anything yet.\n"}).library
    assert library is not None
    assert library.changes == ()


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("the-quiet-phone", "the-loud-phone", 'There is no lesson with the id "the-loud-phone"'),
        ("revision: 2", "revision: 3", "is at revision 2"),
        ("revision: 2", "revision: 1", "is at revision 2"),
        ("an-older-one", "the-quiet-phone", "is at revision 2"),
        ("2026-11-01", "2027-11-01", "has not come yet"),
        ("The story ends", "The story ends" + " sooner" * 70, "too long for one change"),
        ("changed_on: 2026-11-01\n", "\n", "is missing"),
        ("an-older-one\n  revision: 0", "the-quiet-phone\n  revision: 2", "is already used"),
    ],
)
def test_a_faulty_change_is_refused_with_its_line(tmp_path, before: str, after: str, sentence: str):
    found = said(compiled(tmp_path, {"changed.yaml": CHANGED.replace(before, after, 1), **at_revision_two()}))
    assert any(sentence in line for line in found if "changed.yaml" in line), found
