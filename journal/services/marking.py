"""The writer's mark on an entry: it may be shown. Who reads it is decided on a floor above, which calls these."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from journal.models import Entry
from journal.rules.exports import Answer, Leaf
from journal.rules.values import wording
from journal.services.notebook import is_draft, title_of
from journal.services.reading import when_of
from journal.services.states import entry_state


def may_be_marked(entry: Entry) -> bool:
    """Whether this kind of page can be marked at all; it may still have to be kept first."""
    return bool(Entry.objects.may_be_shown().filter(pk=entry.pk).exists())


def why_not_shown(entry: Entry) -> str:
    """The sentence that says why this cannot be marked; empty when it can."""
    if entry.kind == Entry.Kind.CHECK_IN:
        return _("A check-in can’t be shown by itself. How check-ins go over time is a question of its own.")
    if entry.kind not in (Entry.Kind.EXERCISE, Entry.Kind.WRITING):
        return _("Only exercises and free pages can be shown. This stays yours.")
    if not may_be_marked(entry):
        return _(
            "This exercise is private for good. Nobody else can ever read what is written here, so it can’t be marked."
        )
    if is_draft(entry):
        return _("This page is still being written. Keep it first, then you can show it.")
    if not entry.filled:
        return _("Nothing is written here yet.")
    return ""


def hold_entries(*, entry_ids: Collection[int]) -> None:
    """Lock these rows, in one order, until the transaction ends: marks of one entry are set and cleared in turn."""
    list(Entry.objects.filter(pk__in=entry_ids).order_by("pk").select_for_update().values_list("pk"))


def mark_shown(*, entry: Entry, now: datetime) -> None:
    """The writer lets it be shown; a mark that stands keeps its moment. Raises RuleBroken where it may not be."""
    if sentence := why_not_shown(entry):
        raise RuleBroken(sentence)
    Entry.objects.filter(pk=entry.pk, shown_since__isnull=True).update(shown_since=now)
    entry.refresh_from_db(fields=["shown_since"])


def clear_shown(*, entry_ids: Collection[int]) -> None:
    """Nobody is shown these any more."""
    Entry.objects.filter(pk__in=entry_ids).update(shown_since=None)


def leaf_to_show(entry: Entry) -> Leaf:
    """What a reader other than the writer gets: the answers as they stand, and nothing that stands beside them."""
    fields = entry_state(entry=entry).fields
    answers = tuple(Answer(wording(one.field), tuple(one.lines)) for one in fields if one.lines)
    return Leaf(title_of(entry), when_of(entry), answers)
