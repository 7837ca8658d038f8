"""What one person has written, takes along and has taken away. Django must be set up: see drills/inside.py."""

import io
import json
import re
import uuid
import zipfile
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import add_person
from common.errors import RuleBroken
from common.wake import wake
from journal.models import Entry
from privacy.models import Archive, Chunk, Erased, Leaving
from privacy.services import ask_for_archive, delete_account, fetch_archive, list_path, read_list
from privacy.services.tables import tables_to_empty

BATCH = 500
ARTICLE = re.compile(r"<article>")


def write_pages(name: str, count: int) -> dict[str, Any]:
    """Somebody new with so many pages in their notebook; returns what they are known by."""
    user, now = add_person(email=f"{name}@people.example", password=None), timezone.now()
    pages = (
        Entry(
            writer=user, kind="writing", day=now.date(), started_at=now, saved_at=now, filled=["text"],
            body={"fields": {"text": {"v": f"page {number}", "n": 1, "r": 0}}},
        )
        for number in range(count)
    )  # fmt: skip
    Entry.objects.bulk_create(pages, BATCH)
    return {"pk": user.pk, "key": str(user.key), "audit_key": str(user.audit_key)}


def ask_for_copy(person: dict[str, Any]) -> None:
    ask_for_archive(user=User.objects.get_queryset().get(pk=person["pk"]), now=timezone.now())


def go(person: dict[str, Any]) -> None:
    user = User.objects.get_queryset().get(pk=person["pk"])
    delete_account(user=user, actor=user, now=timezone.now())


def copied(person: dict[str, Any]) -> float:
    """The part of their rows that is in the copy; 1 when it is ready."""
    archive = Archive.objects.get(user=person["pk"])
    part: float = archive.done / max(archive.total, 1)
    return 1.0 if archive.state == Archive.State.READY else min(part, 0.999)


def gone(person: dict[str, Any], pages: int) -> float:
    """The part of so many pages that is gone; 1 when the account is."""
    if not User.objects.get_queryset().filter(pk=person["pk"]).exists():
        return 1.0
    return min(1 - Entry.objects.filter(writer=person["pk"]).count() / pages, 0.999)


def end_leases() -> None:
    """What minutes of waiting would do to what a dead worker held, and what the beat does then."""
    past = timezone.now() - timedelta(seconds=1)
    for rows in (Archive.objects, Leaving.objects):
        rows.filter(lease_until__gt=past).update(lease_until=past)
    wake("privacy.make_archives")
    wake("privacy.finish_leavings")


def fetch(person: dict[str, Any]) -> dict[str, Any]:
    """Fetch the copy, and try once more; what is in it of the notebook, and what is left of it here."""
    user = User.objects.get_queryset().get(pk=person["pk"])
    content = b"".join(fetch_archive(user=user, now=timezone.now()).pieces)
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        files = {name: whole.read(name).decode() for name in whole.namelist()}
    rows = json.loads(files["data/journal-entry.json"])
    articles = [ARTICLE.findall(words) for name, words in files.items() if "pages/journal-entry" in name]
    return {
        "pages": [row["body"]["fields"]["text"]["v"] for row in rows],
        "articles": sum(map(len, articles)),
        "lines": files["data/journal-entry.csv"].count("\r\n") - 1,
        "is_refused_again": _is_refused(user),
        "pieces_left": Chunk.objects.count(),
        "times_asked": AuditEntry.objects.about(user.audit_key).filter(verb="copy_asked").count(),
    }


def _is_refused(user: User) -> bool:
    try:
        fetch_archive(user=user, now=timezone.now())
    except RuleBroken:
        return True
    return False


def left_of(person: dict[str, Any]) -> dict[str, int]:
    """How many rows each table has left of somebody, where it has any."""
    somebody = User(**person)  # not there any more, and so known by keys alone
    counts = {table.label: table.rows_of(somebody).count() for table in tables_to_empty()}
    return {label: count for label, count in counts.items() if count}


def stubs_of(person: dict[str, Any]) -> list[int]:
    """How often the deletion is on the record, in the table of those that are gone, and in the list beside it."""
    key = uuid.UUID(person["audit_key"])
    record = AuditEntry.objects.about(key).filter(verb="account_deleted").count()
    return [record, Erased.objects.among([key]).count(), read_list(list_path()).count(key)]
