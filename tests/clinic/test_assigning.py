"""Suggestions: refused with a sentence, seen on Today, never late, gone when said no to."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.services import suspend_clinician
from clinic.models import Assignment, Link, Look
from clinic.rules.choosing import Filter
from clinic.services import (
    Wanted,
    assign_works,
    assignments_for,
    choice_for,
    confirm_plan,
    decline_assignment,
    end_link,
    open_client_page,
    pause_link,
    place_works,
    preview_of,
    withdraw_assignment,
)
from common.errors import RuleBroken
from courses.models import Enrolment
from courses.services import finish, open_lesson
from tests.builders import lesson
from tests.clinic.conftest import assign, connect

FIRST, SECOND = "course-1-module-1", "course-1-module-2"
pytestmark = pytest.mark.usefixtures("library")


def suggest(link: Link, key: str = FIRST, **extra) -> Assignment:
    return assign(link=link, target="module", target_key=key, **extra)


def modules(*keys: str) -> list[Wanted]:
    return [Wanted("module", key) for key in keys]


def test_a_suggestion_stands_on_today_with_its_note_and_the_next_lesson(link, ada):
    with time_machine.travel("2026-11-21 12:00"):
        suggest(link, note="  Read slowly. ", by_on=timezone.localdate() + timedelta(days=6))
        (shown,) = assignments_for(ada)
    assert (shown.clinician_name, shown.title, shown.note) == ("Carl Osei", "Module 1.1", "Read slowly.")
    assert shown.suggested_by == "Friday 27 November"
    assert shown.url == "/c/1/m1/1/"
    assert (shown.done, shown.total) == (0, 2)


def test_a_single_lesson_can_be_suggested(link, ada):
    assign(link=link, target="lesson", target_key="lesson-1-2-2")
    (shown,) = assignments_for(ada)
    assert (shown.url, shown.total, shown.suggested_by) == ("/c/1/m2/2/", 1, "")


def test_a_date_that_has_passed_still_says_only_the_day(link, ada):
    with time_machine.travel("2026-11-21 12:00"):
        suggest(link, by_on=timezone.localdate())
    with time_machine.travel("2027-01-05 12:00"):
        assert assignments_for(ada)[0].suggested_by == "Saturday 21 November"


def test_suggesting_enrols_nobody(link, ada):
    suggest(link)
    assert not Enrolment.objects.exists()


def test_work_done_in_the_course_counts_for_the_suggestion_and_the_other_way_round(link, ada):
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    suggest(link)
    (shown,) = assignments_for(ada)
    assert (shown.done, shown.url) == (1, "/c/1/m1/2/")
    finish(learner=ada, lesson=lesson("lesson-1-1-2"))
    assert assignments_for(ada) == []
    (module, _day), *_rest = open_client_page(link=link, now=timezone.now()).modules
    assert (module.done, module.total) == (2, 2)


def test_nothing_ticked_means_nobody_gets_anything(link):
    with pytest.raises(RuleBroken, match="nothing was ticked"):
        assign_works(links=[link], works=[], confirms_plan=True)
    with pytest.raises(RuleBroken, match="nobody was ticked"):
        assign_works(links=[], works=modules(FIRST), confirms_plan=True)
    assert not Assignment.objects.exists()


def test_several_are_suggested_all_or_none(link):
    with pytest.raises(RuleBroken):
        assign_works(links=[link], works=modules(FIRST, "no-such-module"), confirms_plan=True)
    assert not Assignment.objects.exists()
    assert len(assign_works(links=[link], works=modules(FIRST, SECOND, FIRST), confirms_plan=True)) == 2


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("module", "lesson-1-1-1"),
        ("lesson", FIRST),
        ("course", FIRST),
        ("scale", FIRST),
        ("module", ""),
        ("", FIRST),
    ],
)
def test_what_is_not_in_the_library_cannot_be_suggested(link, target, key):
    with pytest.raises(RuleBroken, match="library"):
        assign(link=link, target=target, target_key=key)


def test_the_same_is_suggested_once_at_a_time(link):
    standing = suggest(link)
    with pytest.raises(RuleBroken, match="already suggested"):
        suggest(link)
    withdraw_assignment(assignment=standing)
    assert suggest(link)


def test_a_day_in_the_past_is_refused(link):
    with pytest.raises(RuleBroken, match="today or a later day"):
        suggest(link, by_on=timezone.localdate() - timedelta(days=1))


def test_a_long_note_is_refused(link):
    with pytest.raises(RuleBroken, match="500"):
        suggest(link, note="x" * 501)


def test_notes_are_sealed_in_the_database(link):
    assignment = suggest(link, note="canary-sentence")
    raw = Assignment.objects.filter(pk=assignment.pk).values_list("note", flat=True).get()
    assert b"canary-sentence" not in raw
    assert Assignment.objects.get(pk=assignment.pk).note == "canary-sentence"


def test_saying_no_takes_it_off_today_and_the_clinician_sees_not_for_now(link, ada):
    decline_assignment(assignment=suggest(link))
    assert assignments_for(ada) == []
    (row,) = open_client_page(link=link, now=timezone.now()).suggested
    assert not row.is_standing
    assert row.assignment.get_state_display() == "Not for now"


def test_the_first_answer_stays(link):
    assignment = suggest(link)
    stale = Assignment.objects.select_related("link").get(pk=assignment.pk)
    decline_assignment(assignment=assignment)
    withdraw_assignment(assignment=stale)
    assert stale.state == Assignment.State.DECLINED


def test_what_was_taken_back_is_gone_for_both(link, ada):
    withdraw_assignment(assignment=suggest(link))
    assert assignments_for(ada) == []
    assert open_client_page(link=link, now=timezone.now()).suggested == ()


def test_an_ended_or_suspended_connection_suggests_nothing(link, ada, carl, stella):
    suggest(link)
    stale = Link.objects.get(pk=link.pk)
    suspend_clinician(user=carl, actor=stella)
    assert assignments_for(ada) == []
    with pytest.raises(RuleBroken, match="verified"):
        suggest(stale, SECOND)
    end_link(link=link, by=ada)
    with pytest.raises(RuleBroken, match="has ended"):
        suggest(stale, SECOND)


def test_clients_see_only_their_own_suggestions(link, carl, ada, mallory):
    other = connect(carl, mallory, reference="Other")
    suggest(link, note="for ada")
    suggest(other, note="for mallory")
    assert [each.note for each in assignments_for(ada)] == ["for ada"]
    assert [each.note for each in assignments_for(mallory)] == ["for mallory"]


def test_today_reads_suggestions_in_the_same_number_of_queries(link, ada, django_assert_num_queries):
    suggest(link)
    with django_assert_num_queries(2):
        assert len(assignments_for(ada)) == 1
    suggest(link, SECOND)
    assign(link=link, target="lesson", target_key="lesson-1-2-2")
    with django_assert_num_queries(2):
        assert len(assignments_for(ada)) == 3


def test_the_preview_is_what_today_shows_and_saves_nothing(link, ada):
    preview = preview_of(link=link, refs=[f"module:{FIRST}"], note="A note.", by_on=None)
    assert not Assignment.objects.exists()
    suggest(link, note="A note.")
    for field in ("clinician_name", "title", "note", "suggested_by"):
        assert getattr(preview[0], field) == getattr(assignments_for(ada)[0], field)


def test_the_preview_does_not_read_the_client_s_progress(link, ada):
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    (shown,) = preview_of(link=link, refs=[f"module:{FIRST}"], note="", by_on=None)
    assert shown.done == 0


def test_what_stands_suggested_is_not_offered_again(link):
    assert f"module:{FIRST}" in choice_for(link=link, now=timezone.now()).keys
    suggest(link)
    choice = choice_for(link=link, now=timezone.now())
    assert f"module:{FIRST}" not in choice.keys
    assert f"module:{SECOND}" in choice.keys
    assert [work.key for work in choice.taken] == [FIRST]


def test_a_course_stays_closed_until_something_of_it_is_ticked_or_looked_for(link):
    folded = choice_for(link=link, now=timezone.now()).courses
    assert [(one.is_open, one.n_ticked) for one in folded] == [(False, 0)] * len(folded)
    ticked = choice_for(link=link, now=timezone.now(), ticked=[f"module:{FIRST}"]).courses
    assert (ticked[0].is_open, ticked[0].n_ticked) == (True, 1)
    assert not any(one.is_open for one in ticked[1:])
    found = choice_for(link=link, now=timezone.now(), wish=Filter(course=folded[0].row.work.key)).courses
    assert [(one.is_open, one.n_ticked) for one in found] == [(True, 0)]


def test_the_plan_for_urgent_contact_is_confirmed_once(link):
    assert choice_for(link=link, now=timezone.now()).asks_plan
    confirm_plan(link=link)
    confirm_plan(link=link)
    assert not choice_for(link=link, now=timezone.now()).asks_plan
    assert AuditEntry.objects.filter(verb="urgent_plan_confirmed").count() == 1


def test_every_step_is_recorded_with_its_actor(link, carl, ada):
    withdraw_assignment(assignment=suggest(link))
    decline_assignment(assignment=suggest(link))
    rows = AuditEntry.objects.about(ada.audit_key).filter(object_kind="assignment")
    assert [(row.verb, row.actor_key) for row in reversed(rows)] == [
        ("assignment_made", carl.audit_key),
        ("assignment_withdrawn", carl.audit_key),
        ("assignment_made", carl.audit_key),
        ("assignment_declined", ada.audit_key),
    ]


def test_progress_is_counted_only_where_it_is_shared(link, ada, carl, mallory):
    silent = connect(carl, mallory, kinds=[], reference="Silent")
    for person in (ada, mallory):
        open_lesson(learner=person, lesson=lesson("lesson-1-1-1"))
        finish(learner=person, lesson=lesson("lesson-1-1-1"))
    assert open_client_page(link=link, now=timezone.now()).modules
    page = open_client_page(link=silent, now=timezone.now())
    assert (page.modules, page.last_visit_on) == (None, None)


def looks_over(link) -> list[tuple[str, list[str]]]:
    return list(Look.objects.filter(link=link, what=Look.What.SUGGEST).values_list("what", "kinds"))


def test_what_can_be_suggested_again_says_what_was_answered_and_is_a_look(link, as_carl, ada):
    """The page says by a free box, and a refusal or a success by itself, what the client said the first time."""
    url = reverse("clinic:assign", args=[link.key])
    as_carl.get(url)
    assert looks_over(link) == [], "nothing was suggested yet, so nothing of theirs is on it"
    row = suggest(link)
    assert looks_over(link) == []
    as_carl.get(url)
    assert looks_over(link) == [("suggest", [])]
    decline_assignment(assignment=row)
    with pytest.raises(RuleBroken, match="not for now"):
        suggest(link)
    assert len(looks_over(link)) == 2, "refused and undone, and the look stays"
    assign(link=link, target="lesson", target_key="lesson-1-2-2")
    assert len(looks_over(link)) == 2, "something else rests on no answer"
    pause_link(link=link)
    as_carl.get(url)
    with pytest.raises(RuleBroken, match="Paused"):
        suggest(link)
    assert len(looks_over(link)) == 2, "while paused nothing is read"


def test_what_a_plan_leaves_out_says_what_was_answered_and_is_a_look(link, carl, mallory):
    other = connect(carl, mallory)
    suggest(link)
    placed = place_works(links=[link, other], works=[Wanted("module", FIRST)], confirms_plan=True)
    assert placed.skipped == 1
    assert len(looks_over(link)) == 1
    assert looks_over(other) == []


def test_taking_back_what_was_declined_tells_nothing_without_a_look(link, as_carl):
    row = suggest(link)
    decline_assignment(assignment=row)
    url = reverse("clinic:withdraw_assignment", args=[link.key, row.key])
    assert as_carl.post(url).status_code == 302
    row.refresh_from_db()
    assert row.state == "declined"
