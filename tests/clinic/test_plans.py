"""Plans: made, changed, copied, used; about nobody; each step on its own day where the client lives."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.services import suspend_clinician
from clinic import access
from clinic.models import Assignment, Plan
from clinic.rules.plans import days_of, moved
from clinic.services import (
    add_to_plan,
    apply_plan,
    assignments_for,
    change_step,
    copy_plan,
    decline_together,
    delete_plan,
    keep_as_plan,
    make_plan,
    move_step,
    plan_shown,
    remove_step,
    suggested_page,
)
from common.errors import RuleBroken
from tests.clinic.conftest import assign, connect

FIRST, SECOND = ("module", "course-1-module-1"), ("module", "course-1-module-2")
QUESTIONS = ("scale", "closeness")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def plan(carl: User) -> Plan:
    """Two modules a week apart, then the questions three days later."""
    made = make_plan(clinician=carl, title="Four weeks")
    add_to_plan(plan=made, works=[FIRST, SECOND, QUESTIONS])
    change_step(step=made.steps.last(), gap_days=3, note="How is it now?")
    return made


def keys(plan: Plan) -> list[str]:
    return [step.target_key for step in plan.steps.all()]


@given(st.lists(st.integers(0, 365), max_size=30))
def test_the_days_never_go_back(gaps):
    days = days_of(date(2026, 11, 23), gaps)
    assert days == sorted(days)
    assert not gaps or (days[-1] - date(2026, 11, 23)).days == sum(gaps)


@given(st.lists(st.integers(), max_size=8), st.integers(0, 7), st.sampled_from([-1, 1]))
def test_moving_loses_nothing(things, place, by):
    if place < len(things):
        assert sorted(moved(things, place, by)) == sorted(things)


def test_steps_are_added_moved_and_taken_out_and_the_days_stay(plan):
    assert [one.day_number for one in plan_shown(plan=plan).steps] == [0, 7, 10]
    move_step(step=plan.steps.last(), by=-1)
    assert keys(plan) == ["course-1-module-1", "closeness", "course-1-module-2"]
    assert [one.day_number for one in plan_shown(plan=plan).steps] == [0, 7, 10]
    move_step(step=plan.steps.first(), by=-1)
    remove_step(step=plan.steps.first())
    assert keys(plan) == ["closeness", "course-1-module-2"]


def test_the_same_work_stands_once_in_a_plan(plan):
    with pytest.raises(RuleBroken, match="stands in this plan already"):
        add_to_plan(plan=plan, works=[FIRST])


def test_a_copy_has_the_same_steps_and_a_deleted_plan_leaves_what_was_suggested(plan, link, ada):
    copy = copy_plan(plan=plan)
    steps = [(s.target_key, s.gap_days, s.note) for s in copy.steps.all()]
    assert steps == [(s.target_key, s.gap_days, s.note) for s in plan.steps.all()]
    apply_plan(plan=plan, links=[link], start_on=timezone.localdate(), confirms_plan=True)
    delete_plan(plan=plan)
    assert Plan.objects.get() == copy
    assert len(assignments_for(ada)) == 1


def test_words_of_a_plan_are_sealed(plan):
    raw = Plan.objects.filter(pk=plan.pk).values_list("title", flat=True).get()
    assert b"Four weeks" not in raw


def test_each_step_comes_at_midnight_where_the_client_lives(plan, link, ada):
    User.objects.filter(pk=ada.pk).update(time_zone="Pacific/Auckland")
    with time_machine.travel(NOON, tick=False):
        apply_plan(plan=plan, links=[link], start_on=date(2026, 11, 25), confirms_plan=True)
    moments = list(Assignment.objects.in_order().values_list("shown_from", flat=True))
    assert moments == [datetime(2026, 11, 24, 11, tzinfo=UTC) + timedelta(days=d) for d in (0, 7, 10)]
    for moment, count in ((moments[0], 1), (moments[1], 2), (moments[2], 3)):
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            assert len(assignments_for(ada)) == count - 1
        with time_machine.travel(moment, tick=False):
            assert len(assignments_for(ada)) == count


def test_used_again_it_skips_what_stands(plan, link):
    first = apply_plan(plan=plan, links=[link], start_on=timezone.localdate(), confirms_plan=True)
    again = apply_plan(plan=plan, links=[link], start_on=timezone.localdate())
    assert (len(first.made), len(again.made), again.skipped) == (3, 0, 3)


def test_what_has_left_the_library_is_left_out(plan, link):
    step = plan.steps.first()
    plan.steps.filter(pk=step.pk).update(target_key="was-here-once")
    placed = apply_plan(plan=plan, links=[link], start_on=timezone.localdate(), confirms_plan=True)
    assert (len(placed.made), placed.skipped) == (2, 1)


@pytest.mark.parametrize("days", [-1, 366])
def test_the_first_day_is_today_or_within_a_year(plan, link, days):
    with pytest.raises(RuleBroken, match="within a year"):
        apply_plan(plan=plan, links=[link], start_on=timezone.localdate() + timedelta(days=days))


def test_the_client_reads_what_is_planned_and_may_refuse_all_of_it(plan, link, ada, as_ada):
    apply_plan(plan=plan, links=[link], start_on=timezone.localdate(), confirms_plan=True)
    (planned,) = suggested_page(link=link).later
    assert len(planned.steps) == 2
    page = as_ada.get(reverse("clinic:connection", args=[link.key])).content.decode()
    assert "Planned for later" in page
    assert "Comes on" in page
    assert decline_together(link=link, together_key=planned.key) == 3
    assert assignments_for(ada) == []
    assert suggested_page(link=link).later == ()


def test_suggestions_become_a_plan_without_unticked_notes(link, carl):
    one = assign(link=link, target="module", target_key=FIRST[1], note="For Ada alone")
    two = assign(link=link, target="module", target_key=SECOND[1], note="Slowly.")
    kept = keep_as_plan(link=link, title="From a client", keys=[one.key, two.key], notes=[two.key])
    assert [(s.target_key, s.gap_days, s.note) for s in kept.steps.all()] == [
        (FIRST[1], 0, ""),
        (SECOND[1], 7, "Slowly."),
    ]


def test_a_plan_is_its_maker_s_and_nobody_s_once_they_are_suspended(plan, clara, carl, ada, stella):
    step = plan.steps.first()
    other = make_plan(clinician=carl, title="Other")
    assert access.get_step(plan, step.key) == step
    for person in (clara, ada, stella):
        with pytest.raises(Http404):
            access.get_plan(person, plan.key)
    with pytest.raises(Http404):
        access.get_step(other, step.key)
    suspend_clinician(user=carl, actor=stella)
    with pytest.raises(RuleBroken, match="there no longer"):
        delete_plan(plan=plan)


def test_the_list_of_plans_asks_as_many_questions_for_one_as_for_many(plan, as_carl):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_carl.get(reverse("clinic:plans")).status_code == 200
        return len(queries)

    one = count()
    copy_plan(plan=plan)
    copy_plan(plan=plan)
    assert count() == one


def test_a_plan_is_made_changed_and_used_by_forms_alone(as_carl, link, carl, ada):
    answer = as_carl.post(reverse("clinic:plans"), {"title": "By hand"})
    plan = Plan.objects.get()
    assert answer["Location"] == reverse("clinic:add_to_plan", args=[plan.key])
    as_carl.post(answer["Location"], {"works": ["module:course-1-module-1", "lesson:lesson-1-2-2"]})
    second = plan.steps.last()
    as_carl.post(reverse("clinic:move_step", args=[plan.key, second.key]), {"to": "up"})
    as_carl.post(
        reverse("clinic:plan_step", args=[plan.key, second.key]), {"gap_days": "2", "note": "First."}
    )
    use = reverse("clinic:use_plan", args=[plan.key])
    posted = {"clients": [str(link.key)], "start_on": f"{timezone.localdate():%Y-%m-%d}", "has_plan": "on"}
    assert as_carl.post(use, {**posted, "do": "days"}).status_code == 200
    assert not Assignment.objects.exists()
    assert "1 suggestion" not in as_carl.post(use, posted, follow=True).content.decode()
    assert list(Assignment.objects.in_order().values_list("target", flat=True)) == ["lesson", "module"]


def test_keys_of_others_in_the_form_for_using_a_plan_are_no_choice(plan, as_carl, clara, mallory):
    foreign = connect(clara, mallory, reference="Hers")
    use = reverse("clinic:use_plan", args=[plan.key])
    posted = {"clients": [str(foreign.key)], "start_on": f"{timezone.localdate():%Y-%m-%d}", "has_plan": "on"}
    assert as_carl.post(use, posted).status_code == 422
    assert not Assignment.objects.exists()
