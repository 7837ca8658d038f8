"""Twenty dots, each 1 in 20 of where a score lies."""

from statistics import NormalDist

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.rules.dots import DOTS, STEP, WITHIN, dot_plot, quantiles
from quizzes.rules.places import Error, error_of
from tests.quizzes.builders import scale

SCALE = scale()
ASSUMED = error_of(SCALE, "anxiety")
scores = st.floats(min_value=1, max_value=7)
errors = st.floats(min_value=0.05, max_value=1.5).map(lambda sd: Error(sd, 0.5, is_assumed=False))
patient = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no finding


def test_the_dots_are_the_middles_of_twenty_equal_shares():
    found = quantiles(4.0, 0.5)
    expected = [NormalDist(4.0, 0.5).inv_cdf(share / 40) for share in range(1, 40, 2)]
    assert found == pytest.approx(expected)
    assert found[0] == pytest.approx(4.0 - 0.5 * 1.959964, abs=1e-5)


@patient
@given(scores, errors)
def test_there_are_twenty_dots_and_each_is_on_the_picture(value, error):
    plot = dot_plot(SCALE, value, error)
    assert len(plot.dots) == DOTS
    assert all(0 <= dot.x <= 400 and 0 <= dot.y <= plot.height for dot in plot.dots)
    assert len(set(plot.dots)) == DOTS, "no dot hides another"


@patient
@given(scores, errors)
def test_counts_and_range_agree_with_the_places(value, error):
    plot, places = dot_plot(SCALE, value, error), quantiles(value, error.sem)
    assert plot.n_above == sum(one > 4 for one in places)
    assert plot.n_below == sum(one < 4 for one in places)
    assert sum(dot.x > 200 for dot in plot.dots) == sum(one >= 4 for one in places), (
        "the drawing says the same"
    )
    inside = [one for one in (min(7, max(1, p)) for p in places) if plot.low <= one <= plot.high]
    assert len(inside) >= WITHIN


@patient
@given(st.floats(min_value=0, max_value=3), errors)
def test_mirrored_scores_have_mirrored_counts(offset, error):
    above, below = dot_plot(SCALE, 4 + offset, error), dot_plot(SCALE, 4 - offset, error)
    assert (above.n_above, above.n_below) == (below.n_below, below.n_above)
    assert above.low + below.high == pytest.approx(8)


def test_a_larger_error_spreads_the_dots():
    narrow = dot_plot(SCALE, 4, Error(0.84, 0.94, is_assumed=False))
    wide = dot_plot(SCALE, 4, ASSUMED)
    assert (wide.high - wide.low) > 2 * (narrow.high - narrow.low)
    assert narrow.height > wide.height


def test_at_an_end_of_the_scale_the_dots_pile_up_there():
    plot = dot_plot(SCALE, 7, ASSUMED)
    assert plot.high == 7
    assert max(dot.x for dot in plot.dots) <= 390 + STEP
    assert (plot.n_above, plot.n_below) == (20, 0)
