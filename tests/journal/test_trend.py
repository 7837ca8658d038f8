"""The drawing of two weeks: named cases, and what must hold for any fortnight."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from journal.rules.trend import (
    DAYS,
    HEIGHT,
    MARGIN,
    ONE_DAY,
    WIDTH,
    WORDS,
    days_between,
    is_rough,
    trend_of,
)

TODAY = date(2026, 11, 21)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


fortnights = st.dictionaries(
    st.integers(-3, 40).map(ago), st.sampled_from([*WORDS, "Something older"]), max_size=30
)


def test_an_empty_fortnight_has_no_dot_and_no_line():
    trend = trend_of({}, today=TODAY)
    assert (trend.dots, trend.runs, trend.gaps) == ((), (), ())
    assert (trend.first, trend.last) == (date(2026, 11, 8), TODAY)


def test_the_corners_of_the_box_are_the_first_day_and_today_and_the_two_outer_words():
    trend = trend_of({ago(13): "Clear", TODAY: "Stormy"}, today=TODAY)
    assert [(dot.x, dot.y) for dot in trend.dots] == [(MARGIN, MARGIN), (WIDTH - MARGIN, HEIGHT - MARGIN)]


def test_days_that_follow_are_joined_and_a_day_without_a_check_in_is_a_gap():
    trend = trend_of({ago(4): "Heavy", ago(3): "Mixed", ago(1): "Clear", TODAY: "Clear"}, today=TODAY)
    assert [[dot.day for dot in run] for run in trend.runs] == [[ago(4), ago(3)], [ago(1), TODAY]]
    assert [days_between(one.day, two.day) for one, two in trend.gaps] == [(ago(2), ago(2))]


@given(words=fortnights)
def test_every_check_in_of_the_fortnight_has_one_dot_and_no_other_day_has_any(words):
    expected = {day: word for day, word in words.items() if 0 <= (TODAY - day).days < DAYS and word in WORDS}
    dots = trend_of(words, today=TODAY).dots
    assert [(dot.day, dot.word) for dot in dots] == sorted(expected.items())


@given(words=fortnights)
def test_no_dot_leaves_the_box_and_a_lighter_word_stands_higher(words):
    dots = trend_of(words, today=TODAY).dots
    assert all(MARGIN <= dot.x <= WIDTH - MARGIN and MARGIN <= dot.y <= HEIGHT - MARGIN for dot in dots)
    assert all(one.x < two.x for one, two in pairwise(dots))
    levels = sorted({(WORDS.index(dot.word), dot.y) for dot in dots})
    assert all(higher < lower for (_one, lower), (_two, higher) in pairwise(levels))


@given(words=fortnights)
def test_solid_and_dotted_pieces_together_join_all_dots_and_never_overlap(words):
    trend = trend_of(words, today=TODAY)
    solid = [(one.day, two.day) for run in trend.runs for one, two in pairwise(run)]
    dotted = [(one.day, two.day) for one, two in trend.gaps]
    assert sorted(solid + dotted) == [(one.day, two.day) for one, two in pairwise(trend.dots)]
    assert all(two - one == ONE_DAY for one, two in solid)
    assert all(two - one > ONE_DAY for one, two in dotted)
    assert [dot for run in trend.runs for dot in run] == list(trend.dots)


def test_three_stormy_ones_in_a_row_are_a_rough_few_days():
    assert is_rough({ago(4): "Clear", ago(3): "Stormy", ago(1): "Stormy", TODAY: "Stormy"}, today=TODAY)


def test_two_are_not_and_one_better_day_ends_it():
    assert not is_rough({ago(1): "Stormy", TODAY: "Stormy"}, today=TODAY)
    assert not is_rough({ago(3): "Stormy", ago(2): "Stormy", ago(1): "Stormy", TODAY: "Heavy"}, today=TODAY)


def test_what_lies_more_than_a_week_back_is_not_brought_up_again():
    assert not is_rough({ago(9): "Stormy", ago(8): "Stormy", ago(7): "Stormy"}, today=TODAY)
