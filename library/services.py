"""What readers are shown at the moment."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.cache import caches
from django.utils.translation import gettext, gettext_noop

from library.grammar.trees import FeelingGroupTree, NeedTree, StartQuestionTree
from library.models import Change, FeelingGroup, Need, Publication, StartQuestion, SupportLine

Made = TypeVar("Made")
COUNTRIES = {
    "AU": gettext_noop("Australia"),
    "CA": gettext_noop("Canada"),
    "IE": gettext_noop("Ireland"),
    "GB": gettext_noop("United Kingdom"),
    "US": gettext_noop("United States"),
}


@dataclass(frozen=True)
class Country:
    """A country and the confirmed lines to talk to somebody there."""

    code: str
    name: str
    lines: list[SupportLine]


@dataclass(frozen=True)
class Lines:
    """`everywhere`: directories that name lines in any country."""

    countries: tuple[Country, ...]
    everywhere: tuple[SupportLine, ...]


def support_lines() -> Lines:
    """Every confirmed line by country, countries without one left out; one query."""
    shown = list(SupportLine.objects.shown())
    countries = (
        Country(code=code, name=gettext(name), lines=[line for line in shown if line.country == code])
        for code, name in COUNTRIES.items()
    )
    return Lines(
        countries=tuple(country for country in countries if country.lines),
        everywhere=tuple(line for line in shown if not line.country),
    )


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


def needs() -> tuple[NeedTree, ...]:
    """What people may need an exercise for, in the author's order. One query."""
    return tuple(
        NeedTree(
            key=need.key,
            title=need.title,
            hint=need.hint,
            exercises=tuple(need.exercises),
            help=need.help or None,
        )
        for need in Need.objects.published()
    )


def start_questions() -> tuple[StartQuestionTree, ...]:
    """The questions for somebody who does not know where to begin, in the author's order. One query."""
    return tuple(
        StartQuestionTree.model_validate_json(
            json.dumps({"key": row.key, "text": row.text, "answers": row.answers})
        )
        for row in StartQuestion.objects.published()
    )


def changes() -> list[Change]:
    """What authors changed because readers said that it made things worse, newest first. One query."""
    return list(Change.objects.published())


def _read_groups() -> tuple[FeelingGroupTree, ...]:
    return tuple(
        FeelingGroupTree(
            key=group.key, title=group.title, energy=group.energy, tone=group.tone, words=tuple(group.words)
        )
        for group in FeelingGroup.objects.published()
    )
