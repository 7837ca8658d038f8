"""How well the statements of a subscale hang together, from sums only: no sheet has to be kept to know it.

Cronbach's alpha = k / (k - 1) * (1 - sum of item variances / variance of the total), k items (Cronbach 1951,
Psychometrika 16, 297-334). The corrected item-rest correlation is Pearson's r of one item with the sum of the others; a
wrong key shows there as a number below zero. Sums of whole answers are exact, so sheets may come in any order and in
any number of parts: n * sum(xy) - sum(x) * sum(y) = n * (n - 1) * cov(x, y), and each formula is a ratio of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

FEWEST_SHEETS = (
    200  # below this, figures say little and sums say too much about each of those who are in them
)
LOWEST_ALPHA = 0.60


@dataclass(frozen=True)
class Sums:
    """Of n complete sheets: the sum of each item, and of each pair's products. Answers count as keyed."""

    n: int
    totals: tuple[int, ...]
    products: tuple[tuple[int, ...], ...]

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.n + other.n,
            tuple(map(sum, zip(self.totals, other.totals, strict=True))),
            tuple(
                tuple(map(sum, zip(mine, theirs, strict=True)))
                for mine, theirs in zip(self.products, other.products, strict=True)
            ),
        )

    def as_data(self) -> dict[str, Any]:
        return {"totals": list(self.totals), "products": [list(row) for row in self.products]}


def sums_of(sheets: Iterable[Sequence[int]], n_items: int) -> Sums:
    """Add complete sheets up, one after the other; none of them is kept."""
    n, totals = 0, [0] * n_items
    products = [[0] * n_items for _ in range(n_items)]
    for sheet in sheets:
        n += 1
        for at, answer in enumerate(sheet):
            totals[at] += answer
            row = products[at]
            for other in range(at, n_items):
                row[other] += answer * sheet[other]
    whole = tuple(
        tuple(products[min(at, other)][max(at, other)] for other in range(n_items)) for at in range(n_items)
    )
    return Sums(n, tuple(totals), whole)


def alpha_of(sums: Sums) -> float | None:
    """Cronbach's alpha, at most 1; None for one item, fewer than two sheets, or totals that are all alike."""
    k, spread = len(sums.totals), _spread(sums)
    total = sum(sum(row) for row in spread)
    if k < 2 or sums.n < 2 or total == 0:
        return None
    own = sum(spread[at][at] for at in range(k))
    return float(Fraction(k, k - 1) * (1 - Fraction(own, total)))


def item_rests_of(sums: Sums) -> tuple[float | None, ...]:
    """For each item its correlation with the sum of the others, -1 to 1; None where one of the two does not vary."""
    spread = _spread(sums)
    total = sum(sum(row) for row in spread)
    return tuple(_item_rest(row[at], sum(row), total) for at, row in enumerate(spread))


def doubts_about(alpha: float | None, item_rests: Mapping[str, float | None]) -> list[str]:
    """What an operator should look at, in sentences; empty if nothing."""
    found = []
    if alpha is not None and alpha < LOWEST_ALPHA:
        found.append(f"alpha is {alpha:.2f}, below {LOWEST_ALPHA:.2f}: the statements hardly hang together.")
    found += [
        f"{item} goes against the rest ({rest:+.2f}): look at whether it is rightly reversed or not."
        for item, rest in item_rests.items()
        if rest is not None and rest < 0
    ]
    return found


def _spread(sums: Sums) -> list[list[int]]:
    """n * (n - 1) times the covariance of each pair of items."""
    return [
        [sums.n * product - mine * theirs for product, theirs in zip(row, sums.totals, strict=True)]
        for row, mine in zip(sums.products, sums.totals, strict=True)
    ]


def _item_rest(own: int, with_total: int, total: int) -> float | None:
    """From the item's spread, its joint spread with the total, and the total's: the rest is total minus item."""
    rest = total - 2 * with_total + own
    if own <= 0 or rest <= 0:
        return None
    return (with_total - own) / (sqrt(own) * sqrt(rest))
