"""A scale in pages of six statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from quizzes.rules.sheets import item_ids

SIZE = 6
SECONDS_PER_STATEMENT = 20


def count(definition: Mapping[str, Any]) -> int:
    return -(-len(definition["items"]) // SIZE)


def minutes(definition: Mapping[str, Any]) -> int:
    """About how long it takes, in whole minutes, at a third of a minute a statement."""
    return max(1, -(-len(definition["items"]) * SECONDS_PER_STATEMENT // 60))


def items_on(definition: Mapping[str, Any], page: int) -> tuple[str, ...]:
    return item_ids(definition)[(page - 1) * SIZE : page * SIZE]


def page_with(definition: Mapping[str, Any], item: str) -> int:
    return item_ids(definition).index(item) // SIZE + 1


def first_open(definition: Mapping[str, Any], answered: Collection[str]) -> int | None:
    """The first page with a statement that was neither answered nor skipped."""
    return next((page_with(definition, item) for item in item_ids(definition) if item not in answered), None)
