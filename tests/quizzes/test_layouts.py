"""Six statements to a page or one: a setting of the sheet, the same answers, safe in several tabs and over days."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Answer, Quiz, Result, Sitting
from quizzes.services import agree, start_sitting
from tests.people import signed_in
from tests.quizzes.builders import published, scale
from tests.quizzes.test_scale_pages import AGREED, DISTANCE, WORRY, every, taken, text

pytestmark = pytest.mark.django_db
ORDER = [name for pair in zip(WORRY, DISTANCE, strict=True) for name in pair]


@pytest.fixture
def quiz():
    return published(scale())


@pytest.fixture
def sheet(ada, quiz) -> Sitting:
    agree(learner=ada, version="1", text="Keep them.")
    return start_sitting(learner=ada, quiz=quiz)


def begin(client: Client, quiz, **chosen: str):
    return client.post(f"/q/{quiz.number}/begin/", {"about": "general", **AGREED, **chosen}, follow=True)


def test_one_at_a_time_can_be_chosen_before_the_questions_and_is_offered_again_the_next_time(as_ada, quiz):
    answer = begin(as_ada, quiz, layout="one")
    sheet = Sitting.objects.get()
    assert answer.redirect_chain[-1][0] == f"/q/s/{sheet.key}/one/1/"
    page = text(answer)
    assert page.count("<fieldset") == 1
    assert "Statement 1 of 18." in page
    assert "<title>Questions, page 1 of 18" in page
    chosen = re.search(r'<input[^>]*value="one"[^>]*>', text(as_ada.get(f"/q/{quiz.number}/")))
    assert chosen is not None
    assert "checked" in chosen[0]


def test_the_choice_goes_along_past_the_safety_question(as_ada, quiz):
    asked = text(as_ada.post(f"/q/{quiz.number}/begin/", {"about": "friend", "layout": "one", **AGREED}))
    assert re.search(r'name="layout" value="one"', asked)
    said = {"about": "friend", "careful": "no", "agree": "True", "layout": "one"}
    as_ada.post(f"/q/{quiz.number}/begin/one/", said)
    assert Sitting.objects.get().is_one_a_page


def test_a_made_up_layout_is_refused(as_ada, quiz):
    answer = as_ada.post(f"/q/{quiz.number}/begin/", {"about": "general", "layout": "seven", **AGREED})
    assert answer.status_code == 422


def test_eighteen_pages_lead_to_the_look_over_and_back(as_ada, sheet):
    for number, item in enumerate(ORDER, start=1):
        answer = as_ada.post(f"/q/s/{sheet.key}/one/{number}/", {item: "4", "go": "next"})
    assert answer["Location"] == f"/q/s/{sheet.key}/review/"
    assert Answer.objects.count() == 18
    back = as_ada.post(f"/q/s/{sheet.key}/one/5/", {"go": "back"})
    assert back["Location"] == f"/q/s/{sheet.key}/one/4/"
    assert as_ada.get(f"/q/s/{sheet.key}/one/19/").status_code == 404


def test_switching_keeps_what_was_answered_and_stays_at_the_place(as_ada, sheet):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "4", "go": "next"})
    to_one = as_ada.post(f"/q/s/{sheet.key}/2/", {"w4": "2", "d4": "skip", "go": "one"})
    assert to_one["Location"] == f"/q/s/{sheet.key}/one/9/"  # the first still open of that page
    to_six = as_ada.post(f"/q/s/{sheet.key}/one/9/", {"w5": "3", "go": "six"})
    assert to_six["Location"] == f"/q/s/{sheet.key}/2/"
    assert {a.question: a.value for a in Answer.objects.all()} == {"w1": 4, "w4": 2, "d4": "skip", "w5": 3}


def test_the_look_over_leads_to_pages_of_the_chosen_kind(as_ada, sheet):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"go": "one"})
    page = text(as_ada.get(f"/q/s/{sheet.key}/review/"))
    assert f"/q/s/{sheet.key}/one/17/#question-w9" in page
    assert f"/q/s/{sheet.key}/3/#question-w9" not in page


def test_a_tab_of_either_kind_keeps_what_it_shows_whatever_the_other_chose(as_ada, sheet):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"go": "one"})
    as_ada.post(f"/q/s/{sheet.key}/2/", {"w4": "5", "d4": "5", "w5": "5", "go": "next"})
    as_ada.post(f"/q/s/{sheet.key}/one/1/", {"w1": "6", "go": "next"})
    assert {a.question: a.value for a in Answer.objects.all()} == {"w4": 5, "d4": 5, "w5": 5, "w1": 6}


def test_two_tabs_on_one_statement_keep_both_answers(as_ada, sheet):
    seen = {"seen": "w1:0"}
    as_ada.post(f"/q/s/{sheet.key}/one/1/", {"w1": "2", "go": "next", **seen})
    as_ada.post(f"/q/s/{sheet.key}/one/1/", {"w1": "6", "go": "next", **seen})
    answer = Answer.objects.get()
    assert (answer.value, answer.other) == (6, [2])
    stale = as_ada.post(f"/q/s/{sheet.key}/save/", {"question": "w1", "value": "3", "sequence": "1"})
    assert stale.status_code == 409
    assert Answer.objects.get().other == [2, 3]


def test_a_tab_left_open_while_the_other_hands_in_leads_to_the_result_and_changes_nothing(as_ada, sheet):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "2", "go": "next"})
    as_ada.post(f"/q/s/{sheet.key}/submit/")
    late = as_ada.post(f"/q/s/{sheet.key}/one/1/", {"w1": "7", "go": "next"})
    assert late["Location"] == f"/q/r/{Result.objects.get().key}/"
    assert Answer.objects.get().value == 2


@pytest.mark.parametrize("layout", ["six", "one"])
def test_a_sheet_waits_for_weeks_and_opens_where_it_was_left(ada, quiz, layout, time_machine):
    time_machine.move_to("2026-03-02 20:10 +0000", tick=False)
    first = signed_in(ada)
    begin(first, quiz, layout=layout)
    sheet = Sitting.objects.get()
    first.post(f"/q/s/{sheet.key}/1/", dict.fromkeys(ORDER[:6], "5") | {"go": "stop"})
    first.post(f"/q/s/{sheet.key}/one/7/", {ORDER[6]: "skip", "go": "stop"})
    time_machine.move_to("2026-05-20 07:45 +0000", tick=False)
    assert first.get("/q/").status_code == 302  # that session is over by now
    later = signed_in(ada)
    assert "Monday 2 March" in text(later.get("/q/"))
    opened = later.get(f"/q/s/{sheet.key}/", follow=True)
    where = f"/q/s/{sheet.key}/2/" if layout == "six" else f"/q/s/{sheet.key}/one/8/"
    assert opened.redirect_chain[-1][0] == where
    for name in ORDER[7:]:
        later.post(f"/q/s/{sheet.key}/one/{ORDER.index(name) + 1}/", {name: "3"})
    done = later.post(f"/q/s/{sheet.key}/submit/", follow=True)
    assert "Answered on 20 May 2026" in text(done)
    assert "You answered 17 of 18 statements" in text(done)


def test_words_published_meanwhile_do_not_touch_a_sheet_that_was_begun(as_ada, ada, sheet):
    published(scale(version=2, instructions="Think of last week."))
    assert "Think of the last few months." in text(as_ada.get(f"/q/s/{sheet.key}/one/1/"))
    result = taken(ada, sheet.quiz, every(4))
    assert result.sitting_id == sheet.pk
    assert result.sitting.version_id == sheet.version_id


def test_a_sheet_that_fits_one_page_offers_no_layouts(as_ada, ada):
    small = scale(
        key="small",
        items=scale().items[:4],
        subscales=tuple(part.model_copy(update={"items": part.items[:2]}) for part in scale().subscales),
        reverse=(),
    )
    quiz = published(small)
    assert 'name="layout"' not in text(as_ada.get(f"/q/{quiz.number}/"))
    begin(as_ada, quiz)
    page = text(as_ada.get(f"/q/s/{Sitting.objects.get().key}/1/"))
    assert "4 statements." in page
    assert 'value="one"' not in page


def test_what_was_begun_can_be_deleted_after_one_question(as_ada, ada, sheet):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "3"})
    assert f"/q/s/{sheet.key}/delete/" in text(as_ada.get(f"/q/s/{sheet.key}/1/"))
    assert "Delete these answers?" in text(as_ada.get(f"/q/s/{sheet.key}/delete/"))
    assert Sitting.objects.exists()
    assert as_ada.post(f"/q/s/{sheet.key}/delete/")["Location"] == "/q/"
    assert not Sitting.objects.exists()
    assert not Answer.objects.exists()


def test_what_was_handed_in_is_not_deleted_as_begun(as_ada, ada, quiz):
    result = taken(ada, quiz, every(4))
    answer = as_ada.post(f"/q/s/{result.sitting.key}/delete/")
    assert answer["Location"] == f"/q/r/{result.key}/"
    assert Result.objects.exists()


@pytest.mark.parametrize("address", ["1/", "one/1/", "review/", ""])
def test_a_page_costs_the_same_with_no_answer_and_with_all(
    as_ada, sheet, address, django_assert_max_num_queries
):
    as_ada.get(f"/q/s/{sheet.key}/{address}")
    with django_assert_max_num_queries(5):
        as_ada.get(f"/q/s/{sheet.key}/{address}")
    for number, item in enumerate(ORDER, start=1):
        as_ada.post(f"/q/s/{sheet.key}/one/{number}/", {item: "4"})
    with django_assert_max_num_queries(5):
        as_ada.get(f"/q/s/{sheet.key}/{address}")


def test_the_start_costs_the_same_with_and_without_results(as_ada, ada, quiz, django_assert_num_queries):
    as_ada.get(f"/q/{quiz.number}/")
    with django_assert_num_queries(7):
        as_ada.get(f"/q/{quiz.number}/")
    for about in ("general", "partner", "friend"):
        taken(ada, quiz, every(4), about=about)
        start_sitting(learner=ada, quiz=quiz, about=about)
    Result.objects.update(scored_at=timezone.now() - timedelta(days=1))
    with django_assert_num_queries(7):
        as_ada.get(f"/q/{quiz.number}/")


@pytest.mark.parametrize("rest", ["", "1/", "one/1/", "review/"])
def test_words_that_may_no_longer_be_shown_are_shown_on_no_sheet_begun_before(as_ada, sheet, quiz, rest):
    as_ada.post(f"/q/s/{sheet.key}/1/", {"w1": "3"})
    Quiz.objects.filter(pk=quiz.pk).update(licence_state=Quiz.Licence.WITHDRAWN)
    page = as_ada.get(f"/q/s/{sheet.key}/{rest}", follow=True)
    assert page.redirect_chain[-1][0] == "/q/"
    assert "may not be shown at the moment" in text(page)
    assert "Statement w" not in text(page)
    assert Answer.objects.get().value == 3
