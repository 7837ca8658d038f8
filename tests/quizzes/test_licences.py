"""Permissions to use somebody else's words: which moves there are, and that every other one is refused in words."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.licences import MOVES, REFUSALS, IllegalMove, Move, State, after, grant_faults, is_over

DAY = date(2026, 11, 22)


def test_every_move_from_every_state_is_either_made_or_refused_with_a_sentence():
    assert set(MOVES) | set(REFUSALS) == set(product(State, Move))
    assert not set(MOVES) & set(REFUSALS)
    assert all(sentence.endswith(".") and len(sentence) > 20 for sentence in REFUSALS.values())


@pytest.mark.parametrize(("state", "move"), sorted(REFUSALS))
def test_an_illegal_move_raises_its_sentence(state, move):
    with pytest.raises(IllegalMove) as refusal:
        after(state, move)
    assert str(refusal.value) == REFUSALS[state, move]


@given(st.lists(st.sampled_from(Move), max_size=12))
def test_words_are_permitted_only_right_after_a_grant(moves):
    state, newest = State.NEEDED, None
    for move in moves:
        try:
            state = after(state, move)
        except IllegalMove:
            continue
        newest = move
    assert (state == State.PERMITTED) == (newest == Move.GRANT)


def test_the_last_day_still_counts():
    assert not is_over(DAY, DAY)
    assert is_over(DAY, DAY + timedelta(days=1))
    assert not is_over(None, date.max)


@pytest.mark.parametrize(
    ("given_on", "until", "said"),
    [
        (DAY, None, ""),
        (DAY, DAY, ""),
        (DAY + timedelta(days=1), None, "dated in the future"),
        (DAY, DAY - timedelta(days=1), "ends before it was given"),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), "already run out"),
    ],
)
def test_dates_that_cannot_be_are_refused(given_on, until, said):
    assert said in " ".join(grant_faults(given_on=given_on, until=until, today=DAY))
    assert bool(said) == bool(grant_faults(given_on=given_on, until=until, today=DAY))
