"""A row as data, and the same row in words: columns with names, keys instead of numbers, what was sealed opened."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.fields import SealedField
from common.sealing import CannotOpen
from privacy.rules.tables import LEFT_OUT, PEOPLE_BY_KEY
from privacy.services.words import name_of, name_of_column

logger = logging.getLogger(__name__)
DAY, TIME = "j F Y", "j F Y, H:i"


@dataclass(frozen=True)
class Cell:
    """One column of a row: `value` for programs (JSON), `lines` for readers."""

    name: str
    label: str
    value: Any
    lines: tuple[str, ...]


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """What of a table goes into a copy: no primary key, no bytes that are nobody's words, nothing left out by name."""
    left_out = LEFT_OUT.get(model._meta.label, frozenset())
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.name not in left_out
        and (isinstance(field, SealedField) or not isinstance(field, models.BinaryField))
    ]


def cells_of(row: models.Model, *, reader: User) -> Iterator[Cell]:
    for field in columns_of(type(row)):
        value, lines = _read(row, field, reader)
        yield Cell(field.name, name_of_column(field), value, lines)


def data_of(cells: Sequence[Cell]) -> dict[str, Any]:
    return {cell.name: cell.value for cell in cells}


def flat(cells: Sequence[Cell]) -> list[str | int | float | bool | None]:
    """For a spreadsheet: what has parts of its own is written as JSON."""
    return [
        json.dumps(cell.value, ensure_ascii=False) if isinstance(cell.value, dict | list) else cell.value
        for cell in cells
    ]


def _read(row: models.Model, field: models.Field[Any, Any], reader: User) -> tuple[Any, tuple[str, ...]]:
    if isinstance(field, models.ForeignKey):
        return _pointed_at(getattr(row, field.name), reader)
    if field.name in PEOPLE_BY_KEY:
        return _whose(getattr(row, field.name), reader)
    try:
        value = getattr(row, field.name)
    except CannotOpen:  # one damaged value must not keep all others back
        logger.exception("a value does not open", extra={"table": row._meta.label, "column": field.name})
        return None, (_("This could not be opened."),)
    if field.choices and value not in (None, ""):
        return value, (str(dict(field.flatchoices).get(value, value)),)
    return _plain(value), tuple(in_words(value))


def _pointed_at(thing: Any, reader: User) -> tuple[Any, tuple[str, ...]]:
    """The random or permanent key of another row, and what it is called; of other people never a key."""
    if thing is None:
        return None, ()
    name = name_of(thing, reader=reader)
    if isinstance(thing, User):
        return name, (name,)
    key = getattr(thing, "key", None)
    return (str(key) if key is not None else name), ((name or str(key or "")),)


def _whose(audit_key: UUID | None, reader: User) -> tuple[str | None, tuple[str, ...]]:
    """Never the key: it is the same in everybody's copy, and two copies side by side would tell whom both know."""
    if audit_key is None:
        return None, ()
    if audit_key == reader.audit_key:
        return "self", (_("You"),)
    return "other", (_("Somebody else"),)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def in_words(value: Any) -> Iterator[str]:
    """Lines to read; nothing for what is empty."""
    if value is None or value == "":
        return
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from (f"{name}: {line}" for line in in_words(part))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from in_words(part)
    else:
        yield from _scalar(value)


def _scalar(value: Any) -> Sequence[str]:
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if isinstance(value, datetime):
        return [date_format(timezone.localtime(value), TIME)]
    if isinstance(value, date):
        return [date_format(value, DAY)]
    return str(value).splitlines()
