"""Words for feelings: published in order, retired and brought back, and remembered by the edition."""

from pathlib import Path

import pytest

from library.grammar import compile_content
from library.grammar.trees import FeelingGroupTree
from library.models import FeelingGroup
from library.services import feeling_groups, feeling_words
from tests.builders import FEELINGS, TODAY, Folder

GLAD = "- key: glad\n  title: Glad\n  energy: high\n  tone: pleasant\n  words: [glad, eager]\n"


@pytest.mark.django_db
def test_groups_are_published_in_the_order_of_the_file(tmp_path):
    folder = Folder(tmp_path).fill()
    folder.publish()
    assert [group.key for group in feeling_groups()] == ["at-ease", "afraid"]
    folder.write("feelings.yaml", GLAD + FEELINGS)
    folder.publish()
    assert [group.key for group in feeling_groups()] == ["glad", "at-ease", "afraid"]
    assert feeling_groups()[0] == FeelingGroupTree(
        key="glad", title="Glad", energy="high", tone="pleasant", words=("glad", "eager")
    )
    assert feeling_words() == {"glad", "eager", "calm", "safe", "rested", "uneasy", "afraid"}


@pytest.mark.django_db
def test_a_group_that_vanishes_is_retired_and_comes_back_as_the_same_row(tmp_path):
    folder = Folder(tmp_path).fill()
    folder.write("feelings.yaml", FEELINGS + GLAD)
    folder.publish()
    glad = FeelingGroup.objects.get(key="glad")
    folder.write("feelings.yaml", FEELINGS)
    report = folder.publish()
    assert any("feeling words: 1 changed" in change for change in report.changes)
    assert "glad" not in feeling_words()
    assert FeelingGroup.objects.filter(key="glad", is_retired=True).exists()
    folder.write("feelings.yaml", FEELINGS + GLAD)
    folder.publish()
    assert FeelingGroup.objects.published().get(key="glad") == glad


@pytest.mark.django_db
def test_feelings_are_read_once_an_edition(tmp_path, django_assert_num_queries):
    Folder(tmp_path).fill().publish()
    feeling_groups()
    with django_assert_num_queries(1):
        feeling_words()


@pytest.mark.django_db
def test_publishing_the_same_feelings_again_changes_nothing(tmp_path):
    folder = Folder(tmp_path).fill()
    folder.publish()
    assert folder.publish().publication is None


@pytest.mark.django_db
def test_before_the_first_publication_there_are_no_feelings():
    assert feeling_groups() == ()
    assert feeling_words() == frozenset()


def test_the_real_library_has_words_for_every_corner_of_feeling():
    content = compile_content(Path(__file__).parents[2] / "content", today=TODAY).library
    assert content is not None
    words = [word.casefold() for group in content.feelings for word in group.words]
    assert len(words) == len(set(words)) >= 90
    assert 10 <= len(content.feelings) <= 14
    assert {(group.energy, group.tone) for group in content.feelings} == {
        (energy, tone) for energy in ("high", "low") for tone in ("pleasant", "unpleasant")
    }
    assert {"numb", "blank", "mixed"} <= set(words)
