"""The list of deleted accounts, outside of the database: a backup knows nothing of who left after it was taken.

One random key a line. The key named an account that is gone, so the list says nothing about anybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from privacy.models import Erased

NAME = "erased.list"


def list_path() -> Path:
    return Path(settings.ERASED_DIR, NAME)


def keep_in_list(audit_key: UUID) -> None:
    """On the disk before anything is taken away; twice is once."""
    path = list_path()
    if path.exists() and audit_key in set(read_list(path)):
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.write(f"{audit_key}\n")
        file.flush()
        os.fsync(file.fileno())


def read_list(path: Path) -> list[UUID]:
    """Raises ValueError for a line that is no key; a last line that was cut off is one."""
    return [UUID(line.strip()) for line in path.read_text().splitlines() if line.strip()]


def known_keys() -> Iterable[UUID]:
    """What the database itself knows, to be carried elsewhere."""
    return Erased.objects.order_by("pk").values_list("audit_key", flat=True).iterator()
