"""Several works for several clients: all of it or nothing, in an order, copied without anybody's name."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import add_person
from clinic.models import Assignment, Link
from clinic.services import (
    Wanted,
    assign_works,
    assignments_for,
    copy_suggestions,
    move_assignment_up,
    pause_link,
    suggestions_to_copy,
)
from common.errors import RuleBroken
from tests.clinic.conftest import assign, connect

FIRST, SECOND = "course-1-module-1", "course-1-module-2"
MODULE = f"module:{FIRST}"
SEVERAL = reverse("clinic:assign_several")
pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def other(carl: User, mallory: User) -> Link:
    return connect(carl, mallory, reference="Other client")


def modules(*keys: str, note: str = "") -> list[Wanted]:
    return [Wanted("module", key, note) for key in keys]


def test_each_of_them_gets_all_of_it_in_the_order_it_was_ticked(link, other, ada, mallory):
    made = assign_works(links=[link, other], works=modules(SECOND, FIRST), confirms_plan=True)
    assert len(made) == 4
    for person in (ada, mallory):
        assert [each.title for each in assignments_for(person)] == ["Module 1.2", "Module 1.1"]
    assert AuditEntry.objects.filter(verb="assignment_made").count() == 4
    assert AuditEntry.objects.filter(verb="urgent_plan_confirmed").count() == 2


def test_what_one_of_them_has_already_is_refused_for_all_by_name(link, other):
    assign(link=other, target="module", target_key=SECOND)
    with pytest.raises(RuleBroken, match=r"“Module 1.2” to Other client"):
        assign_works(links=[link, other], works=modules(FIRST, SECOND), confirms_plan=True)
    assert Assignment.objects.count() == 1
    link.refresh_from_db()
    assert link.plan_confirmed_at is None


def test_without_an_agreed_plan_for_urgent_contact_nobody_gets_anything(link, other):
    with pytest.raises(RuleBroken, match="urgent contact"):
        assign_works(links=[link, other], works=modules(FIRST))
    assert not Assignment.objects.exists()


def test_whoever_paused_gets_nothing_and_nor_does_anybody_else(link, other):
    pause_link(link=link)
    with pytest.raises(RuleBroken, match="Client 0412"):
        assign_works(links=[link, other], works=modules(FIRST), confirms_plan=True)
    assert not Assignment.objects.exists()


def test_moving_up_changes_places_and_nothing_else(link, ada):
    rows = [assign(link=link, target="module", target_key=key) for key in (FIRST, SECOND)]
    move_assignment_up(assignment=rows[1])
    assert [each.title for each in assignments_for(ada)] == ["Module 1.2", "Module 1.1"]
    move_assignment_up(assignment=rows[1])
    assert [each.title for each in assignments_for(ada)] == ["Module 1.2", "Module 1.1"]


def test_copying_takes_works_and_no_note_that_was_not_ticked(link, other, mallory):
    named = assign(link=link, target="module", target_key=FIRST, note="For Ada, as we said")
    plain = assign(link=link, target="module", target_key=SECOND, note="Slowly.", by_on=timezone.localdate())
    placed = copy_suggestions(
        link=link, links=[other], keys=[named.key, plain.key], notes=[plain.key], confirms_plan=True
    )
    assert (len(placed.made), placed.skipped) == (2, 0)
    shown = assignments_for(mallory)
    assert [(each.note, each.suggested_by) for each in shown] == [("", ""), ("Slowly.", "")]
    again = copy_suggestions(link=link, links=[other], keys=[named.key, plain.key], notes=[])
    assert (len(again.made), again.skipped) == (0, 2)


def test_keys_of_another_s_suggestions_copy_nothing(link, other):
    foreign = assign(link=other, target="module", target_key=FIRST)
    assert suggestions_to_copy(link=link) == []
    with pytest.raises(RuleBroken, match="nothing was ticked"):
        copy_suggestions(link=link, links=[other], keys=[foreign.key], confirms_plan=True)


# By the form -----------------------------------------------------------------------------------------------------


def test_nothing_is_ticked_and_each_empty_half_is_said(link, as_carl):
    page = as_carl.get(SEVERAL).content.decode()
    assert " checked" not in page
    nobody = as_carl.post(SEVERAL, {"works": [MODULE], "has_plan": "on"})
    assert "because nobody was ticked" in nobody.content.decode()
    nothing = as_carl.post(SEVERAL, {"clients": [str(link.key)], "has_plan": "on"})
    assert "because nothing was ticked" in nothing.content.decode()
    assert not Assignment.objects.exists()


def test_the_form_suggests_to_those_who_are_ticked(link, other, as_carl, ada, mallory):
    posted = {"works": [MODULE, "scale:closeness"], "clients": [str(link.key)], "has_plan": "on"}
    answer = as_carl.post(SEVERAL, posted, follow=True)
    assert "2 suggestions are made." in answer.content.decode()
    assert len(assignments_for(ada)) == 2
    assert assignments_for(mallory) == []


def test_making_the_list_shorter_keeps_the_ticks_and_saves_nothing(link, other, as_carl):
    posted = {
        "works": [MODULE],
        "clients": [str(link.key)],
        "who": "other",
        "find": "1.2",
        "do": "filter",
        "has_plan": "on",
    }
    page = as_carl.post(reverse("clinic:preview_several"), posted).content.decode()
    assert "Ticked already" in page
    assert f'value="{MODULE}" id="kept-module-{FIRST}" checked' in page
    assert f'value="{link.key}" id="client-{link.key}" checked' in page
    assert not Assignment.objects.exists()


def test_keys_of_another_clinician_s_clients_are_no_choice(link, clara, mallory, as_carl):
    foreign = connect(clara, mallory, reference="Hers")
    for name in ("assign_several", "preview_several"):
        posted = {"works": [MODULE], "clients": [str(foreign.key)], "has_plan": "on"}
        answer = as_carl.post(reverse(f"clinic:{name}"), posted)
        assert answer.status_code == 422
        assert "Hers" not in answer.content.decode()
    assert not Assignment.objects.exists()


def test_five_hundred_clients_fit_into_one_form_and_few_queries(carl, as_carl):
    people = User.objects.bulk_create(User(email=f"many{n}@example.net") for n in range(500))
    links = Link.objects.bulk_create(
        Link(clinician=carl, client=person, reference=f"Client {n:03}", started_at=timezone.now())
        for n, person in enumerate(people)
    )
    with CaptureQueriesContext(connection) as reading:
        page = as_carl.get(SEVERAL)
    assert page.content.decode().count('name="clients"') == 500
    posted = {"works": [MODULE], "clients": [str(link.key) for link in links], "has_plan": "on"}
    assert as_carl.post(SEVERAL, posted).status_code == 302
    assert Assignment.objects.count() == 500
    assert len(reading) < 12


def test_the_form_asks_as_many_questions_for_one_client_as_for_many(carl, link, as_carl):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_carl.get(SEVERAL).status_code == 200
        return len(queries)

    one = count()
    for n in range(3):
        connect(
            carl, add_person(email=f"more{n}@example.net", password="quiet-lanterns-9"), reference=f"M{n}"
        )
    assert count() == one


@pytest.mark.parametrize(
    "fault", ["a day that has passed", "no day at all", "nobody", "it stands there already"]
)
def test_a_mistake_keeps_everything_that_was_ticked_and_typed(fault, carl, ada, mallory, as_carl):
    one, two = connect(carl, ada, reference="Anna"), connect(carl, mallory, reference="Berta")
    works = ["course:course-1", "module:course-1-module-1", "lesson:lesson-1-2-2"]
    if fault == "it stands there already":
        assign(link=one, target="lesson", target_key="lesson-1-2-2")
    posted = {
        "works": works,
        "clients": [] if fault == "nobody" else [str(one.key), str(two.key)],
        "note": "Before we meet, said the heron.",
        "by_on": {"a day that has passed": "2020-01-01", "no day at all": "soon"}.get(fault, "2030-01-02"),
        "has_plan": "on",
        "find": "lesson",
        "who": "a",
    }
    before = Assignment.objects.count()
    answer = as_carl.post(reverse("clinic:assign_several"), posted)
    assert answer.status_code == 422
    assert Assignment.objects.count() == before, "all of it or nothing"
    page = answer.content.decode()
    boxes = {
        value: "checked" in rest
        for value, rest in re.findall(
            r'type="checkbox" name="(?:works|clients)" value="([^"]+)"([^>]*)>', page
        )
    }
    assert all(boxes[value] for value in [*works, *posted["clients"]])
    assert page.count("heron") == 1
    assert f'value="{posted["by_on"]}"' in page
    assert re.search(r'name="has_plan"[^>]*checked', page)
    assert 'name="find" value="lesson"' in page
    assert 'name="who" value="a"' in page
    assert "Error:" in page
