"""Writing only what differs, so that doing it again writes nothing; and one column of many rows in one go."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model


def settle(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Give the row these values; returns the names that differed. A new row is saved whole, an equal one not at all."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if row._state.adding:
        row.save()
    elif changed:
        row.save(update_fields=changed)
    return changed


def write_column(rows: Sequence[Model], name: str) -> None:
    """This field of each row as it is in memory, by one prepared statement: for hundreds of rows at a time, where
    `bulk_update` spends most of its time on putting one long statement together."""
    if not rows:
        return
    table, field, pk = rows[0]._meta.db_table, rows[0]._meta.get_field(name), rows[0]._meta.pk
    assert isinstance(field, Field)
    statement = f"UPDATE {table} SET {field.column} = %s WHERE {pk.column} = %s"  # noqa: S608 (our own names)
    values = [(field.get_db_prep_save(getattr(row, field.attname), connection), row.pk) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def write_new(rows: Sequence[Model]) -> None:
    """New rows of one table that has a unique `key`, by the fastest way each database has; for hundreds at a time,
    where `bulk_create` spends most of its time on putting long statements together. Each learns its primary key; the
    rows it refers to know theirs already."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    values = zip(*(_column(field, rows) for field in fields), strict=True)
    with transaction.atomic(savepoint=False):
        _WRITE[connection.vendor](meta.db_table, [str(field.column) for field in fields], list(values))
        written = meta.default_manager.filter(key__in=[row.key for row in rows])  # type: ignore[union-attr, attr-defined]
        pks = dict(written.values_list("key", "pk"))
    for row in rows:
        row.pk, row._state.adding, row._state.db = pks[row.key], False, connection.alias  # type: ignore[attr-defined]


def _column(field: Field[Any, Any], rows: Sequence[Model]) -> list[Any]:
    """What the database is told of each row; what many rows say alike is put into its words once."""
    told: dict[tuple[type, Any], Any] = {}
    return [_told(field, field.pre_save(row, add=True), told) for row in rows]


def _told(field: Field[Any, Any], value: Any, told: dict[tuple[type, Any], Any]) -> Any:
    if not isinstance(value, _COMMON):
        return field.get_db_prep_save(value, connection)
    known = (type(value), value)
    if known not in told:
        told[known] = field.get_db_prep_save(value, connection)
    return told[known]


def _insert(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608


def _copy(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    with (
        connection.wrap_database_errors,  # a cursor does this by itself, but for copying
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in values:
            copy.write_row(row)


_COMMON = (str, bool, int, datetime, date, NoneType)
_WRITE = {"sqlite": _insert, "postgresql": _copy}
