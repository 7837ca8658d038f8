"""Sealing everything again with the key that writes, a few rows at a time, while people go on writing.

Which rows wait is read from the ciphertexts themselves, so that a run that was killed is simply started again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Substr

from common import keys
from common.fields import SealedField
from common.sealing import CannotOpen, Sealed, head_of, is_current

PASSES = 5  # a row that somebody holds is left for the next pass
BREATH_SECONDS = 0.01  # SQLite has one writer: let others have their turn between two batches

Columns = Sequence[SealedField]


@dataclass
class Report:
    """What became of one table. Names rows by their keys and never holds a value."""

    table: str
    renewed: int = 0
    unreadable: set[str] = field(default_factory=set)  # "row: column"
    waiting: int = 0  # still under another key at the end


def rotate(*, batch: int) -> Iterator[Report]:
    """Seal every row again that another key than the first has sealed; one report a table."""
    for model, columns in keys.sealed_columns():
        report = Report(model._meta.db_table)
        for _ in range(PASSES):
            _one_pass(model, columns, batch, report)
            report.waiting = waiting(model, columns).count()
            if report.waiting <= _unreadable_rows(report):
                break
        yield report


def needed_keys() -> dict[str, Counter[str]]:
    """By table: how many rows each key but the first is needed for; "?" counts what no key of the ring sealed."""
    old = [key_id for key_id, _ in settings.ENCRYPTION_KEYS[1:]]
    found = {}
    for model, columns in keys.sealed_columns():
        rows = _with_heads(model, columns)
        counts = Counter({key_id: rows.filter(_any_sealed_with(columns, key_id)).count() for key_id in old})
        counts["?"] = rows.filter(_any_sealed_otherwise(columns)).count()
        found[model._meta.db_table] = +counts
    return found


def waiting(model: type[models.Model], columns: Columns) -> models.QuerySet[Any]:
    """Rows with something sealed by another key than the first."""
    return _with_heads(model, columns).filter(_any_stale(columns))


def _one_pass(model: type[models.Model], columns: Columns, batch: int, report: Report) -> None:
    after: Any = None
    while True:
        with transaction.atomic():
            rows = list(_held(model, columns, after)[:batch])
            renewed = {column: _renewed(rows, column, report) for column in columns}
            for column, values in renewed.items():
                _write(model, column, values)
        report.renewed += len({pk for values in renewed.values() for pk in values})
        if not rows:
            return
        after = rows[-1].pk
        time.sleep(BREATH_SECONDS)


def _held(model: type[models.Model], columns: Columns, after: Any) -> models.QuerySet[Any]:
    """Locked against people who save the same rows. Never waits for a row, so that it cannot be part of a deadlock."""
    rows = waiting(model, columns).order_by("pk")
    rows = rows if after is None else rows.filter(pk__gt=after)
    return rows.select_for_update(skip_locked=True, no_key=True)


def _renewed(rows: Sequence[models.Model], column: SealedField, report: Report) -> dict[Any, Sealed]:
    """The new ciphertexts of one column, by primary key."""
    renewed = {}
    for row in rows:
        held = row.__dict__[column.attname]
        if held is None or is_current(held):
            continue
        try:
            renewed[row.pk] = column.renewed(row, held)
        except CannotOpen:
            report.unreadable.add(f"{getattr(row, 'key', row.pk)}: {column.name}")
    return renewed


def _write(model: type[models.Model], column: SealedField, values: dict[Any, Sealed]) -> None:
    """All at once: PostgreSQL gets them in one go, which a statement for each row through the ORM is not."""
    key = model._meta.pk
    names = (model._meta.db_table, str(column.column), str(key.column))
    quoted = [connection.ops.quote_name(name) for name in names]
    statement = "UPDATE {} SET {} = %s WHERE {} = %s".format(*quoted)  # noqa: S608 (names of our own tables)
    pairs = [(bytes(value), key.get_db_prep_value(pk, connection)) for pk, value in values.items()]
    if pairs:
        with connection.cursor() as cursor:
            cursor.executemany(statement, pairs)


def _unreadable_rows(report: Report) -> int:
    return len({name.rpartition(": ")[0] for name in report.unreadable})


def _with_heads(model: type[models.Model], columns: Columns) -> models.QuerySet[Any]:
    """How each sealed column begins, once for each length an id can have in this ring."""
    lengths = {len(key_id) for key_id, _ in settings.ENCRYPTION_KEYS}
    heads = {
        f"head_{length}_of_{column.name}": Substr(
            column.name, 1, 2 + length, output_field=models.BinaryField()
        )
        for column in columns
        for length in lengths
    }
    rows: models.QuerySet[Any] = model._base_manager.alias(**heads)
    return rows


def _sealed_with(column: SealedField, key_id: str) -> Q:
    return Q(**{f"{column.name}__isnull": False, f"head_{len(key_id)}_of_{column.name}": head_of(key_id)})


def _any_sealed_with(columns: Columns, key_id: str) -> Q:
    return _any(_sealed_with(column, key_id) for column in columns)


def _any_stale(columns: Columns) -> Q:
    first = settings.ENCRYPTION_KEYS[0][0]
    return _any(Q(**{f"{c.name}__isnull": False}) & ~_sealed_with(c, first) for c in columns)


def _any_sealed_otherwise(columns: Columns) -> Q:
    ring = [key_id for key_id, _ in settings.ENCRYPTION_KEYS]
    return _any(
        Q(**{f"{c.name}__isnull": False}) & ~_any(_sealed_with(c, key_id) for key_id in ring) for c in columns
    )


def _any(conditions: Iterator[Q]) -> Q:
    return Q.create(list(conditions), connector=Q.OR)
