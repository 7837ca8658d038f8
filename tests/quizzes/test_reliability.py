"""Alpha and item-rest correlations from sums, against the plain way, and a wrong key that must show."""

from random import Random
from statistics import StatisticsError, correlation, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.reliability import alpha_of, doubts_about, item_rests_of, sums_of

matrices = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(1, 7), min_size=k, max_size=k), min_size=2, max_size=30)
)


def plain_alpha(sheets):
    """In two passes, with sample variances, as a textbook has it."""
    k, total = len(sheets[0]), variance([sum(sheet) for sheet in sheets])
    return k / (k - 1) * (1 - sum(variance(column) for column in zip(*sheets, strict=True)) / total)


def plain_item_rest(sheets, at):
    try:
        return correlation([sheet[at] for sheet in sheets], [sum(sheet) - sheet[at] for sheet in sheets])
    except StatisticsError:
        return None


@given(matrices)
def test_alpha_is_what_the_plain_way_gives(sheets):
    alpha = alpha_of(sums_of(sheets, len(sheets[0])))
    if len({sum(sheet) for sheet in sheets}) == 1:
        assert alpha is None
    else:
        assert alpha == pytest.approx(plain_alpha(sheets), rel=1e-9, abs=1e-9)
        assert alpha <= 1


@given(matrices)
def test_item_rest_correlations_are_what_the_plain_way_gives(sheets):
    for at, rest in enumerate(item_rests_of(sums_of(sheets, len(sheets[0])))):
        plain = plain_item_rest(sheets, at)
        assert rest is None if plain is None else rest == pytest.approx(plain, rel=1e-7, abs=1e-7)


@given(matrices, st.randoms(), st.integers(0, 30))
def test_sheets_may_come_in_any_order_and_in_parts(sheets, random, cut):
    k = len(sheets[0])
    shuffled = sheets.copy()
    random.shuffle(shuffled)
    assert sums_of(shuffled[:cut], k) + sums_of(shuffled[cut:], k) == sums_of(sheets, k)


@given(matrices)
def test_turning_every_item_changes_no_figure(sheets):
    k = len(sheets[0])
    turned = [[8 - answer for answer in sheet] for sheet in sheets]
    plain, mirrored = sums_of(sheets, k), sums_of(turned, k)
    assert alpha_of(plain) == alpha_of(mirrored)
    assert item_rests_of(plain) == pytest.approx(item_rests_of(mirrored), nan_ok=True)


def test_one_item_or_one_sheet_has_no_alpha():
    assert alpha_of(sums_of([[3], [5]], 1)) is None
    assert alpha_of(sums_of([[3, 4]], 2)) is None
    assert alpha_of(sums_of([], 2)) is None


def people(n: int, k: int = 9, seed: int = 7) -> list[list[int]]:
    """Answers to k statements that share one thing, from 1 to 7, as keyed."""
    random = Random(seed)
    sheets = []
    for _ in range(n):
        trait = random.gauss(4, 1.2)
        sheets.append([min(7, max(1, round(trait + random.gauss(0, 1.3)))) for _ in range(k)])
    return sheets


@pytest.mark.parametrize("seed", range(10))
def test_a_right_key_is_not_doubted_and_one_turned_item_is_found(seed):
    right = people(200, seed=seed)
    wrong = [[*sheet[:4], 8 - sheet[4], *sheet[5:]] for sheet in right]
    for sheets, found in ((right, []), (wrong, ["i4"])):
        sums = sums_of(sheets, 9)
        rests = {f"i{at}": rest for at, rest in enumerate(item_rests_of(sums))}
        told = doubts_about(alpha_of(sums), rests)
        assert [item for item in rests if any(item in doubt for doubt in told)] == found


def test_statements_that_have_nothing_to_do_with_each_other_are_doubted():
    random = Random(3)
    sums = sums_of([[random.randint(1, 7) for _ in range(9)] for _ in range(400)], 9)
    assert "hardly hang together" in " ".join(doubts_about(alpha_of(sums), {}))
