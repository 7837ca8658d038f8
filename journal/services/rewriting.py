"""Writing a row of words safely, however many pages write at once.

Whoever writes names the version of the row they had read, and begins again when somebody was faster: nothing waits,
nothing is lost, and a save costs two queries.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import RuleBroken
from journal.models import Entry
from journal.rules import bodies
from journal.rules.bodies import Body
from journal.rules.forms import Form
from journal.services.finding import body_of, find_entry, stands_open, today_of

TRIES = 50  # each one in vain means that another page of the same person was faster
FIRST_TRIES = 3
LATEST_START = 10**8  # a page sends numbers of up to nine digits
Make = Callable[[Body], Body]


def write(
    *, writer: User, form: Form, key: UUID, make: Make, is_kept: Callable[[], bool] = bool
) -> Entry | None:
    """The entry with what `make` makes of its body; the first words begin it. `make` may run several times, and
    `is_kept` is asked after it: whether a draft is closed, and an entry left without words goes. None: there is no row.
    """
    n_begun, found_before = 0, False
    for _try in range(TRIES):
        entry = find_entry(writer=writer, form=form, key=key, is_saving=True)
        if entry is None and found_before:
            raise RuleBroken(
                _("This was deleted a moment ago, in another tab. Copy what you still want to keep.")
            )
        body = make(body_of(entry) if entry is not None else Body(start=secrets.randbelow(LATEST_START)))
        if entry is None:
            if body.is_blank:
                return None
            if n_begun == FIRST_TRIES:
                raise RuleBroken(
                    _("This page is out of date. Copy what you wrote, then load the page again.")
                )
            # Whoever was faster has begun it: then this does nothing, and the next look finds what they wrote.
            _begin(writer, form, key, body, is_open=stands_open(form) and not (form.is_log and is_kept()))
            n_begun += 1
            continue
        found_before = n_begun == 0
        is_done, entry = _renew(entry, form, key, body, is_kept())
        if is_done:
            return entry
    raise RuleBroken(_("Several pages are saving here at once. Wait a moment, then save again."))


def rewrite(entry: Entry, make: Make) -> None:
    """Change the words of an entry that is there; does nothing if it is gone."""
    for _try in range(TRIES):
        fresh = Entry.objects.filter(pk=entry.pk).first()
        if fresh is None:
            return
        before = body_of(fresh)
        after = make(before)
        if after == before or _update(fresh, before, after):
            return


def _begin(writer: User, form: Form, key: UUID, body: Body, *, is_open: bool) -> None:
    now = timezone.now()
    entry = Entry(
        key=key,
        writer=writer,
        kind=form.kind,
        exercise_id=form.exercise,
        is_open=is_open,
        day=today_of(writer, now),
        filled=body.filled,
        body=body.data,
        other=body.other_data,
        started_at=now,
        saved_at=now,
    )
    Entry.objects.bulk_create([entry], ignore_conflicts=True)


def _renew(entry: Entry, form: Form, key: UUID, body: Body, is_kept: bool) -> tuple[bool, Entry | None]:
    """Whether it was done before anybody else wrote, and the entry as it is then."""
    before = body_of(entry)
    if is_kept and body.is_blank:
        return bool(Entry.objects.filter(pk=entry.pk).read_as(entry.version).delete()[0]), None
    if form.is_log and entry.key != key and (is_kept or body != before):
        body = bodies.with_page(body, str(key))
    changes: dict[str, Any] = {}
    if is_kept and form.is_log and entry.is_open:
        # A draft belongs to the day on which it was kept.
        changes = {"is_open": False, "day": today_of(entry.writer, timezone.now())}
    if body == before and not changes:
        return True, entry
    return _update(entry, before, body, **changes), entry


def _update(entry: Entry, before: Body, after: Body, **changes: Any) -> bool:
    """One guarded statement; False if somebody wrote since the entry was read."""
    changes |= {"saved_at": timezone.now(), "filled": after.filled, "version": entry.version + 1}
    entry.body, entry.other = after.data, after.other_data
    sealed = {"body"} | ({"other"} if after.other != before.other else set())
    columns = [column for column in Entry._meta.concrete_fields if column.name in sealed]
    written = {column.name: column.pre_save(entry, add=False) for column in columns}
    is_done = Entry.objects.filter(pk=entry.pk).read_as(entry.version).update(**changes, **written)
    for name, value in changes.items():
        setattr(entry, name, value)
    return bool(is_done)
