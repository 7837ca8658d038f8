"""Suggesting, answering and nudging at the same moment, on a database that lets them."""

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from clinic.models import Assignment, Nudge
from clinic.services import (
    Wanted,
    accept_assignment,
    add_to_plan,
    apply_plan,
    assign_works,
    make_plan,
    nudge,
    withdraw_assignment,
)
from common.errors import RuleBroken
from tests.clinic.conftest import assign, connect
from tests.quizzes.test_parallel import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the PostgreSQL half of `make test` runs these"
    ),
]


def test_two_presses_send_one_nudge(link):
    now = timezone.now()
    told = at_once(*[lambda: nudge(link=link, words="small", now=now) for _ in range(4)])
    assert sum(isinstance(one, RuleBroken) for one in told) == 3, told
    assert Nudge.objects.count() == 1


def test_several_clients_are_held_in_one_order_whoever_presses_first(library, carl, ada, mallory):
    links = [connect(carl, ada), connect(carl, mallory, reference="Other")]
    works = [Wanted("module", "course-1-module-1")]
    told = at_once(
        *[
            partial(assign_works, links=some, works=works, confirms_plan=True)
            for some in (links, links[::-1], links, links[::-1])
        ]
    )
    assert sum(isinstance(one, RuleBroken) for one in told) == 3, told
    assert Assignment.objects.count() == 2


def test_a_plan_used_twice_at_once_makes_each_suggestion_once(library, carl, link):
    plan = make_plan(clinician=carl, title="Four weeks")
    add_to_plan(plan=plan, works=[("module", "course-1-module-1"), ("module", "course-1-module-2")])
    use = partial(apply_plan, plan=plan, links=[link], start_on=timezone.localdate(), confirms_plan=True)
    told = at_once(use, use, use)
    assert sorted(len(placed.made) for placed in told) == [0, 0, 2]


def fresh(row: Assignment) -> Assignment:
    return Assignment.objects.select_related("link").get(pk=row.pk)


def test_an_answer_and_a_withdrawal_together_leave_one_state(library, link):
    for _ in range(5):
        row = assign(link=link, target="module", target_key="course-1-module-1")
        at_once(
            lambda row=row: accept_assignment(assignment=fresh(row)),
            lambda row=row: withdraw_assignment(assignment=fresh(row)),
        )
        row.refresh_from_db()
        assert row.state == "withdrawn"
