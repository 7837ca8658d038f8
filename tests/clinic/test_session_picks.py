"""For our session: three things in an order, cleared by either, kept for the client, and nothing that is not agreed."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.models import Pick, SessionMark
from clinic.services import (
    change_sharing,
    connection_of,
    end_link,
    last_session,
    mark_entry,
    mark_session,
    move_pick_up,
    pause_link,
    pick_again,
    pick_entry,
    pick_lesson,
    pick_result,
    pick_words,
    picks_of,
    remove_pick,
    take_back_mark,
)
from common.errors import RuleBroken
from quizzes.services import delete_sitting
from tests.clinic.conftest import EVERYTHING, connect, page_of, result_of

pytestmark = pytest.mark.usefixtures("library")
LESSON = "lesson-1-1-1"


@pytest.fixture
def shared(carl, ada):
    return connect(carl, ada, kinds=EVERYTHING)


def titles(link, reader) -> list[str]:
    return [pick.title for pick in picks_of(link=link, reader=reader)]


def test_a_line_is_sealed_and_read_by_both(link, ada, carl):
    pick_words(link=link, words="  The evening   on Tuesday ")
    raw = Pick.objects.values_list("words", flat=True).get()
    assert "Tuesday" not in str(raw)
    assert titles(link, ada) == titles(link, carl) == ["The evening on Tuesday"]


@pytest.mark.parametrize("words", ["", "   ", "x" * 201])
def test_a_line_is_short_and_not_empty(link, words):
    with pytest.raises(RuleBroken, match="200"):
        pick_words(link=link, words=words)


def test_three_things_in_an_order_and_no_fourth(link, ada):
    for words in ("one", "two", "three"):
        pick_words(link=link, words=words)
    with pytest.raises(RuleBroken, match="three things"):
        pick_words(link=link, words="four")
    move_pick_up(pick=Pick.objects.get(place=3))
    assert titles(link, ada) == ["one", "three", "two"]
    move_pick_up(pick=Pick.objects.get(place=1))
    assert titles(link, ada) == ["one", "three", "two"]
    remove_pick(pick=Pick.objects.get(place=1))
    assert titles(link, ada) == ["three", "two"]
    assert sorted(Pick.objects.values_list("place", flat=True)) == [1, 2]
    pick_words(link=link, words="four")
    assert titles(link, ada) == ["three", "two", "four"]


def test_each_clinician_has_a_box_of_their_own(link, clara, ada, carl):
    other = connect(clara, ada, kinds=[])
    pick_words(link=link, words="for carl")
    pick_words(link=other, words="for clara")
    assert titles(link, carl) == ["for carl"]
    assert titles(other, clara) == ["for clara"]
    assert titles(link, clara) == []


def test_the_same_thing_is_picked_once(link):
    assert pick_lesson(link=link, lesson_key=LESSON) == pick_lesson(link=link, lesson_key=LESSON)
    with pytest.raises(RuleBroken, match="library"):
        pick_lesson(link=link, lesson_key="no-such-lesson")


def test_a_result_only_while_results_are_agreed(carl, ada, link):
    result = result_of(ada)
    with pytest.raises(RuleBroken, match="First say yes to results"):
        pick_result(link=link, result=result)
    change_sharing(link=link, kinds=["scores"])
    pick_result(link=link, result=result)
    assert len(titles(link, carl)) == 1
    change_sharing(link=link, kinds=[])
    assert titles(link, carl) == []
    (mine,) = picks_of(link=link, reader=ada)
    assert (mine.is_there, mine.title) == (False, "No longer there")


def test_a_deleted_result_and_somebody_else_s_result_are_not_brought(shared, carl, ada, mallory):
    result = result_of(ada)
    pick_result(link=shared, result=result)
    delete_sitting(sitting=result.sitting)
    assert titles(shared, carl) == []
    with pytest.raises(RuleBroken):
        pick_result(link=shared, result=result_of(mallory))


def test_a_page_only_while_it_is_marked_for_this_clinician(shared, clara, carl, ada):
    other = connect(clara, ada, kinds=["entries"])
    (mark,) = mark_entry(entry=page_of(ada), links=[other])
    with pytest.raises(RuleBroken, match="First mark this page"):
        pick_entry(link=shared, mark=mark)
    (own,) = mark_entry(entry=page_of(ada), links=[shared])
    pick_entry(link=shared, mark=own)
    assert titles(shared, carl) == ["A quiet title"]
    take_back_mark(mark=own)
    assert titles(shared, carl) == titles(shared, ada) == []


def test_a_pause_hides_what_was_picked_and_an_end_closes_it(link, carl, ada):
    pick_words(link=link, words="a line")
    pause_link(link=link)
    assert titles(link, carl) == []
    assert titles(link, ada) == ["a line"]
    end_link(link=link, by=ada)
    with pytest.raises(RuleBroken):
        pick_words(link=link, words="late")


@pytest.mark.parametrize("who", ["ada", "carl"])
def test_either_may_say_that_they_met_and_the_box_is_empty(link, ada, carl, who, request):
    pick_words(link=link, words="a line")
    mark_session(link=link, by=request.getfixturevalue(who))
    assert titles(link, carl) == titles(link, ada) == []
    mark = SessionMark.objects.get()
    assert mark.is_by_client is (who == "ada")
    assert last_session(link=link) == mark.marked_at
    (past,) = connection_of(link=link, now=timezone.now()).past
    assert [pick.title for pick in past.picks] == ["a line"]


def test_the_other_side_s_press_on_the_same_evening_clears_nothing_new(link, ada, carl):
    with time_machine.travel("2026-11-21 12:00", tick=False):
        mark_session(link=link, by=ada)
        pick_words(link=link, words="for the next one")
    with time_machine.travel("2026-11-21 19:00", tick=False):
        mark_session(link=link, by=carl)
    assert titles(link, carl) == ["for the next one"]
    with time_machine.travel("2026-11-28 12:00", tick=False):
        mark_session(link=link, by=carl)
    assert titles(link, carl) == []
    assert SessionMark.objects.count() == 2


def test_nobody_else_marks_a_session(link, mallory):
    with pytest.raises(RuleBroken):
        mark_session(link=link, by=mallory)


def test_something_of_an_earlier_session_is_picked_again_while_it_is_there(shared, ada):
    result = result_of(ada)
    (mark,) = mark_entry(entry=page_of(ada), links=[shared])
    picks = [
        pick_words(link=shared, words="a line"),
        pick_result(link=shared, result=result),
        pick_entry(link=shared, mark=mark),
    ]
    mark_session(link=shared, by=ada)
    for each in picks:
        each.refresh_from_db()
        pick_again(pick=each)
    assert len(titles(shared, ada)) == 3
    delete_sitting(sitting=result.sitting)
    with pytest.raises(RuleBroken):
        pick_again(pick=picks[1])


def test_what_was_picked_before_is_for_the_client_alone(link, carl, as_carl):
    pick_words(link=link, words="canary of an earlier week")
    mark_session(link=link, by=carl)
    assert not Pick.objects.visible_to(carl).exists()
    page = as_carl.get(reverse("clinic:client", args=[link.key]))
    assert b"canary of an earlier week" not in page.content


# The forms -----------------------------------------------------------------------------------------------------


def test_keys_of_other_people_find_nothing(shared, carl, mallory, as_ada):
    hers = connect(carl, mallory, kinds=EVERYTHING, reference="Hers")
    (her_mark,) = mark_entry(entry=page_of(mallory), links=[hers])
    her_pick = pick_words(link=hers, words="her line")
    pick_url = reverse("clinic:pick", args=[shared.key])
    for posted in (
        {"mark": her_mark.key},
        {"result": result_of(mallory).key},
        {"mark": uuid4()},
        {"result": "not-a-key"},
        {"lesson": "../etc"},
    ):
        assert as_ada.post(pick_url, posted).status_code == 404, posted
    for name in ("remove_pick", "move_pick_up", "pick_again"):
        assert as_ada.post(reverse(f"clinic:{name}", args=[her_pick.key])).status_code == 404
    assert not Pick.objects.filter(link=shared).exists()


def test_every_kind_is_picked_from_the_page(shared, ada, carl, as_ada):
    result = result_of(ada)
    (mark,) = mark_entry(entry=page_of(ada), links=[shared])
    url = reverse("clinic:pick", args=[shared.key])
    for posted in ({"words": "a line"}, {"result": result.key}, {"mark": mark.key}):
        as_ada.post(url, posted)
    assert [pick.kind for pick in picks_of(link=shared, reader=carl)] == ["words", "result", "entry"]
    refused = as_ada.post(url, {"lesson": LESSON}, follow=True).content.decode()
    assert "You have picked three things" in refused


def test_a_result_is_brought_by_a_link_on_its_page(shared, ada, clara, as_ada):
    connect(clara, ada, kinds=["progress"])
    result = result_of(ada)
    url = reverse("clinic:bring_result", args=[result.key])
    assert url in as_ada.get(reverse("quizzes:result", args=[result.key])).content.decode()
    page = as_ada.get(url).content.decode()
    assert page.count('name="result"') == 1
    assert "You have not said yes to results for them." in page


def queries_of(browser, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_the_page_takes_the_same_queries_for_one_mark_pick_and_session_and_for_many(
    shared, ada, carl, as_ada
):
    url = reverse("clinic:connection", args=[shared.key])
    day, counted = timezone.now() - timedelta(days=300), []
    for number in range(4):
        with time_machine.travel(day + timedelta(days=number)):
            (mark,) = mark_entry(entry=page_of(ada), links=[shared])
            pick_entry(link=shared, mark=mark)
            pick_result(link=shared, result=result_of(ada))
        counted.append(queries_of(as_ada, url))
        with time_machine.travel(day + timedelta(days=number, hours=1)):
            mark_session(link=shared, by=carl)
    assert counted[1] == counted[-1]
