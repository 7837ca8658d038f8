"""What readers are shown at the moment."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from library.grammar.trees import FeelingGroupTree
from library.models import FeelingGroup, Publication

Made = TypeVar("Made")


def current_edition() -> str:
    """A name for everything that is published now: another publication, another name. Empty before the first."""
    edition: str = Publication.objects.current().edition()
    return edition


def remembered(name: str, make: Callable[[], Made]) -> Made:
    """Published content under this name, made once an edition in each process; nothing about a person goes in.

    Every call returns its own copy, and asks which edition is published.
    """
    edition = current_edition()
    place = f"content|{edition}|{name}"
    known = caches["memory"].get(place) if edition else None
    if known is None:
        known = make()
        if edition:
            caches["memory"].set(place, known)
    return known


def feeling_groups() -> tuple[FeelingGroupTree, ...]:
    """The published words for feelings, in groups, in the author's order."""
    return remembered("feelings", _read_groups)


def feeling_words() -> frozenset[str]:
    """Every published word for a feeling."""
    return frozenset(word for group in feeling_groups() for word in group.words)


def _read_groups() -> tuple[FeelingGroupTree, ...]:
    return tuple(
        FeelingGroupTree(
            key=group.key, title=group.title, energy=group.energy, tone=group.tone, words=tuple(group.words)
        )
        for group in FeelingGroup.objects.published()
    )
