"""Every place where something of a person could lie, and what is in it, as text to be searched."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection

from accounts.models import Visit
from common import keys

FRAMEWORKS_OWN = {"django_migrations"}


def tables() -> Iterator[str]:
    """Every table of the database, also those that no model knows, such as the search index."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            for row in cursor.fetchall():
                yield f"{name}: {' '.join(map(_text, row))}"


def sealed_columns() -> Iterator[str]:
    """Everything that is sealed, opened with the keys."""
    for model, columns in keys.sealed_columns():
        for row in model._base_manager.all():
            yield from (
                f"{model._meta.label}.{column.name}: {getattr(row, column.name)}" for column in columns
            )


def sessions() -> Iterator[str]:
    yield from (str(visit.session_data) for visit in Visit.objects.all())


def cache() -> Iterator[str]:
    """The shared one lies in a table; what this process remembers is looked at here."""
    yield from map(str, getattr(caches["memory"], "_cache", {}).items())


def broker() -> Iterator[str]:
    yield from _files(Path(settings.BROKER_DIR))


def mailbox() -> Iterator[str]:
    yield from _files(Path(settings.MAILBOX_DIR))


def erased_list() -> Iterator[str]:
    yield from _files(Path(settings.ERASED_DIR))


PLACES: dict[str, Callable[[], Iterator[str]]] = {
    "every column of every table, the search index and the shared cache too": tables,
    "everything sealed, opened": sealed_columns,
    "every session, unpacked": sessions,
    "what the process remembers": cache,
    "messages of the broker": broker,
    "mail on this machine": mailbox,
    "the list of deleted accounts": erased_list,
}


def found(words: str) -> list[str]:
    """Where these words are, with the beginning of what they stand in."""
    return [f"{place}: {text[:80]}" for place, texts in PLACES.items() for text in texts() if words in text]


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield f"{path.name}: {path.read_bytes().decode('latin-1')}"
