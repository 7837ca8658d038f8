"""A copy of everything for its owner: asked for, made in pieces by workers that may die, fetched once within a day."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record
from common.errors import RuleBroken
from common.wake import wake
from privacy.models import Archive, Chunk
from privacy.querysets import ChunkQuerySet
from privacy.services.files import Batch, Part, archive_name, index_of, parts_of
from privacy.services.tables import Table, tables_to_export
from privacy.services.words import needed_by
from privacy.services.zips import Held, zipped

BATCH = 100
THE_END = 2**63 - 1
FETCHABLE_FOR = timedelta(hours=24)
BEING_FETCHED_FOR = timedelta(hours=1)
LEASE = timedelta(minutes=2)
RUN_SECONDS = 120.0
MOST_ATTEMPTS = 5
TASK = "privacy.make_archives"
logger = logging.getLogger(__name__)


class BrokenOff(Exception):
    """Pieces of a copy went while it was handed over."""


@dataclass(frozen=True)
class File:
    """What is handed over, a piece at a time. The name says nothing but the day."""

    name: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Copy:
    """Where somebody's copy stands, for a page. `done` of `total` rows are in it; the moments are set as they come."""

    is_being_made: bool = False
    has_failed: bool = False
    done: int = 0
    total: int = 0
    fetchable_until: datetime | None = None
    fetched_at: datetime | None = None


def copy_of(*, user: User, now: datetime) -> Copy:
    """One query."""
    archive: Archive | None = Archive.objects.of(user).first()
    if archive is None:
        return Copy()
    ready_at = archive.ready_at if archive.state == Archive.State.READY else None
    ends = ready_at + FETCHABLE_FOR if ready_at is not None else None
    return Copy(
        is_being_made=archive.state == Archive.State.ASKED,
        has_failed=archive.state == Archive.State.FAILED,
        done=archive.done,
        total=max(archive.total, 1),
        fetchable_until=ends if ends is not None and ends > now else None,
        fetched_at=archive.fetched_at,
    )


@transaction.atomic
def ask_for_archive(*, user: User, now: datetime) -> Archive:
    """Begin a copy. While one is being made that one is meant; one that was made before makes room."""
    User.objects.get_queryset().select_for_update().get(pk=user.pk)
    standing: Archive | None = Archive.objects.of(user).first()
    if standing is not None and standing.state == Archive.State.ASKED:
        return standing
    Archive.objects.of(user).delete()
    made: Archive = Archive.objects.create(user=user, asked_at=now)
    record(subject=user, actor=user, verb="copy_asked", object_kind="archive", object_key=made.key)
    wake(TASK)
    return made


@transaction.atomic
def fetch_archive(*, user: User, now: datetime) -> File:
    """Hand the copy over, once. From this moment on it cannot be fetched again."""
    held = Archive.objects.of(user).ready(now - FETCHABLE_FOR).select_for_update().first()
    if held is None:
        raise RuleBroken(
            _("There is no copy to fetch. Each can be fetched once, within a day; make another one.")
        )
    held.state, held.fetched_at = Archive.State.FETCHED, now
    held.save(update_fields=["state", "fetched_at"])
    record(subject=user, actor=user, verb="copy_fetched", object_kind="archive", object_key=held.key)
    return File(archive_name(now), _handed_over(held.pk, held.pieces, timezone.localtime(held.ready_at)))


def forget_archives(*, now: datetime) -> int:
    """Take away what nobody can fetch any more; returns how many."""
    over = Archive.objects.over(ready_before=now - FETCHABLE_FOR, fetched_before=now - BEING_FETCHED_FOR)
    return over.delete()[1].get(Archive._meta.label, 0)


def make_archives(*, now: datetime, seconds: float = RUN_SECONDS) -> int:
    """Make what is waiting, for a while; returns how many were finished. Any number of workers may do it at once."""
    owner, ends, finished = uuid.uuid4(), time.monotonic() + seconds, 0
    while (pk := _claim(owner, now)) is not None:
        finished += _make(pk, owner, ends)
        if time.monotonic() > ends:
            wake(TASK)
            break
    return finished


@transaction.atomic
def write_next(*, pk: int, owner: uuid.UUID, now: datetime) -> bool:
    """One batch of rows into the copy, or its index; False when there is nothing left for this worker to do.

    Rows, place and lease are written in one transaction: whoever goes on after a death begins behind the last batch.
    """
    waiting = Archive.objects.held_by(owner).filter(pk=pk, state=Archive.State.ASKED)
    archive = waiting.select_for_update(of=("self",)).select_related("user").first()
    if archive is None:  # taken over by another worker, or gone with its owner
        return False
    with timezone.override(archive.user.time_zone):
        _write(archive, now)
    archive.attempts, archive.lease_until = 0, now + LEASE
    archive.save()
    return bool(archive.state == Archive.State.ASKED)


def _make(pk: int, owner: uuid.UUID, ends: float) -> bool:
    try:
        while write_next(pk=pk, owner=owner, now=timezone.now()):
            if time.monotonic() > ends:
                Archive.objects.held_by(owner).filter(pk=pk).let_go()
                return False
    except Exception as error:  # noqa: BLE001 (one copy that cannot be made keeps nobody else's back)
        logger.error("a copy cannot be made", extra={"archive": pk, "error": type(error).__name__})
        return False
    return True


@transaction.atomic
def _claim(owner: uuid.UUID, now: datetime) -> int | None:
    """The oldest that nobody holds, or whose worker has been silent; one that failed often is given up."""
    found = Archive.objects.to_make(now).select_for_update(skip_locked=True).first()
    if found is None:
        return None
    if found.attempts >= MOST_ATTEMPTS:
        Archive.objects.filter(pk=found.pk).update(state=Archive.State.FAILED)
        return _claim(owner, now)
    Archive.objects.filter(pk=found.pk).take(owner=owner, until=timezone.now() + LEASE)
    return int(found.pk)


def _write(archive: Archive, now: datetime) -> None:
    tables = tables_to_export()
    if not archive.table:
        archive.table = tables[0].label
        archive.total = sum(table.rows_of(archive.user).count() for table in tables)
    place = next((n for n, table in enumerate(tables) if table.label == archive.table), len(tables))
    for table in tables[place:]:
        if _write_batch(archive, table):
            return
        archive.table, archive.after = table.label, 0
    _finish(archive, tables, now)


def _write_batch(archive: Archive, table: Table) -> bool:
    """False when this table has no more rows."""
    after = archive.after if table.label == archive.table else 0
    rows = table.rows_of(archive.user).filter(pk__gt=after).select_related(*needed_by(table.model))
    found = list(rows[: BATCH + 1])
    if not found:
        return False
    begun = archive.counts.get(table.label, 0)
    batch = Batch(table, found[:BATCH], begun, is_last=len(found) <= BATCH)
    _keep(archive, parts_of(batch, reader=archive.user))
    archive.counts[table.label] = begun + len(batch.rows)
    archive.done += len(batch.rows)
    # What is written while the copy is made comes after its files are closed: it is in the next one.
    archive.table, archive.after = table.label, THE_END if batch.is_last else batch.rows[-1].pk
    return True


def _finish(archive: Archive, tables: list[Table], now: datetime) -> None:
    counted = [(table, archive.counts.get(table.label, 0)) for table in tables]
    _keep(archive, index_of(counted, now=now))
    archive.state, archive.ready_at, archive.done = Archive.State.READY, now, archive.total


def _keep(archive: Archive, parts: Iterator[Part]) -> None:
    chunks = [
        Chunk(archive=archive, number=number, path=path, words=words)
        for number, (path, words) in enumerate(parts, start=archive.pieces)
    ]
    Chunk.objects.bulk_create(chunks)
    archive.pieces += len(chunks)


def _handed_over(pk: int, pieces: int, made_at: datetime) -> Iterator[bytes]:
    chunks = Chunk.objects.filter(archive=pk)
    yield from zipped(_files(chunks, pieces), made_at=made_at)
    chunks.delete()  # it has left: nothing of it stays here


def _files(chunks: ChunkQuerySet, pieces: int) -> Iterator[Held]:
    """If pieces go meanwhile, with a newer copy or with the account, the download breaks off: it never looks whole."""
    left = pieces

    def words(path: str) -> Iterator[str]:
        nonlocal left
        for chunk in chunks.of_file(path).iterator(chunk_size=2):
            left -= 1
            yield chunk.words

    for path in chunks.paths():
        yield Held(path, words(path))
    if left:
        raise BrokenOff(f"{left} pieces are gone.")
