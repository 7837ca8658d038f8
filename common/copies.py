"""A database to try something on that is thrown away afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def spare_copy() -> Iterator[None]:
    """With SQLite, whatever is done within is done to a copy: a file takes one writer at a time, and whoever only tries
    something must not keep the others waiting. With a server nothing is copied; undo what you do by yourself."""
    original = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and Path(original).is_file()
    if not is_file or connection.in_atomic_block:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=settings.DATA_DIR) as folder:
        copy = str(Path(folder, "copy.sqlite3"))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        try:
            _turn_to(copy)
            yield
        finally:
            _turn_to(original)


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
