"""Rows below that keep the moment at which a note may be due: claimed batch by batch, each by one planner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import transaction

from reminders.services.sparing import TRY_AGAIN_AFTER, all_or_each

BATCH = 500


@dataclass(frozen=True)
class Feed:
    """Rows of `model` whose `moment` (a field, indexed where it is not empty) comes. `plan` deals with some that are
    due, and gives each a later moment or none; it returns how many occurrences it wrote. `person` leads to the pk of
    whom a row is about."""

    model: Any
    plan: Callable[[Sequence[Any], datetime], int]
    moment: str
    person: str


def plan_feed(feed: Feed, *, now: datetime) -> int:
    """Batch after batch, until none is due: who cannot be planned is put off. Each batch is in the order of people, so
    that two planners never wait for each other crosswise. Returns how many occurrences were written."""

    def put_off(row: Any) -> None:
        setattr(row, feed.moment, now + TRY_AGAIN_AFTER)
        row.save(update_fields=[feed.moment])

    total, due, plan = 0, feed.model.objects.filter(**{f"{feed.moment}__lte": now}), partial(_plan, feed, now)
    while due.exists():
        with transaction.atomic():
            claimed = due.claimed().order_by(feed.moment, "pk")[:BATCH]
            batch = sorted(claimed, key=attrgetter(feed.person, "pk"))
            total += all_or_each(batch, plan=plan, key=attrgetter("key"), put_off=put_off)
        if len(batch) < BATCH:
            break
    return total


def _plan(feed: Feed, now: datetime, rows: Sequence[Any]) -> int:
    return feed.plan(rows, now)
