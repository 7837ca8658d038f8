"""One row that cannot be planned must not stand in the way of all the others."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

TRY_AGAIN_AFTER = timedelta(hours=1)
AWAY = (OperationalError, InterfaceError)
Row = TypeVar("Row")

logger = logging.getLogger(__name__)


class Alone:
    """What goes wrong in here is logged by key and kind of error, and goes no further.

    A database that is away is nobody's own fault and does go further.
    """

    def __init__(self, about: UUID) -> None:
        self.about = about

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, AWAY):
            return False
        logger.error(
            "a note cannot be planned", extra={"about": str(self.about), "error": type(error).__name__}
        )
        return True


def all_or_each(
    rows: Sequence[Row], *, plan: Callable[[Sequence[Row]], int], key: Callable[[Row], UUID],
    put_off: Callable[[Row], object] | None = None,
) -> int:  # fmt: skip
    """Plan them together; if that fails, each half by itself, down to those that cannot be planned, which are put off.
    Returns how many were planned. What was done to them in vain is forgotten.
    """
    if len(rows) <= 1:
        return sum(_alone(row, plan, key(row), put_off) for row in rows)
    before = [dict(vars(row)) for row in rows]
    try:
        with transaction.atomic():
            return plan(rows)
    except AWAY:
        raise
    except Exception:  # noqa: BLE001 (whose fault it is shows when they are tried apart, and is logged there)
        for row, was in zip(rows, before, strict=True):
            vars(row).clear()
            vars(row).update(was)
    half = len(rows) // 2
    parts = (rows[:half], rows[half:])
    return sum(all_or_each(part, plan=plan, key=key, put_off=put_off) for part in parts)


def _alone(
    row: Row, plan: Callable[[Sequence[Row]], int], about: UUID, put_off: Callable[[Row], object] | None
) -> int:
    with Alone(about), transaction.atomic():
        return plan([row])
    if put_off is not None:
        put_off(row)
    return 0
