"""A sitting: fixed questions, answers that are never lost, handed in once."""

import pytest
from django.db import connection

from common.autosave import Stale
from common.errors import RuleBroken
from quizzes.models import Answer, Result, Sitting
from quizzes.services import carry_on, latest_result, save_answer, save_page, start_sitting, submit
from tests.quizzes.builders import check, published, question, scale

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(ada) -> Sitting:
    return start_sitting(learner=ada, quiz=published(scale()))


def fill(sitting: Sitting, *, worry: int | str = 2, distance: int | str = 6) -> Sitting:
    values = {f"w{n}": [str(worry)] for n in range(1, 10)} | {f"d{n}": [str(distance)] for n in range(1, 10)}
    save_page(sitting=sitting, values=values)
    return sitting


def test_starting_twice_gives_the_same_sheet(ada, sheet):
    assert start_sitting(learner=ada, quiz=sheet.quiz) == sheet


def test_each_bond_has_its_own_sheet(ada, sheet):
    assert start_sitting(learner=ada, quiz=sheet.quiz, about="friend") != sheet


def test_the_questions_are_fixed_at_the_start(ada, sheet):
    published(scale(version=2))
    assert start_sitting(learner=ada, quiz=sheet.quiz).version.definition["version"] == 1


def test_retired_questions_cannot_be_started(ada):
    quiz = published(scale())
    published(check())
    quiz.refresh_from_db()
    with pytest.raises(RuleBroken, match="no longer offered"):
        start_sitting(learner=ada, quiz=quiz)


def test_every_save_has_the_next_number(sheet):
    assert save_answer(sitting=sheet, question="w1", value="4", seen=0).sequence == 1
    assert save_answer(sitting=sheet, question="w1", value="skip", seen=1).sequence == 2
    assert sheet.answers.get().value == "skip"


def test_saving_the_same_again_is_no_conflict(sheet):
    save_answer(sitting=sheet, question="w1", value="4", seen=0)
    assert save_answer(sitting=sheet, question="w1", value="4", seen=0).sequence == 1
    assert sheet.answers.get().other is None


def test_a_stale_page_is_told_and_both_answers_are_kept(sheet):
    save_answer(sitting=sheet, question="w1", value="4", seen=0)
    with pytest.raises(Stale) as stale:
        save_answer(sitting=sheet, question="w1", value="5", seen=0)
    assert stale.value.sequence == 1
    answer = sheet.answers.get()
    assert (answer.value, answer.other) == (4, [5])


def test_pressing_a_button_wins_and_what_the_page_had_not_seen_is_kept_beside(sheet):
    save_answer(sitting=sheet, question="w1", value="4", seen=0)
    save_page(sitting=sheet, values={"w1": ["5"]}, seen={"w1": 0})
    answer = sheet.answers.get()
    assert (answer.value, answer.other, answer.sequence) == (5, [4], 2)


def test_a_page_leaves_unanswered_questions_alone(sheet):
    save_page(sitting=sheet, values={"w1": ["5"], "d1": ["skip"]})
    assert {answer.question: answer.value for answer in sheet.answers.all()} == {"w1": 5, "d1": "skip"}


@pytest.mark.parametrize(
    ("name", "value"), [("w1", "8"), ("w1", "0"), ("w1", "04"), ("w1", ""), ("nobody", "3")]
)
def test_what_the_sheet_does_not_take_is_refused_without_repeating_it(sheet, name, value):
    with pytest.raises(RuleBroken) as refusal:
        save_answer(sitting=sheet, question=name, value=value, seen=0)
    assert "nobody" not in str(refusal.value)
    assert not Answer.objects.exists()


def test_a_question_with_one_answer_does_not_take_two(ada):
    quiz = published(check("c", question("q1"), question("q2", kind="several", right="ab")))
    sitting = start_sitting(learner=ada, quiz=quiz)
    with pytest.raises(RuleBroken):
        save_answer(sitting=sitting, question="q1", value=["a", "b"], seen=0)
    save_answer(sitting=sitting, question="q2", value=["b", "a"], seen=0)
    assert sitting.answers.get().value == ["a", "b"]


def test_handing_in_twice_gives_one_result(sheet):
    first = submit(sitting=fill(sheet))
    assert submit(sitting=Sitting.objects.with_questions().get(pk=sheet.pk)) == first
    assert Result.objects.count() == 1


def test_scores_follow_the_key(sheet):
    result = submit(sitting=fill(sheet, worry=2, distance=6))
    assert result.scores["anxiety"]["value"] == pytest.approx((6 * 2 + 3 * 6) / 9)
    assert result.scores["avoidance"]["value"] == pytest.approx((6 * 6 + 3 * 2) / 9)
    assert result.scorer_version == "1"
    assert len(result.text_hash) == 64


def test_too_few_answers_are_not_scored(sheet):
    save_page(
        sitting=sheet, values={f"w{n}": ["4"] for n in range(1, 8)} | {f"d{n}": ["4"] for n in range(1, 9)}
    )
    scores = submit(sitting=sheet).scores
    assert scores["anxiety"] == {"value": None, "n_answered": 7, "n_items": 9, "is_prorated": False}
    assert scores["avoidance"]["is_prorated"]


def test_nothing_can_be_changed_after_handing_in(sheet):
    save_answer(sitting=sheet, question="w1", value="4", seen=0)
    late = Sitting.objects.with_questions().get(pk=sheet.pk)
    submit(sitting=sheet)
    for sitting in (sheet, late):
        with pytest.raises(RuleBroken, match="already handed in"):
            save_answer(sitting=sitting, question="w1", value="5", seen=1)
        with pytest.raises(RuleBroken, match="already handed in"):
            save_page(sitting=sitting, values={"w1": ["5"]})
    assert sheet.answers.get().value == 4


def test_after_handing_in_one_may_start_again(ada, sheet):
    submit(sitting=sheet)
    fresh = start_sitting(learner=ada, quiz=sheet.quiz)
    assert fresh != sheet
    assert not fresh.answers.exists()


def test_too_few_answers_can_be_added_to(ada, sheet):
    save_page(sitting=sheet, values={"w1": ["4"]})
    first = submit(sitting=sheet)
    fresh = carry_on(sitting=sheet)
    submit(sitting=fill(fresh))
    assert latest_result(learner=ada, quiz=sheet.quiz).scores["anxiety"]["value"] is not None
    assert Result.objects.get(pk=first.pk).scores["anxiety"]["value"] is None


def raw_rows(*tables: str) -> list[bytes]:
    """Every stored cell of these tables, as bytes."""
    cells = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            cells += [cell for row in cursor.fetchall() for cell in row]
    return [bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells]


MINE = ("quizzes_sitting", "quizzes_answer", "quizzes_result")


def test_answers_and_scores_are_encrypted_at_rest(sheet):
    submit(sitting=fill(sheet, worry="skip"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM quizzes_answer UNION ALL SELECT scores FROM quizzes_result")
        sealed = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(sealed) == 19
    assert len(set(sealed)) == 19
    assert not any(word in cell for cell in raw_rows(*MINE) for word in (b"skip", b"n_answered", b"anxiety"))


def test_a_later_save_costs_two_queries(sheet, django_assert_num_queries):
    save_answer(sitting=sheet, question="w1", value="4", seen=0)
    sitting = Sitting.objects.with_questions().get(pk=sheet.pk)
    with django_assert_num_queries(2):
        save_answer(sitting=sitting, question="w1", value="5", seen=1)
    with django_assert_num_queries(2):
        save_answer(sitting=sitting, question="w2", value="5", seen=0)
