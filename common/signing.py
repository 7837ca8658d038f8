"""The secrets that signatures are checked with: the one that signs, and those that signed before it."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

Read = TypeVar("Read")


def known_secrets() -> tuple[str, ...]:
    """SECRET_KEY, then SECRET_KEY_FALLBACKS: what was signed with any of them still counts."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def first_read(read: Callable[[str], Read | None]) -> Read | None:
    """What `read` finds with the first secret that finds anything; every secret is tried for a forged token."""
    return next((found for found in map(read, known_secrets()) if found is not None), None)
