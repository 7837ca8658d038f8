"""One person has written a mark of their own everywhere. A copy holds every one of them; an erasure leaves none."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from accounts.models import User, Visit
from clinic.models import Link, SharedEntry
from common import keys
from common.declarations import Erasure, Export, PersonalData
from outbox.models import Mail
from outbox.services import tidy
from privacy.models import Chunk
from privacy.services import (
    ask_for_archive,
    declarations,
    delete_account,
    fetch_archive,
    finish_leavings,
    make_archives,
)
from privacy.services.tables import Table
from tests.privacy.life import Life
from tests.privacy.places import PLACES, found

pytestmark = pytest.mark.django_db
# Nothing of a person can be in these before the moment the test makes it.
LATER = {"privacy.Archive", "privacy.Chunk", "privacy.Leaving"}
# Not in a copy, with the reason; everything else that holds a mark is.
NOT_COPIED = {
    "in a mail that waits": "codes and links open something to whoever holds the file",
    "in a mail that came": "was handed over; here only because this machine plays the mail server",
}
# What may differ of other people's rows afterwards: the connection is over, and their record says so.
MAY_CHANGE = {
    "journal.Entry": {"shown_since"},
    "outbox.Mail": {"state", "reason", "sealed", "owner", "lease_until"},
}


def personal_tables() -> list[Table]:
    return [
        Table(apps.get_model(label), declared)
        for label, declared in declarations().items()
        if isinstance(declared, PersonalData)
    ]


def copy_of(user: User) -> dict[str, str]:
    """What is in the ZIP, by path."""
    ask_for_archive(user=user, now=timezone.now())
    assert make_archives(now=timezone.now()) == 1
    with zipfile.ZipFile(io.BytesIO(b"".join(fetch_archive(user=user, now=timezone.now()).pieces))) as whole:
        assert whole.testzip() is None
        return {name: whole.read(name).decode() for name in whole.namelist()}


def everything() -> dict[tuple[str, object], dict[str, object]]:
    """Every row of every table, byte by byte."""
    return {
        (model._meta.label, row["pk"]): {name: _raw(value) for name, value in row.items()}
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.values("pk", *(f.attname for f in model._meta.concrete_fields))
    }


def _raw(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview | bytes) else value


def keys_of(user: User) -> set[str]:
    """By which anything of theirs is known."""
    return {
        str(key)
        for table in personal_tables()
        if "key" in {field.name for field in table.model._meta.concrete_fields}
        for key in table.rows_of(user).values_list("key", flat=True)
    }


def of_nobody_about(known: set[str]) -> list[Mail]:
    mails = Mail.objects.of_nobody().order_by("pk")
    return [mail for mail in mails if any(key in mail.unique_key for key in known)]


def test_mail_that_has_forgotten_whom_it_was_for_goes_with_what_it_was_about(lives: tuple[Life, Life]):
    ada, bea = lives
    Mail.objects.update(state=Mail.State.SENT)
    later = timezone.now() + timedelta(days=80)
    Mail.objects.update(not_before=later - timedelta(days=40))
    tidy(now=later)
    known = {life.user: keys_of(life.user) for life in (ada, bea)}

    before = of_nobody_about(known[bea.user])
    assert {mail.kind for mail in of_nobody_about(known[ada.user])} >= {"reminder", "invitation"}
    delete_account(user=ada.user, actor=ada.user, now=timezone.now())
    finish_leavings(now=timezone.now())
    assert of_nobody_about(known[ada.user]) == []
    assert of_nobody_about(known[bea.user]) == before


def test_every_table_with_something_of_a_person_has_a_row_of_this_one(lives: tuple[Life, Life]):
    """A table that nothing is written into would be tested by nobody: tests/privacy/life.py needs a line for it."""
    ada, _bea = lives
    empty = [
        table.label
        for table in personal_tables()
        if table.paths and table.label not in LATER and not table.rows_of(ada.user).exists()
    ]
    assert empty == []


def test_everything_that_is_sealed_was_written_into_by_this_one(lives: tuple[Life, Life]):
    """The same for columns: what nobody fills in tests/privacy/life.py would be neither looked for nor missed."""
    ada, _bea = lives
    mine = {table.label: list(table.rows_of(ada.user)) for table in personal_tables()}
    empty = [
        f"{model._meta.label}.{column.name}"
        for model, columns in keys.sealed_columns()
        for column in columns
        if model._meta.label not in LATER
        and not any(getattr(row, column.name) for row in mine[model._meta.label])
    ]
    assert empty == []


def test_a_copy_holds_every_mark_in_words_and_as_data(lives: tuple[Life, Life]):
    ada, bea = lives
    files = copy_of(ada.user)
    pages = "".join(text for path, text in files.items() if path.endswith(".html"))
    data = "".join(text for path, text in files.items() if path.endswith(".json"))
    sheets = "".join(text for path, text in files.items() if path.endswith(".csv"))
    for where, mark in ada.marks.items():
        missing = [
            kind for kind, text in (("HTML", pages), ("JSON", data), ("CSV", sheets)) if mark not in text
        ]
        assert not missing or where in NOT_COPIED, f"{where} is not in the copy: {missing}"
    assert not [where for where, mark in bea.marks.items() if mark in pages + data + sheets]
    _opens(files)
    assert not Chunk.objects.exists(), "What has left is not kept."


def _opens(files: dict[str, str]) -> None:
    """Every file is whole: JSON and CSV have the same rows and no primary key, and links lead to what is there."""
    exported = [table.label for table in personal_tables() if table.declared.at_export == Export.ALL]
    for label in exported:
        name = label.lower().replace(".", "-")
        rows = json.loads(files[f"data/{name}.json"])
        assert rows, label
        sheet = list(csv.reader(io.StringIO(files[f"data/{name}.csv"])))
        assert [len(row) for row in sheet] == [len(rows[0])] * (len(rows) + 1), label
        assert "id" not in rows[0], f"{label} shows a primary key."
    for path, text in files.items():
        if path.endswith(".html"):
            assert text.count("<html") == text.count("</html>") == text.count("<h1>") == 1, path
            assert "http://" not in text, path
            folder = "pages/" if path.startswith("pages/") else ""
            for href in re.findall(r'href="([^"]+)"', text):
                assert (href.removeprefix("../") if href.startswith("../") else folder + href) in files, (
                    path,
                    href,
                )
    assert set(re.findall(r'href="([^"]+)"', files["index.html"])) == set(files) - {"index.html"}


def test_after_an_erasure_no_mark_is_left_anywhere_and_other_people_keep_everything(
    lives: tuple[Life, Life], caplog, capsys
):
    ada, bea = lives
    for where, mark in ada.marks.items():
        assert found(mark), f"{where} was not written: the search below would prove nothing."
    ask_for_archive(user=ada.user, now=timezone.now())
    make_archives(now=timezone.now())
    mine = _rows_of(ada.user)
    over_links = _hanging_on_links_of(ada.user)
    about_mine = {("outbox.Mail", mail.pk) for mail in of_nobody_about(keys_of(ada.user))}
    before, pk = everything(), ada.user.pk
    with _committing():
        delete_account(user=ada.user, actor=ada.user, now=timezone.now())
    assert finish_leavings(now=timezone.now()) == 1
    left = {where: found(mark) for where, mark in ada.marks.items() if found(mark)}
    assert left == {}
    assert not [text for text in caplog.messages if any(mark in text for mark in ada.marks.values())]
    after = everything()
    gone = {key for key in before if key not in after}
    assert {label for label, _pk in gone} >= {
        table.label
        for table in personal_tables()
        if table.declared.at_erasure == Erasure.DELETE and table.paths
    } - {"privacy.Leaving"}
    assert gone <= mine | over_links | about_mine, "Something of somebody else went along."
    kept = {
        "accounts.AuditEntry",
        "outbox.Suppression",
        "library.Publication",
        "courses.AdverseReport",
        "privacy.Erased",
    }
    assert {label for label, row_pk in mine if (label, row_pk) in after} <= kept
    assert _changed(before, after) <= over_links | {key for key in mine if key[0] in kept}
    assert {label for label, _pk in after.keys() - before.keys()} == {"accounts.AuditEntry", "privacy.Erased"}
    assert not [row for row in after.values() if str(pk) == str(row.get("user_id"))]
    assert all(found(mark) for mark in bea.marks.values())
    connection.check_constraints()
    with capsys.disabled():
        print("\n  looked for in: " + "; ".join(PLACES))  # noqa: T201 (the list is what this test is asked for)


def _rows_of(user: User) -> set[tuple[str, object]]:
    """By what the tables declare; of the admin's history one has to look inside."""
    declared = {(table.label, row.pk) for table in personal_tables() for row in table.rows_of(user)}
    own = Visit.objects.of(user)
    assert own, "Nobody is signed in: that a session goes would prove nothing."
    about = LogEntry.objects.filter(content_type__model="user", object_id=str(user.pk))
    return declared | {(row._meta.label, row.pk) for row in (*own, *about)}


def _committing():
    return TestCase.captureOnCommitCallbacks(execute=True)


def _hanging_on_links_of(user: User) -> set[tuple[str, object]]:
    """What is kept about a connection ends with it, on both sides."""
    links = Link.objects.filter(client=user) | Link.objects.filter(clinician=user)
    hanging = {
        (model._meta.label, row.pk)
        for model in apps.get_app_config("clinic").get_models()
        if any(field.name == "link" for field in model._meta.concrete_fields)
        for row in model._base_manager.filter(link__in=links)
    }
    entries = SharedEntry.objects.filter(link__in=links).values_list("entry_id", flat=True)
    return hanging | {("journal.Entry", pk) for pk in entries}


def _changed(before: dict, after: dict) -> set[tuple[str, object]]:
    changed = set()
    for key in before.keys() & after.keys():
        names = {name for name, value in before[key].items() if after[key][name] != value}
        if names - MAY_CHANGE.get(key[0], set()):
            changed.add(key)
    return changed
