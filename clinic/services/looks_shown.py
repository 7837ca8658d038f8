"""The record of looks as the client reads it: when, what was opened, and what it showed, in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from clinic.models import Link, Look, SharedEntry, Sharing
from clinic.querysets.sessions import LookQuerySet
from clinic.services.picks import result_title
from journal.services import title_of
from quizzes.models import Result

ON_A_PAGE = 50
A_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class LookShown:
    """One look. `opened` names the result or page while it is still there; `showed` the kinds that stood then."""

    at: datetime
    words: str
    opened: str
    showed: tuple[str, ...]


def latest_looks(*, link: Link, count: int) -> list[LookShown]:
    """The newest looks over this link; three queries at most, however many."""
    return _shown(link, list(_looks(link)[:count]))


def looks_page(*, link: Link, page: int) -> tuple[Page[Look], list[LookShown]]:
    """Fifty at a time, to the very first."""
    found = Paginator(_looks(link), ON_A_PAGE).get_page(page)
    return found, _shown(link, list(found))


def _looks(link: Link) -> LookQuerySet:
    looks: LookQuerySet = Look.objects.visible_to(link.client).filter(link=link).latest_first()
    return looks


def _shown(link: Link, looks: Sequence[Look]) -> list[LookShown]:
    names = _names(link, looks)
    return [
        LookShown(
            at=look.at,
            words=str(Look.What(look.what).label) if look.what in Look.What.values else "",
            opened=names.get((look.what, look.object_key), ""),
            showed=tuple(str(Sharing.Kind(kind).label) for kind in look.kinds if kind in Sharing.Kind.values),
        )
        for look in looks
    ]


def _keys(looks: Sequence[Look], what: str) -> list[UUID]:
    """What these looks opened, where they name one thing: a look at a list of results names none."""
    named = (look.object_key for look in looks if look.what == what)
    return [UUID(key) for key in named if A_KEY.fullmatch(key)]


def _names(link: Link, looks: Sequence[Look]) -> dict[tuple[str, str], str]:
    """What was opened, by its key: the client's own things, as they are called now."""
    entries, results = _keys(looks, Look.What.ENTRY), _keys(looks, Look.What.RESULT)
    found: dict[tuple[str, str], str] = {}
    if entries:
        rows = SharedEntry.objects.visible_to(link.client).filter(link=link, key__in=entries)
        for mark in rows.select_related("entry__exercise"):
            found[Look.What.ENTRY, str(mark.key)] = title_of(mark.entry)
    if results:
        for result in Result.objects.visible_to(link.client).filter(key__in=results).dated():
            found[Look.What.RESULT, str(result.key)] = result_title(result)
    return found
