"""Taking away what somebody who left had here, a few rows at a time, so that any worker can go on where one died."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from outbox.models import Mail
from outbox.services import forget_mail_about
from privacy.models import Leaving
from privacy.services.erased_list import keep_in_list
from privacy.services.tables import Table, tables_to_blank, tables_to_empty

BATCH = 500
KEYS_AT_ONCE = 100  # each is looked for under every kind of mail
LEASE = timedelta(minutes=2)
KEPT_TO_THE_END = (User, Leaving)
logger = logging.getLogger(__name__)


def finish_leavings(*, now: datetime) -> int:
    """Take away everything of everybody who left; returns of how many. Safe to repeat, and to kill at any moment."""
    owner, finished = uuid.uuid4(), 0
    while (leaving := _claim(owner, now)) is not None:
        try:
            finish(leaving=leaving, owner=owner)
            finished += 1
        except Exception as error:  # noqa: BLE001 (one account that cannot be emptied keeps nobody else's back)
            logger.error(
                "an account cannot be emptied",
                extra={"leaving": str(leaving.key), "error": type(error).__name__},
            )
    return finished


def finish(*, leaving: Leaving, owner: uuid.UUID) -> None:
    """All of one account. Each step is one short transaction, and finds by itself what is still there."""
    keep_in_list(leaving.user.audit_key)
    for step in steps(leaving.user):
        while step():
            Leaving.objects.held_by(owner).filter(pk=leaving.pk).update(lease_until=timezone.now() + LEASE)
    _close(leaving.user)


def steps(user: User) -> Iterator[Callable[[], bool]]:
    """In their order: each takes a few rows and says whether there may be more."""
    for table in tables_to_empty():
        if table.model is not Mail:
            yield _forgetting_mail(table, user)
    for table in tables_to_empty():
        if table.model not in KEPT_TO_THE_END:
            yield _emptying(table, user)
    for table in tables_to_blank():
        yield _blanking(table, user)
    yield lambda: _forget_admin_log(user)


@transaction.atomic
def _claim(owner: uuid.UUID, now: datetime) -> Leaving | None:
    found: Leaving | None = Leaving.objects.to_finish(now).select_for_update(skip_locked=True).first()
    if found is not None:
        Leaving.objects.filter(pk=found.pk).take(owner=owner, until=timezone.now() + LEASE)
    return found


def _forgetting_mail(table: Table, user: User) -> Callable[[], bool]:
    """Old mail names nobody, but says what it was about: that is looked up while it is still there."""
    fields = [each.attname for each in table.model._meta.concrete_fields if _names_mail(each)]
    last: list[object] = []

    def forget() -> bool:
        rows = table.rows_of(user).filter(pk__gt=last[0]) if last else table.rows_of(user)
        found = list(rows.values_list("pk", *fields)[:KEYS_AT_ONCE]) if fields else []
        told = [value for _pk, *values in found for value in values]
        if told:
            forget_mail_about(
                keys=[value for value in told if isinstance(value, uuid.UUID)],
                pks=[value for value in told if isinstance(value, int)],
            )
            last[:] = [found[-1][0]]
        return len(found) == KEYS_AT_ONCE

    return forget


def _names_mail(field: models.Field[Any, Any]) -> bool:
    is_key = field.name == "key" and isinstance(field, models.UUIDField)
    return is_key or field.related_model is Mail


def _emptying(table: Table, user: User) -> Callable[[], bool]:
    def empty() -> bool:
        pks = list(table.rows_of(user).values_list("pk", flat=True)[:BATCH])
        if pks:
            table.model._base_manager.filter(pk__in=pks).delete()
        return len(pks) == BATCH

    return empty


def _blanking(table: Table, user: User) -> Callable[[], bool]:
    """Rows that stay lose whom they were of."""

    def blank() -> bool:
        for path in table.paths:
            table.model._base_manager.filter(**{path: user}).update(**{path: None})
        return False

    return blank


def _forget_admin_log(user: User) -> bool:
    """What staff did to this account by its number; what the person did on the staff went with the tables."""
    about: models.QuerySet[LogEntry] = LogEntry.objects.filter(
        content_type__app_label=User._meta.app_label,
        content_type__model=User._meta.model_name,
        object_id=str(user.pk),
    )
    about.delete()
    return False


@transaction.atomic
def _close(user: User) -> None:
    """The last row, with what nobody foresaw: whatever still points at it goes along."""
    user.delete()
