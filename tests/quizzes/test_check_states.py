"""What a page is told about its checks, and answering them."""

import pytest

from quizzes.models import Answer, Sitting
from quizzes.services import (
    check_state,
    check_states,
    hand_in_check,
    look_at_check,
    save_check_answer,
    start_sitting,
)
from tests.quizzes.builders import check, published, question

pytestmark = pytest.mark.django_db
TWO = check("lesson-check", question("q1"), question("q2", kind="several", right="ab"))
RIGHT = {"q1": ["b"], "q2": ["a", "b"]}


def hand_in(learner, quiz, chosen, after=""):
    return hand_in_check(learner=learner, quiz=quiz, chosen=chosen, after=after)


def test_a_fresh_check_has_no_answers_and_no_feedback(ada):
    published(TWO)
    state = check_states(learner=ada, keys=["lesson-check"])["lesson-check"]
    assert state.n_open == 2
    assert not state.is_submitted
    assert all(q.marked is None and q.sequence == 0 for q in state.questions)


def test_looking_starts_nothing(ada):
    published(TWO)
    check_states(learner=ada, keys=["lesson-check"])
    assert not Sitting.objects.exists()


def test_saved_answers_come_back_by_question_id(ada):
    quiz = published(TWO)
    save_check_answer(learner=ada, quiz=quiz, question="q2", value=["a"], seen=0)
    first, second = check_state(learner=ada, quiz=quiz).questions
    assert [o.is_chosen for o in first.options] == [False, False, False]
    assert [o.is_chosen for o in second.options] == [True, False, False]
    assert (first.sequence, second.sequence) == (0, 1)


def test_a_page_costs_two_queries_however_many_checks_it_has(ada, django_assert_num_queries):
    quizzes = [published(*(check(f"c{n}") for n in range(5)))]
    keys = [f"c{n}" for n in range(5)]
    hand_in(ada, quizzes[0], {"q1": ["a"], "q2": ["a"]})
    with django_assert_num_queries(2):
        assert len(check_states(learner=ada, keys=keys)) == 5
    with django_assert_num_queries(2):
        check_states(learner=ada, keys=keys[:1])
    with django_assert_num_queries(1):
        check_states(learner=None, keys=keys)
    with django_assert_num_queries(0):
        assert check_states(learner=ada, keys=[]) == {}


def test_feedback_is_given_for_each_chosen_option(ada):
    quiz = published(TWO)
    assert hand_in(ada, quiz, {"q1": ["a"], "q2": ["b", "c"]}) == ()
    state = check_state(learner=ada, quiz=quiz)
    one, several = (q.marked for q in state.questions)
    assert (one.fits, several.fits) == (False, False)
    assert [(r.option, r.is_right, r.is_chosen) for r in one.remarks] == [("a", False, True)]
    assert [(r.option, r.is_right, r.is_chosen) for r in several.remarks] == [
        ("a", True, False),
        ("b", True, True),
        ("c", False, True),
    ]


def test_the_right_options_fit(ada):
    quiz = published(TWO)
    hand_in(ada, quiz, RIGHT)
    assert all(q.marked.fits for q in check_state(learner=ada, quiz=quiz).questions)


def test_open_questions_are_named_and_what_was_answered_is_kept(ada):
    quiz = published(TWO)
    assert hand_in(ada, quiz, {"q1": ["b"], "q2": []}) == ("q2",)
    state = check_state(learner=ada, quiz=quiz)
    assert not state.is_submitted
    assert state.n_open == 1


def test_the_same_answers_sent_twice_are_one_attempt(ada):
    quiz = published(TWO)
    hand_in(ada, quiz, RIGHT)
    hand_in(ada, quiz, RIGHT)
    assert Sitting.objects.count() == 1


def test_other_answers_are_another_attempt_and_the_first_stays(ada):
    quiz = published(TWO)
    hand_in(ada, quiz, {"q1": ["a"], "q2": ["a"]})
    attempt = check_state(learner=ada, quiz=quiz).attempt
    hand_in(ada, quiz, RIGHT, after=attempt)
    hand_in(ada, quiz, RIGHT, after=check_state(learner=ada, quiz=quiz).attempt)
    assert Sitting.objects.submitted().count() == 3


def test_trying_again_begins_with_an_empty_sheet(ada):
    quiz = published(TWO)
    hand_in(ada, quiz, RIGHT)
    start_sitting(learner=ada, quiz=quiz)
    state = check_state(learner=ada, quiz=quiz)
    assert (state.n_open, state.is_submitted) == (2, False)


def test_an_open_sitting_keeps_the_words_it_was_started_on(ada):
    quiz = published(TWO)
    save_check_answer(learner=ada, quiz=quiz, question="q1", value=["a"], seen=0)
    published(check("lesson-check", question("q1", text="New words?"), TWO.questions[1]))
    assert (
        check_states(learner=ada, keys=["lesson-check"])["lesson-check"].questions[0].text_html
        == "Question q1?"
    )


def test_nobody_sees_another_persons_answers(ada, mallory):
    quiz = published(TWO)
    hand_in(ada, quiz, RIGHT)
    assert check_state(learner=mallory, quiz=quiz).n_open == 2


def test_somebody_without_an_account_gets_feedback_and_nothing_is_stored():
    quiz = published(TWO)
    state = look_at_check(quiz=quiz, chosen={"q1": ["a"], "q2": ["a", "b"]})
    assert state.is_submitted
    assert state.questions[0].marked.remarks[0].feedback_html == "Feedback on a."
    assert look_at_check(quiz=quiz, chosen={"q1": ["a"]}).n_missing == 1
    assert not Sitting.objects.exists()
    assert not Answer.objects.exists()
