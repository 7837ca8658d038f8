"""Many people at once: rows copied by the database itself from those of one person.

The one person's rows were written by the product's own services, so each copy holds what a row of its table may hold,
whatever columns it has. Words that are sealed are bound to their first row and cannot be opened in a copy.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, models, transaction

BASE = 1_000_000_000  # primary keys from here on are copies; copy n has BASE + n in every table
OWN = f"{BASE} + n"
CHUNK = 100_000
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"
KEY = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
MOMENT = {
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%S', '{start}', '+' || ({seconds}) || ' seconds')",
    "postgresql": "'{start}+00'::timestamptz + ({seconds}) * interval '1 second'",
}

Changes = Mapping[str, str]


def key() -> str:
    """A random key, in the words of this database."""
    return KEY[connection.vendor]


def moments(start: datetime, span: timedelta) -> str:
    """Moments all over a span from `start` (UTC) on."""
    seconds = f"(CAST(n AS bigint) * 7919) %% {int(span.total_seconds())}"
    return MOMENT[connection.vendor].format(start=f"{start:%Y-%m-%d %H:%M:%S}", seconds=seconds)


def copy(rows: Mapping[models.Model, Changes], *, first: int, last: int) -> None:
    """Each row as copies number `first` to `last`; `changes` are columns and their SQL, in which n is the number."""
    for start in range(first, last + 1, CHUNK):
        with transaction.atomic():
            for row, changes in rows.items():
                _copy(row, changes, start, min(start + CHUNK - 1, last))


def _copy(row: models.Model, changes: Changes, first: int, last: int) -> None:
    table, values = row._meta.db_table, {"id": OWN, **changes}
    columns = [field.column for field in row._meta.concrete_fields]
    assert set(values) <= set(columns), set(values) - set(columns)
    picked = ", ".join(values.get(column, f"t.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS} "  # noqa: S608 (names of our own tables)
            f"SELECT {picked} FROM numbers, {table} t WHERE t.id = %s",
            [first, last, row.pk],
        )
