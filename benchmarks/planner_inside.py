"""Run inside the product: fill it with people, and let its planner tick. Prints JSON."""

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.services import add_person  # noqa: E402
from benchmarks import crowd  # noqa: E402
from benchmarks.planner import FEW, PEOPLE  # noqa: E402
from courses.models import Course, Enrolment  # noqa: E402
from courses.services import choose_pace, enrol  # noqa: E402
from outbox.models import Mail  # noqa: E402
from reminders.models import Preferences, Reminder  # noqa: E402
from reminders.services import plan_due, wishes_of  # noqa: E402

DUE, ROUNDS, EMPTY_ROUNDS = 100, 9, 201
MANY_DUE = 2_000


def main() -> None:
    people, now = int(os.environ.get("BENCH_PEOPLE", PEOPLE)), timezone.now()
    Enrolment.objects.update(next_due_at=None)  # of the example people
    Preferences.objects.update(look_at=None, check_in_due_at=None)
    template = Template(now)
    told = {}
    for name, first, last in (("few", 1, min(FEW, people)), ("many", min(FEW, people) + 1, people)):
        started = time.perf_counter()
        template.copy(first, last)
        seconds = time.perf_counter() - started
        told[name] = {"people": last, "bytes": _bytes(), "seconds": seconds, **ticks(last, now)}
    told["speed"] = {"planned": planned_a_second(people, now), "ceiling": ceiling(now)}
    print(json.dumps(told))


class Template:
    """One person on a course with a pace and a day of coming back, with one earlier note, whose rows are copied."""

    def __init__(self, now: datetime) -> None:
        person = add_person(email="bench@example.org", password=None)
        course = Course.objects.filter(retired_at__isnull=True, is_path=False).earliest("pk")
        place = choose_pace(enrolment=enrol(learner=person, course=course), pace="own", days=[2, 5], hour=18)
        wishes = wishes_of(learner=person)
        Enrolment.objects.filter(pk=place.pk).update(next_due_at=now - timedelta(minutes=1))
        plan_due(now=now)
        note = Reminder.objects.select_related("mail").get(learner=person)
        long_ago = now - timedelta(days=60)
        Mail.objects.update(state=Mail.State.SENT, sent_at=long_ago, not_before=long_ago, is_narrow=True)
        Reminder.objects.filter(pk=note.pk).update(due_at=long_ago)
        week = crowd.moments(now + timedelta(hours=1), timedelta(days=7))
        assert note.mail is not None
        self.rows: dict[models.Model, crowd.Changes] = {
            person: {"email": "'bench' || n || '@example.org'", "key": crowd.key(), "audit_key": crowd.key()},
            wishes: {"learner_id": crowd.OWN, "key": crowd.key(), "look_at": _tenth(week)},
            place: {
                "learner_id": crowd.OWN,
                "key": crowd.key(),
                "next_due_at": week,
                "return_due_at": _tenth(week),
            },
            note.mail: {"key": crowd.key(), "recipient_key": crowd.key(), "unique_key": "'bench:' || n"},
            note: {"learner_id": crowd.OWN, "key": crowd.key(), "mail_id": crowd.OWN},
        }

    def copy(self, first: int, last: int) -> None:
        """People number `first` to `last`, each with a place that is due within the next week."""
        crowd.copy(self.rows, first=first, last=last)
        if connection.vendor == "postgresql":  # as its own housekeeping does; SQLite has none
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")


def _tenth(sql: str) -> str:
    return f"CASE WHEN n %% 10 = 0 THEN {sql} END"


def ticks(people: int, now: datetime) -> dict[str, float]:
    """Milliseconds of an empty tick and of one with a hundred due, medians; and their statements."""
    plan_due(now=now)
    empty = [timed(lambda: plan_due(now=now)) for _ in range(EMPTY_ROUNDS)]
    with CaptureQueriesContext(connection) as asked:
        plan_due(now=now)
    due = []
    for turn in range(ROUNDS):
        make_due(people, DUE, now, turn=turn)
        due.append(timed(lambda: _must_plan(DUE, now)))
    make_due(people, DUE, now, turn=ROUNDS)
    with CaptureQueriesContext(connection) as asked_of_due:
        _must_plan(DUE, now)
    take_back(now)
    return {
        "empty_ms": statistics.median(empty) * 1000,
        "due_ms": statistics.median(due) * 1000,
        "empty_queries": len(asked),
        "due_queries": len(asked_of_due),
    }


def take_back(now: datetime) -> None:
    """What was planned to measure it: the next copies take its primary keys."""
    Reminder.objects.filter(due_at__gt=now - timedelta(hours=1)).delete()
    Mail.objects.filter(state=Mail.State.PLANNED).delete()


def make_due(people: int, count: int, now: datetime, *, turn: int) -> None:
    """So many people, all over the table, each of them only once in a run."""
    step = people // count
    chosen = [crowd.BASE + 1 + (number * step + turn) % people for number in range(count)]
    Enrolment.objects.filter(learner_id__in=chosen).update(next_due_at=now - timedelta(minutes=1))


def _must_plan(count: int, now: datetime) -> None:
    planned = plan_due(now=now)
    assert planned == count, planned


def planned_a_second(people: int, now: datetime) -> float:
    count = min(MANY_DUE, people // 4)
    make_due(people, count, now, turn=ROUNDS + 1)
    return count / timed(lambda: _must_plan(count, now))


def ceiling(now: datetime) -> float:
    """Ready rows into the outbox with all its indexes, by the fastest way there is; taken back afterwards."""
    fields = [field for field in Mail._meta.concrete_fields if not field.primary_key]
    rows = [
        [field.get_db_prep_save(getattr(mail, field.attname), connection) for field in fields]
        for mail in (_ready_mail(number, now) for number in range(20_000))
    ]
    columns = ", ".join(field.column for field in fields)
    try:
        with transaction.atomic():
            seconds = timed(lambda: INTO[connection.vendor](columns, rows))
            raise Taken(len(rows) / seconds)
    except Taken as taken:
        return float(taken.args[0])


class Taken(Exception):
    """Measured: nothing of it is kept."""


def _executemany(columns: str, rows: list[list[Any]]) -> None:
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO outbox_mail ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _copy_into(columns: str, rows: list[list[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY outbox_mail ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


INTO: Mapping[str, Callable[[str, list[list[Any]]], None]] = {
    "sqlite": _executemany,
    "postgresql": _copy_into,
}


def _ready_mail(number: int, now: datetime) -> Mail:
    return Mail(
        unique_key=f"ceiling:{number}", kind="reminder", keys={"reminder": "0" * 36}, recipient_key=None,
        not_before=now, expires_at=now + timedelta(days=2), created_at=now,
    )  # fmt: skip


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _bytes() -> float:
    if connection.vendor == "sqlite":
        return float(sum(path.stat().st_size for path in Path(settings.DATA_DIR).glob("alder.sqlite3*")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
