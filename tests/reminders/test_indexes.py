"""An empty tick reads no table from end to end, however many people there are."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment
from reminders import services
from tests.reminders.conftest import MONDAY

BIG = "courses_enrolment|clinic_assignment|journal_notefromme|reminders_reminder|reminders_preferences|outbox_mail"


def plans_of_a_tick() -> list[str]:
    with CaptureQueriesContext(connection) as counted:
        services.plan_due(now=MONDAY + timedelta(minutes=1))
    with connection.cursor() as cursor:
        found = []
        for query in counted.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            found += [row[-1] for row in cursor.fetchall()]
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite how it would go about it")
def test_every_feed_finds_what_is_due_by_an_index(paced: Enrolment):
    plans = plans_of_a_tick()
    assert plans
    scans = [plan for plan in plans if re.match(rf"SCAN ({BIG}|[A-Z]\d+)\b", plan) and "INDEX" not in plan]
    assert scans == []
    wanted = (
        "enrolments_by_due_moment",
        "enrolments_by_return_day",
        "suggestions_by_moment",
        "notes_by_opening_day",
    )
    for index in (*wanted, "reminders_carried", "preferences_by_look"):
        assert any(index in plan for plan in plans), f"{index}: {plans}"
