"""Two tabs at the same moment, on a database that lets them."""

import threading

import pytest
from django.db import connection, connections

from common.autosave import Stale
from quizzes.models import Answer, Result, Sitting
from quizzes.services import carry_on, hand_in_check, save_answer, save_page, start_sitting, submit
from tests.quizzes.builders import check, published, scale

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="the PostgreSQL half of `make test` runs these"
    ),
]


def at_once(*jobs) -> list:
    """Run the jobs in threads that wait for each other; what they gave back, or what they raised."""
    gate, told = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(at: int) -> None:
        try:
            gate.wait(timeout=10)
            told[at] = jobs[at]()
        except Exception as error:  # noqa: BLE001 the test looks at it
            told[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return told


def fresh(sitting: Sitting) -> Sitting:
    return Sitting.objects.with_questions().get(pk=sitting.pk)


def test_two_tabs_that_hand_in_together_get_one_result(ada):
    sitting = start_sitting(learner=ada, quiz=published(scale()))
    save_page(sitting=sitting, values={f"w{n}": ["4"] for n in range(1, 10)})
    told = at_once(*[lambda: submit(sitting=fresh(sitting)) for _ in range(4)])
    assert Result.objects.count() == 1
    assert told == [Result.objects.get()] * 4


def test_two_tabs_that_begin_together_share_one_sheet(ada):
    quiz = published(scale())
    told = at_once(*[lambda: start_sitting(learner=ada, quiz=quiz) for _ in range(4)])
    assert told == [Sitting.objects.get()] * 4


def test_two_first_answers_at_once_are_both_kept(ada):
    sitting = start_sitting(learner=ada, quiz=published(scale()))
    told = at_once(
        *[lambda v=v: save_answer(sitting=fresh(sitting), question="w1", value=v, seen=0) for v in ("3", "5")]
    )
    answer = Answer.objects.get()
    assert sum(isinstance(one, Stale) for one in told) == 1
    assert {answer.value, *answer.other} == {3, 5}


def test_two_later_answers_at_once_are_both_kept(ada):
    sitting = start_sitting(learner=ada, quiz=published(scale()))
    save_answer(sitting=sitting, question="w1", value="1", seen=0)
    told = at_once(
        *[lambda v=v: save_answer(sitting=fresh(sitting), question="w1", value=v, seen=1) for v in ("3", "5")]
    )
    answer = Answer.objects.get()
    assert sum(isinstance(one, Stale) for one in told) == 1
    assert {answer.value, *answer.other} == {3, 5}
    assert answer.sequence == 2


def test_a_check_handed_in_twice_at_once_is_one_attempt(ada):
    quiz = published(check())
    chosen = {"q1": ["b"], "q2": ["a"]}
    told = at_once(
        *[lambda: hand_in_check(learner=ada, quiz=quiz, chosen=chosen, after="") for _ in range(3)]
    )
    assert told == [()] * 3
    assert Sitting.objects.submitted().count() == Sitting.objects.count() == 1


def test_going_on_with_answers_pressed_twice_begins_one_sheet(ada):
    done = start_sitting(learner=ada, quiz=published(scale()))
    save_page(sitting=done, values={"w1": ["3"]})
    submit(sitting=done)
    first, second = at_once(lambda: carry_on(sitting=done), lambda: carry_on(sitting=done))
    assert first == second
    assert Sitting.objects.count() == 2
