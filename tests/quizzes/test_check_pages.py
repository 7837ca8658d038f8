"""Checks through the browser's eyes: without a script, with its autosave, signed out, and by strangers."""

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from quizzes.models import Answer, Sitting
from quizzes.services import check_state, hand_in_check
from tests.quizzes.builders import check, published, question

pytestmark = pytest.mark.django_db
TWO = check("lesson-check", question("q1"), question("q2", kind="several", right="ab"))
RIGHT = {"q-q1": "b", "q-q2": ["a", "b"]}
LESSON = "/c/1/m1/1/#check-1"


@pytest.fixture
def quiz():
    return published(TWO)


def url(quiz, rest="") -> str:
    return f"/q/k/{quiz.number}/{rest}"


def test_handing_in_leads_back_to_the_lesson(as_ada, ada, quiz):
    answer = as_ada.post(url(quiz), {**RIGHT, "next": LESSON})
    assert (answer.status_code, answer["Location"]) == (302, LESSON)
    assert check_state(learner=ada, quiz=quiz).is_submitted


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "nowhere"],
)
def test_another_site_is_no_way_back(as_ada, quiz, elsewhere):
    answer = as_ada.post(url(quiz), {**RIGHT, "next": elsewhere})
    assert answer["Location"] == url(quiz)


def test_an_open_question_is_pointed_out_on_the_checks_own_page(as_ada, quiz):
    answer = as_ada.post(url(quiz), {"q-q1": "b", "next": LESSON})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One question is still open" in page
    assert "<title>Error: Questions" in page
    assert f'href="{LESSON}"' in page
    assert 'value="b" id="check-q1-b" checked' in page


def test_feedback_has_a_word_for_each_chosen_option_and_no_score(as_ada, quiz):
    as_ada.post(url(quiz), {"q-q1": "a", "q-q2": ["a", "c"]})
    page = as_ada.get(url(quiz)).content.decode()
    for words in ("Not quite.", "Feedback on a.", "Yes, that one.", "This one fits too.", "Check again"):
        assert words in page
    for words in ("Feedback on b.</p></div>\n        \n      </div>", "score:", "correct", "wrong", "%)"):
        assert words not in page


def test_trying_again_begins_empty_and_keeps_the_earlier_attempt(as_ada, ada, quiz):
    as_ada.post(url(quiz), RIGHT)
    answer = as_ada.post(url(quiz, "again/"), {"next": LESSON})
    assert answer["Location"] == LESSON
    assert check_state(learner=ada, quiz=quiz).n_open == 2
    assert Sitting.objects.filter(learner=ada).count() == 2


def test_a_double_click_is_one_attempt(as_ada, quiz):
    as_ada.post(url(quiz), {**RIGHT, "after": ""})
    as_ada.post(url(quiz), {**RIGHT, "after": ""})
    assert Sitting.objects.count() == 1


def test_made_up_answers_are_refused(as_ada, quiz):
    assert as_ada.post(url(quiz), {**RIGHT, "q-q1": "z"}).status_code == 422
    assert not Answer.objects.exists()


def test_autosave_tells_the_number_and_the_time(as_ada, quiz, django_assert_max_num_queries):
    body = {"question": "q1", "value": "a", "sequence": "0"}
    with django_assert_max_num_queries(6):
        first = as_ada.post(url(quiz, "save/"), body)
    assert first.json()["sequence"] == 1
    assert len(first.json()["saved_at"]) == 5
    with django_assert_max_num_queries(6):
        as_ada.post(url(quiz, "save/"), body | {"value": "b", "sequence": "1"})
    with django_assert_max_num_queries(6):
        as_ada.post(url(quiz, "save/"), {"question": "q2", "value": ["a", "b"], "sequence": "0"})
    assert {a.question: a.value for a in Answer.objects.all()} == {"q1": ["b"], "q2": ["a", "b"]}


def test_a_stale_tab_gets_409_and_both_answers_are_kept(as_ada, quiz):
    as_ada.post(url(quiz, "save/"), {"question": "q1", "value": "a", "sequence": "0"})
    answer = as_ada.post(url(quiz, "save/"), {"question": "q1", "value": "b", "sequence": "0"})
    assert answer.status_code == 409
    assert answer.json()["sequence"] == 1
    assert "Both answers are kept" in answer.json()["message"]
    kept = Answer.objects.get()
    assert (kept.value, kept.other) == (["a"], [["b"]])


@pytest.mark.parametrize("body", [{}, {"question": "nope", "value": "a"}, {"question": "q1", "value": "z"}])
def test_an_unreadable_autosave_is_refused_in_words(as_ada, quiz, body):
    answer = as_ada.post(url(quiz, "save/"), body)
    assert answer.status_code == 422
    assert answer.json()["message"] == "This answer does not fit the question. Load the page again."
    assert not Sitting.objects.exists()


def test_a_made_up_sequence_counts_as_nothing_seen(as_ada, quiz):
    body = {"question": "q1", "value": "a", "sequence": "x"}
    assert as_ada.post(url(quiz, "save/"), body).json()["sequence"] == 1
    assert as_ada.post(url(quiz, "save/"), body | {"value": "b"}).status_code == 409


def test_a_reader_without_an_account_gets_feedback_and_nothing_is_stored(quiz):
    answer = Client().get(url(quiz, "look/"), {**RIGHT, "q-q1": "a", "next": LESSON})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Feedback on a." in page
    assert f'href="{LESSON}"' in page
    assert not Sitting.objects.exists()


def test_a_reader_without_an_account_is_told_what_is_open(quiz):
    answer = Client().get(url(quiz, "look/"), {"q-q1": "a"})
    assert answer.status_code == 422
    assert "Feedback on a." not in answer.content.decode()
    assert Client().get(url(quiz, "look/"), {"q-q1": "zzz"}).status_code == 200


@pytest.mark.parametrize("rest", ["", "save/", "again/"])
def test_keeping_anything_needs_an_account(quiz, rest):
    answer = Client().post(url(quiz, rest), RIGHT)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    assert not Sitting.objects.exists()


def test_a_stranger_sees_their_own_empty_check(as_mallory, ada, quiz):
    hand_in_check(learner=ada, quiz=quiz, chosen={"q1": ["a"], "q2": ["a"]}, after="")
    page = as_mallory.get(url(quiz)).content.decode()
    assert "checked" not in page
    assert "Feedback on" not in page


def test_retired_checks_are_gone(as_ada, quiz):
    published(check("another"))
    assert as_ada.get(url(quiz)).status_code == 404


def rendered(state) -> str:
    request = RequestFactory().get("/c/1/m1/1/")
    text = "{% load checks %}{% check_form state next=request.path anchor='check-1' %}"
    return Template(text).render(Context({"state": state, "request": request, "csrf_token": "token"}))


def test_the_form_lent_to_a_lesson_comes_back_to_its_place(ada, quiz):
    html = rendered(check_state(learner=ada, quiz=quiz))
    assert f'action="{url(quiz)}"' in html
    assert f'data-autosave="{url(quiz, "save/")}"' in html
    assert 'name="next" value="/c/1/m1/1/#check-1"' in html
    assert '<section class="block block--check" id="check-1"' in html
    assert 'data-question="q1" data-sequence="0"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert 'type="checkbox" name="q-q2"' in html
    assert "style=" not in html


def test_the_form_lent_to_a_signed_out_reader_posts_nothing(quiz):
    html = rendered(check_state(learner=None, quiz=quiz))
    assert f'method="get" action="{url(quiz, "look/")}"' in html
    assert "csrfmiddlewaretoken" not in html
    assert "data-autosave" not in html
