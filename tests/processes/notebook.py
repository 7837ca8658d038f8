"""Somebody who writes in the notebook, in a process of its own: reads a question a line, writes an answer a line."""

import contextlib
import json
import sys
import threading
import uuid
from typing import Any

import django
from django.db import connection

APP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app with which staff takes the second step
PASSWORD = "quiet-lanterns-9"
WRITTEN_AT_ONCE = 5  # entries that are saved over and over


def main() -> None:
    django.setup()
    for line in sys.stdin:
        verb, arguments = json.loads(line)
        print(json.dumps(VERBS[verb](**arguments)), flush=True)  # noqa: T201


def fill(*, count: int) -> None:
    """One person with so many free pages."""
    from django.utils import timezone  # noqa: PLC0415 (Django must be set up first)

    from accounts.services import add_person  # noqa: PLC0415
    from journal.models import Entry  # noqa: PLC0415

    now = timezone.now()
    writer = add_person(email="ada@example.org", password=PASSWORD)
    Entry.objects.bulk_create(
        Entry(
            writer=writer, kind="writing", day=now.date(), started_at=now, saved_at=now, filled=["text"],
            body={"fields": {"text": {"v": f"page {number}", "n": 1, "r": 0}}},
        )
        for number in range(count)
    )  # fmt: skip


class Writing:
    """What the thread that writes has written last, by entry."""

    last: dict[str, str] = {}
    errors: list[str] = []
    saves = 0
    over = threading.Event()
    thread: threading.Thread


def begin_writing() -> None:
    Writing.thread = threading.Thread(target=_write_on, daemon=True)
    Writing.thread.start()


def _write_on() -> None:
    from accounts.models import User  # noqa: PLC0415
    from journal.models import Entry  # noqa: PLC0415
    from journal.services import forms, writing  # noqa: PLC0415

    writer = User.objects.get()
    form = forms.own_form("writing")
    pages = list(Entry.objects.order_by("pk").values_list("key", flat=True))
    pages = [*pages[-WRITTEN_AT_ONCE:], *(uuid.uuid4() for _ in range(WRITTEN_AT_ONCE))]
    seen = dict.fromkeys(pages[:WRITTEN_AT_ONCE], 1)
    while not Writing.over.is_set():
        for key in pages:
            words = f"words {Writing.saves}"
            try:
                saved = writing.save_field(
                    writer=writer, form=form, key=key, field="text", values=[words], seen=seen.get(key, 0)
                )
            except Exception as error:  # noqa: BLE001 (the test wants to hear of any)
                Writing.errors.append(repr(error))
                return
            seen[key], Writing.last[str(key)] = saved.sequence, words
            Writing.saves += 1
    connection.close()


def saves() -> int:
    return Writing.saves


def end_writing() -> dict[str, Any]:
    Writing.over.set()
    Writing.thread.join(30)
    return {"last": Writing.last, "errors": Writing.errors, "saves": Writing.saves}


def read() -> dict[str, str]:
    """Every page, opened with the keys of this process."""
    from journal.models import Entry  # noqa: PLC0415

    return {str(entry.key): entry.body["fields"]["text"]["v"] for entry in Entry.objects.order_by("pk")}


def needing_old_keys() -> int:
    from common import rotation  # noqa: PLC0415

    return sum(sum(counts.values()) for counts in rotation.needed_keys().values())


def add_people(*, learner: str, staff: str, password: str) -> None:
    from accounts.services import add_person, agree, give_app, mark_leave_explained  # noqa: PLC0415

    for email in (learner, staff):
        person = add_person(email=email, password=password, is_staff=email == staff)
        agree(user=person)
        mark_leave_explained(user=person)
    give_app(user=person, secret=APP_KEY)
    person.is_superuser = True
    person.save(update_fields=["is_superuser"])


def exercises() -> dict[str, int]:
    """Their numbers, by key."""
    from journal.models import Exercise  # noqa: PLC0415

    return dict(Exercise.objects.values_list("key", "number"))


def entries_that_open() -> list[Any]:
    """What was written, opened: the kind, the body and what was kept beside."""
    from common.sealing import CannotOpen  # noqa: PLC0415
    from journal.models import Entry  # noqa: PLC0415

    found = []
    for entry in Entry.objects.order_by("pk"):
        with contextlib.suppress(CannotOpen):
            found.append([entry.kind, entry.body, entry.other])
    return found


def sessions_and_cache() -> list[str]:
    """What the framework packs so that nobody can search it: unpacked."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from accounts.models import Visit  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        rows = cursor.fetchall()
    kept = [repr(visit.session_data) for visit in Visit.objects.all()]
    return kept + [f"{key} {cache.get(key.split(':', 2)[2])!r} {value}" for key, value in rows]


def spoil(*, key: str) -> None:
    """What a fault of a disk would do: this entry does not open any more."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_entry SET body = substr(body, 1, 40) WHERE key = %s", [key.replace("-", "")]
        )
        assert cursor.rowcount == 1


VERBS: dict[str, Any] = {
    "add_people": add_people,
    "exercises": exercises,
    "entries_that_open": entries_that_open,
    "sessions_and_cache": sessions_and_cache,
    "spoil": spoil,
    "fill": fill,
    "begin_writing": begin_writing,
    "saves": saves,
    "end_writing": end_writing,
    "read": read,
    "needing_old_keys": needing_old_keys,
}

if __name__ == "__main__":
    main()
