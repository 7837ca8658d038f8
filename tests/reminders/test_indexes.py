"""A tick reads no table of people's rows from end to end, whether or not anything is due: asked of both databases."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks import crowd
from clinic.models import Assignment, Link
from courses.models import Enrolment
from courses.services import choose_return
from courses.services.returning import ON_A_DAY
from journal.models import NoteFromMe
from journal.services.notes import write_note
from outbox.models import Mail
from quizzes.models import Sitting
from reminders import services
from reminders.models import Reminder
from reminders.rules.deciding import Send
from reminders.services.ledger import enter
from tests.clinic.conftest import assign, connect
from tests.reminders.conftest import MONDAY
from tests.reminders.doing import Kind, turn_on
from tests.reminders.test_kinds import hand_in

TUESDAY_EVENING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
# The tables that grow with people, each filled below.
FILLED = {
    "accounts_user",
    "reminders_preferences",
    "courses_enrolment",
    "quizzes_sitting",
    "journal_notefromme",
}
FILLED |= {"clinic_link", "clinic_assignment", "outbox_mail", "reminders_reminder"}
# Holds nobody but those who are asked for: read whole it is as short as it can be.
ASKED_FOR = "people_who_moved"
WANTED = {
    "enrolments_by_due_moment",
    "enrolments_by_return_moment",
    "notes_by_mail_moment",
    "people_who_moved",
    "preferences_by_check_in",
    "preferences_by_look",
    "reminders_to_look_at_again",
    "suggestions_to_tell_of",
}


@pytest.fixture
def everything_due(paced: Enrolment, ada: User, carl: User, time_machine) -> datetime:
    """One of each kind for Ada, and a note that was carried by another one whose mail did not go."""
    time_machine.move_to(datetime(2026, 8, 24, 12, tzinfo=UTC), tick=False)
    hand_in(ada)
    time_machine.move_to(MONDAY, tick=False)
    turn_on(ada, *Kind.values, now=MONDAY, check_in_day=2, check_in_hour=18)
    services.pause(wishes=services.wishes_of(learner=ada), until=None)
    choose_return(enrolment=paced, when=ON_A_DAY, day=date(2026, 11, 24), today=MONDAY.date())
    kept = {"words": "Breathe.", "opens": "date", "opens_on": date(2026, 11, 24), "wants_mail": True}
    write_note(writer=ada, key=uuid4(), now=MONDAY, today=MONDAY.date(), **kept)
    link = connect(carl, ada)
    time_machine.move_to(TUESDAY_EVENING, tick=False)
    suggestion = assign(link=link, target="lesson", target_key="lesson-1-1-1", note="")
    fill(paced, link, suggestion)
    return TUESDAY_EVENING


def fill(place: Enrolment, link: Link, suggestion: Assignment) -> None:
    """Thousands who are due some other day, so that reading a table whole is never the quicker way."""
    later = crowd.moments(TUESDAY_EVENING + timedelta(days=2), timedelta(days=5))
    mine = {"key": crowd.key(), "learner_id": crowd.OWN}
    name = {"email": "'p' || n || '@example.org'", "key": crowd.key(), "audit_key": crowd.key()}
    note = long_ago(link.clinician)
    assert note.mail is not None
    rows: dict[Model, crowd.Changes] = {
        note.mail: {"key": crowd.key(), "recipient_key": crowd.key(), "unique_key": "'m' || n"},
        note: {**mine, "mail_id": crowd.OWN},
        place.learner: name,
        services.wishes_of(learner=place.learner): {**mine, "look_at": later, "check_in_due_at": later},
        place: {**mine, "next_due_at": later, "return_due_at": later},
        Sitting.objects.get(): mine,
        NoteFromMe.objects.get(): {"key": crowd.key(), "writer_id": crowd.OWN, "mail_due_at": later},
        link: {"key": crowd.key(), "client_id": crowd.OWN},
        suggestion: {"key": crowd.key(), "link_id": crowd.OWN, "tell_at": later},
    }
    crowd.copy(rows, first=1, last=3000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def long_ago(learner: User) -> Reminder:
    """A note that was sent half a year before."""
    then = MONDAY - timedelta(days=180)
    row = Reminder(learner=learner, kind=Kind.NEXT_STEP, occurrence="then", due_at=then, planned_at=then)
    enter(settled=[(row, Send())], now=then)
    Mail.objects.update(state=Mail.State.SENT, sent_at=then)
    row.refresh_from_db()
    return row


def asked_by_a_tick(now: datetime) -> list[str]:
    with CaptureQueriesContext(connection) as counted:
        services.plan_due(now=now)
    reading = (query["sql"] for query in counted.captured_queries)
    return [sql for sql in reading if sql.startswith(("SELECT", "UPDATE", "DELETE"))]


def plans(questions: list[str]) -> list[tuple[str, str, str]]:
    """How the database would go about each: table, search or scan, index; of the tables that were filled."""
    explain = {"sqlite": _of_sqlite, "postgresql": _of_postgres}[connection.vendor]
    found = [step for sql in questions for step in explain(sql)]
    return [step for step in found if step[0] in FILLED]


def _of_sqlite(sql: str) -> Iterator[tuple[str, str, str]]:
    names = dict(re.findall(r'"(\w+)" (?:AS )?"?([A-Z]\d+)\b', sql))
    real = {alias: table for table, alias in names.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        lines = [row[-1] for row in cursor.fetchall()]
    for line in lines:
        step = re.match(
            r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?(?:INDEX (\w+)|INTEGER PRIMARY KEY))?", line
        )
        if step and not line.startswith(("SCAN (", "SCAN CONSTANT")):
            yield real.get(step[2], step[2]), "search" if step[1] == "SEARCH" else "scan", step[3] or ""


def _of_postgres(sql: str) -> Iterator[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")  # tables that are empty here would be read whole
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
    yield from _steps(told if isinstance(told, list) else json.loads(told), "")


def _steps(node: object, table: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, list):
        for each in node:
            yield from _steps(each, table)
    if not isinstance(node, dict):
        return
    table = node.get("Relation Name", table)
    kind = node.get("Node Type", "")
    if kind == "Seq Scan":
        yield table, "scan", ""
    elif kind in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}:
        is_search = "Index Cond" in node or node["Index Name"] == ASKED_FOR
        yield table, "search" if is_search else "scan", node["Index Name"]
    for part in node.values():
        if isinstance(part, dict | list):
            yield from _steps(part, table)


def test_an_empty_tick_asks_one_question_and_it_is_answered_by_indexes(everything_due: datetime):
    questions = asked_by_a_tick(MONDAY - timedelta(days=2))
    assert len(questions) == 1
    steps = plans(questions)
    assert [step for step in steps if step[1] == "scan"] == []
    assert {step[2] for step in steps} >= WANTED


def test_every_feed_and_all_that_is_asked_of_a_person_go_by_an_index(everything_due: datetime):
    questions = asked_by_a_tick(everything_due)
    assert set(Reminder.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert len(questions) > 50
    assert [step for step in plans(questions) if step[1] == "scan"] == []
