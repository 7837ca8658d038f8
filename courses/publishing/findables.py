"""What can be found, put in step with the tree that is being published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from common.rows import settle
from courses.models import Findable
from courses.rules.finding import Thing, stems, things_in
from library.grammar.trees import LibraryTree


def make_findable(tree: LibraryTree, urls: Mapping[str, str]) -> None:
    """Write what is new or differs, and let go of what is not there any more. Unchanged words are not stemmed again."""
    rows = {(row.kind, row.key): row for row in Findable.objects.all()}
    things = list(things_in(tree, urls=urls, words_url=reverse("courses:words")))
    for position, thing in enumerate(things, start=1):
        row = rows.get((thing.kind, thing.key)) or Findable(kind=thing.kind, key=thing.key)
        settle(row, {"position": position, "where": thing.where, "url": thing.url, **_words(row, thing)})
    _let_go(rows, things)


def _words(row: Findable, thing: Thing) -> dict[str, Any]:
    """The text of the row and its stems; nothing when the text is what it was."""
    if (row.title, row.lead, row.text) == (thing.title, thing.lead, thing.text):
        return {}
    return {
        "title": thing.title,
        "lead": thing.lead,
        "text": thing.text,
        "title_stems": stems(thing.title),
        "lead_stems": stems(thing.lead),
        "text_stems": stems(thing.text),
    }


def _let_go(rows: Mapping[tuple[str, str], Findable], things: Iterable[Thing]) -> None:
    gone = set(rows) - {(thing.kind, thing.key) for thing in things}
    if gone:
        Findable.objects.filter(pk__in=[rows[name].pk for name in gone]).delete()
