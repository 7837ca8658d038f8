"""A scale in pages: six statements to a page, or one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from quizzes.rules.sheets import item_ids

SIX, ONE = 6, 1
SECONDS_PER_STATEMENT = 20


def size_of(is_one_a_page: bool) -> int:
    return ONE if is_one_a_page else SIX


def count(definition: Mapping[str, Any], size: int = SIX) -> int:
    return -(-len(definition["items"]) // size)


def minutes(definition: Mapping[str, Any]) -> int:
    """About how long it takes, in whole minutes, at a third of a minute a statement."""
    return max(1, -(-len(definition["items"]) * SECONDS_PER_STATEMENT // 60))


def items_on(definition: Mapping[str, Any], page: int, size: int = SIX) -> tuple[str, ...]:
    return item_ids(definition)[(page - 1) * size : page * size]


def page_with(definition: Mapping[str, Any], item: str, size: int = SIX) -> int:
    return item_ids(definition).index(item) // size + 1


def first_open(definition: Mapping[str, Any], answered: Collection[str], size: int = SIX) -> int | None:
    """The first page with a statement that was neither answered nor skipped."""
    open_ones = (item for item in item_ids(definition) if item not in answered)
    return next((page_with(definition, item, size) for item in open_ones), None)
