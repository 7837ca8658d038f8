"""A copy of everything is made in pieces, survives its workers, and is handed over once."""

import io
import json
import tracemalloc
import uuid
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import AuditEntry, User
from common.errors import RuleBroken
from journal.models import Entry
from privacy.models import Archive, Chunk
from privacy.services import archives as making
from privacy.services import (
    ask_for_archive,
    fetch_archive,
    forget_archives,
    make_archives,
    write_next,
)

pytestmark = pytest.mark.django_db
WORKER, OTHER = uuid.uuid4(), uuid.uuid4()


def write_pages(user: User, count: int, words: str = "page") -> None:
    now = timezone.now()
    Entry.objects.bulk_create(
        Entry(
            writer=user, kind="writing", day=now.date(), started_at=now, saved_at=now, filled=["text"],
            body={"fields": {"text": {"v": f"{words} {number}", "n": 1, "r": 0}}},
        )
        for number in range(count)
    )  # fmt: skip


def unzipped(user: User) -> dict[str, str]:
    content = b"".join(fetch_archive(user=user, now=timezone.now()).pieces)
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return {name: whole.read(name).decode() for name in whole.namelist()}


def take(archive: Archive, owner: uuid.UUID) -> None:
    Archive.objects.filter(pk=archive.pk).take(owner=owner, until=timezone.now() + timedelta(minutes=2))


def test_a_worker_that_dies_between_any_two_pieces_loses_nothing_and_doubles_nothing(ada: User):
    write_pages(ada, 250)
    archive = ask_for_archive(user=ada, now=timezone.now())
    take(archive, WORKER)
    for _ in range(2):
        assert write_next(pk=archive.pk, owner=WORKER, now=timezone.now())
    # Dead: nobody else is let in before the lease is over, and then exactly where it stopped.
    assert make_archives(now=timezone.now()) == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=True):
        assert make_archives(now=timezone.now()) == 1
        assert not write_next(pk=archive.pk, owner=WORKER, now=timezone.now()), (
            "The dead one has nothing to say."
        )
        files = unzipped(ada)
    rows = json.loads(files["data/journal-entry.json"])
    assert [row["body"]["fields"]["text"]["v"] for row in rows] == [f"page {number}" for number in range(250)]
    assert files["pages/journal-entry.html"].count("<article>") == 250
    assert files["data/journal-entry.csv"].count("\r\n") == 251


def test_a_death_in_the_middle_of_a_piece_leaves_no_half(ada: User, monkeypatch: pytest.MonkeyPatch):
    write_pages(ada, 120)
    archive = ask_for_archive(user=ada, now=timezone.now())
    take(archive, WORKER)
    write_next(pk=archive.pk, owner=WORKER, now=timezone.now())
    kept = Chunk.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "save", lambda *_args, **_kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_next(pk=archive.pk, owner=WORKER, now=timezone.now())
    assert Chunk.objects.count() == kept
    while write_next(pk=archive.pk, owner=WORKER, now=timezone.now()):
        pass
    assert len(json.loads(unzipped(ada)["data/journal-entry.json"])) == 120


def test_pages_of_many_rows_lead_on_to_each_other(ada: User):
    write_pages(ada, 1001)
    ask_for_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    files = unzipped(ada)
    pages = ["pages/journal-entry.html", "pages/journal-entry-2.html", "pages/journal-entry-3.html"]
    assert [files[page].count("<article>") for page in pages] == [500, 500, 1]
    assert all(files[page].count("</html>") == 1 for page in pages)
    assert 'href="journal-entry-2.html"' in files[pages[0]]
    assert 'href="journal-entry.html"' in files[pages[1]]
    assert 'href="journal-entry-4.html"' not in files[pages[2]]


def test_what_is_written_meanwhile_breaks_no_file(ada: User):
    write_pages(ada, 40)
    archive = ask_for_archive(user=ada, now=timezone.now())
    take(archive, WORKER)
    write_next(pk=archive.pk, owner=WORKER, now=timezone.now())
    write_pages(ada, 5, "later")
    while write_next(pk=archive.pk, owner=WORKER, now=timezone.now()):
        pass
    assert len(json.loads(unzipped(ada)["data/journal-entry.json"])) == 40


def test_three_thousand_pages_need_little_memory(ada: User):
    """Neither making nor handing over ever holds more than a batch; the ZIP here is some megabytes."""
    write_pages(ada, 3000, "word " * 200)
    ask_for_archive(user=ada, now=timezone.now())
    tracemalloc.start()
    make_archives(now=timezone.now(), seconds=600)
    size = sum(len(piece) for piece in fetch_archive(user=ada, now=timezone.now()).pieces)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000
    assert most < 12_000_000, f"{most:,} bytes"


def test_one_that_cannot_be_made_is_given_up_and_keeps_nobody_elses_back(ada: User, mallory: User):
    ask_for_archive(user=ada, now=timezone.now())
    ask_for_archive(user=mallory, now=timezone.now())
    Archive.objects.filter(user=ada).update(counts=[])  # as if somebody had spoilt the row
    now = timezone.now()
    for minutes in range(0, 30, 3):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=True):
            make_archives(now=timezone.now())
    assert dict(Archive.objects.values_list("user", "state")) == {ada.pk: "failed", mallory.pk: "ready"}


def test_it_is_handed_over_once_and_stands_on_the_record(ada: User):
    archive = ask_for_archive(user=ada, now=timezone.now())
    assert ask_for_archive(user=ada, now=timezone.now()) == archive, "Asking twice is asking once."
    with pytest.raises(RuleBroken):
        fetch_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    with time_machine.travel("2026-11-22T12:00+00:00", tick=False):
        Archive.objects.update(ready_at=timezone.now())
        file = fetch_archive(user=ada, now=timezone.now())
    assert file.name == "alder-2026-11-22.zip"
    assert b"".join(file.pieces).startswith(b"PK")
    with pytest.raises(RuleBroken):
        fetch_archive(user=ada, now=timezone.now())
    assert {entry.verb for entry in AuditEntry.objects.about(ada.audit_key)} == {"copy_fetched", "copy_asked"}


def test_after_a_day_nobody_can_fetch_it_and_it_goes(ada: User, mallory: User):
    for person in (ada, mallory):
        ask_for_archive(user=person, now=timezone.now())
    make_archives(now=timezone.now())
    fetch_archive(user=mallory, now=timezone.now())  # and the line breaks before a byte has left
    now = timezone.now()
    assert forget_archives(now=now + timedelta(minutes=59)) == 0
    assert forget_archives(now=now + timedelta(minutes=61)) == 1
    with pytest.raises(RuleBroken):
        fetch_archive(user=ada, now=now + timedelta(hours=24, seconds=1))
    assert forget_archives(now=now + timedelta(hours=25)) == 1
    assert not Chunk.objects.exists()


def test_a_copy_whose_pieces_go_meanwhile_breaks_off_and_never_looks_whole(ada: User):
    write_pages(ada, 120)
    ask_for_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    pieces = fetch_archive(user=ada, now=timezone.now()).pieces
    came = [next(pieces)]
    ask_for_archive(user=ada, now=timezone.now())  # another one makes room for itself
    with pytest.raises(making.BrokenOff):
        came.extend(pieces)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(came)))


def test_a_piece_is_sealed_where_it_lies(ada: User):
    write_pages(ada, 1, "a heron stood")
    ask_for_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    assert not any(b"heron" in bytes(words) for words in Chunk.objects.values_list("words", flat=True))


def test_words_are_words_and_never_markup_or_formulas(ada: User):
    write_pages(ada, 1, "=1+1 <script>alert(1)</script> & \"'")
    ask_for_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    files = unzipped(ada)
    assert "<script" not in files["pages/journal-entry.html"]
    assert "=1+1 &lt;script&gt;" in files["pages/journal-entry.html"]
    assert not [line for line in files["data/journal-entry.csv"].splitlines() if line.startswith("=")]
