"""Which entry a page writes into: the one of its key, else the one that stands open for its form."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from journal.rules import bodies
from journal.rules.bodies import Body
from journal.rules.forms import Form

# An entry of a log that was kept so lately may be asked for again by a page that was sent twice.
SENT_TWICE = timedelta(minutes=30)


def find_entry(*, writer: User, form: Form, key: UUID | None, is_saving: bool = False) -> Entry | None:
    """One query. A key of somebody else, or of another form, matches nothing.

    A free page or a victory with a key is its own. When saving, a page whose words went into the entry of another page,
    which was kept since then, belongs to that entry.
    """
    now = timezone.now()
    rows = Entry.objects.visible_to(writer).on_form(form)
    standing = _standing(writer, form, now, is_saving=is_saving, has_key=key is not None)
    found = list(rows.under(key, standing).newest_first())
    return (
        next((entry for entry in found if entry.key == key), None)
        or _also(found, form, key, is_saving)
        or next((entry for entry in found if _stands(entry, form)), None)
    )


def body_of(entry: Entry | None) -> Body:
    return bodies.read_body(entry.body, entry.other) if entry is not None else Body()


def today_of(writer: User, now: datetime) -> date:
    return timezone.localdate(now, ZoneInfo(writer.time_zone))


def stands_open(form: Form) -> bool:
    """Whether a new entry of this form begins open: a living page, or a draft. A check-in belongs to its day."""
    return form.kind != Entry.Kind.CHECK_IN


def _standing(writer: User, form: Form, now: datetime, *, is_saving: bool, has_key: bool) -> Q:
    if form.kind == Entry.Kind.CHECK_IN:
        return Q(day=today_of(writer, now))
    if form.kind in (Entry.Kind.WRITING, Entry.Kind.VICTORY):
        return Q(pk__in=()) if has_key else Q(is_open=True)
    lately = Q(saved_at__gte=now - SENT_TWICE) if form.is_log and is_saving else Q(pk__in=())
    return Q(is_open=True) | lately


def _stands(entry: Entry, form: Form) -> bool:
    return entry.is_open or form.kind == Entry.Kind.CHECK_IN


def _also(found: list[Entry], form: Form, key: UUID | None, is_saving: bool) -> Entry | None:
    if not (is_saving and form.is_log):
        return None
    return next((entry for entry in found if str(key) in bodies.read_body(entry.body).also), None)
