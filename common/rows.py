"""Writing only what differs, so that doing it again writes nothing."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


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
