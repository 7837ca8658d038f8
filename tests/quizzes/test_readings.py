"""What a result says: bands, ranges, the drawing, and words that never name a type."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.grammar.trees import ReliabilityFigure
from quizzes.rules import places, wording
from quizzes.rules.plane import MARGIN, SIDE
from quizzes.rules.reading import read
from quizzes.rules.scoring import Score
from tests.quizzes.builders import scale

SCALE = scale()
PRECISE = scale(
    reliability=(
        ReliabilityFigure(subscale="anxiety", alpha=0.94, sd=1.1, source="a study"),
        ReliabilityFigure(subscale="avoidance", alpha=0.94, sd=1.1, source="a study"),
    )
)
values = st.floats(1, 7, allow_nan=False)


def scores(worry: float | None, distance: float | None) -> dict[str, Score]:
    return {
        key: Score(value, 9 if value else 3, 9, False)
        for key, value in (("anxiety", worry), ("avoidance", distance))
    }


def test_the_assumed_range_of_a_repeat_is_about_one_point_one():
    error = places.error_of(SCALE, "anxiety")
    assert error.is_assumed
    assert error.likely == pytest.approx(1.14, abs=0.01)


def test_named_figures_replace_the_assumption():
    error = places.error_of(PRECISE, "anxiety")
    assert not error.is_assumed
    assert error.sem == pytest.approx(1.1 * 0.06**0.5)
    assert error.source == "a study"


@pytest.mark.parametrize(
    ("value", "band"),
    [(1, 0), (2.4, 0), (3, 1), (3.6, 2), (4, 2), (4.4, 2), (4.9, 3), (5.6, 4), (7, 4)],
)
def test_there_are_five_bands(value, band):
    assert places.band_of(PRECISE, value, places.error_of(PRECISE, "anxiety")) == band


def test_close_to_the_middle_line_no_side_is_named():
    error = places.error_of(SCALE, "anxiety")
    assert places.band_of(SCALE, 4 + 1.96 * error.sem - 0.01, error) == places.AROUND
    assert places.band_of(SCALE, 4 + 1.96 * error.sem + 0.01, error) > places.AROUND


def test_change_needs_the_reliable_change_index():
    error = places.error_of(SCALE, "anxiety")
    needed = 1.96 * error.of_a_repeat
    assert not places.is_reliable_change(3, 3 + needed - 0.01, error)
    assert places.is_reliable_change(3, 3 + needed + 0.01, error)
    assert places.is_reliable_change(3 + needed + 0.01, 3, error)


@given(values, values)
def test_the_dot_is_whole_and_the_range_within_the_scale(worry, distance):
    reading = read(SCALE, scores(worry, distance))
    assert reading.plane is not None
    for at in (reading.plane.dot.x, reading.plane.dot.y):
        assert MARGIN <= at <= SIDE - MARGIN
    for one in reading.dimensions:
        assert 1 <= one.low <= one.value <= one.high <= 7
        assert one.bar.start >= 10
        assert one.bar.start + one.bar.width <= 390.1


def test_more_worry_is_further_right_and_more_distance_further_up():
    low, high = read(SCALE, scores(2, 2)).plane.dot, read(SCALE, scores(6, 6)).plane.dot
    assert high.x > low.x
    assert high.y < low.y
    assert read(SCALE, scores(4, 4)).plane.dot.x == SIDE / 2


def test_the_area_of_two_scores_is_wider_than_the_range_of_one():
    plane, error = read(SCALE, scores(4, 4)).plane, places.error_of(SCALE, "anxiety")
    assert plane.outer.rx / (SIDE - 2 * MARGIN) * 6 == pytest.approx(2.146 * error.of_a_repeat, abs=0.01)
    assert plane.outer.rx > plane.inner.rx


def test_each_of_the_25_places_has_its_own_sentence():
    sentences = [sentence for row in wording.SENTENCES for sentence in row]
    assert len(sentences) == len(set(sentences)) == 25


def test_each_place_picks_its_sentence():
    at = (1.5, 3, 4, 5, 6.5)
    told = [[read(PRECISE, scores(w, d)).sentence for d in at] for w in at]
    assert tuple(map(tuple, told)) == wording.SENTENCES


def test_a_missing_side_has_a_sentence_and_no_drawing():
    only_worry, only_distance, none = (
        read(SCALE, scores(*pair)) for pair in ((6, None), (None, 6), (None, None))
    )
    assert only_worry.sentence in wording.ONLY_WORRY
    assert only_distance.sentence in wording.ONLY_DISTANCE
    assert none.sentence == wording.TOO_FEW
    assert not none.is_scored
    assert none.notices == none.strengths == ()
    assert only_worry.plane is only_distance.plane is none.plane is None


def test_where_both_are_high_a_person_to_talk_to_comes_first():
    assert read(SCALE, scores(6, 6)).is_human_first
    assert not read(SCALE, scores(6, 2)).is_human_first


def test_no_sentence_names_a_type_or_makes_anyone_small():
    said = [wording.TOO_FEW, *wording.ONLY_WORRY, *wording.ONLY_DISTANCE, *wording.WORRY, *wording.DISTANCE]
    said += [sentence for row in wording.SENTENCES for sentence in row]
    said += [
        words for lists in (wording.NOTICES, wording.STRENGTHS) for three in lists.values() for words in three
    ]
    banned = r"\b(secure|insecure|anxious|avoidant|fearful|dismissive|dismissing|preoccupied|disorgani[sz]ed|normal|"
    banned += r"healthy|unhealthy|toxic|broken|dysfunction\w*|symptoms?|disorder|always|never|test|diagnos\w+|type)\b|!"
    assert not [words for words in said if re.search(banned, words, re.IGNORECASE)]


def test_notices_and_strengths_come_in_threes():
    assert wording.NOTICES.keys() == wording.STRENGTHS.keys()
    assert {len(three) for lists in (wording.NOTICES, wording.STRENGTHS) for three in lists.values()} == {3}
