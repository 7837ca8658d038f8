"""Publishing checks and scales: by id, once, and never at the cost of somebody's answers."""

import pytest
from django.utils import timezone

from common.errors import RuleBroken
from library.grammar.trees import ItemTree, LicenceTree
from quizzes.models import Quiz, QuizVersion
from quizzes.publishing import publish, refusals
from quizzes.services import save_answer, start_sitting
from tests.quizzes.builders import check, published, question, scale

pytestmark = pytest.mark.django_db


def put(*, checks=(), scales=()) -> list[str]:
    return publish(checks=[("Lesson", one) for one in checks], scales=scales, now=timezone.now())


def refused(*, checks=(), scales=()):
    return refusals(checks=[("Lesson", one) for one in checks], scales=scales)


def answered_by(people, tree, name, value):
    quiz = published(tree)
    for person in people:
        save_answer(sitting=start_sitting(learner=person, quiz=quiz), question=name, value=value, seen=0)


def test_publishing_says_what_is_new_and_numbers_scales_first():
    assert put(checks=[check()], scales=[scale()]) == ["“closeness” is new.", "“lesson-check” is new."]
    assert [quiz.number for quiz in Quiz.objects.order_by("number")] == [1, 2]
    assert Quiz.objects.get(number=1).kind == Quiz.Kind.SCALE


def test_unchanged_content_writes_nothing(django_assert_num_queries):
    put(checks=[check()], scales=[scale()])
    with django_assert_num_queries(3) as asked:  # a savepoint, one look, and its release
        assert put(checks=[check()], scales=[scale()]) == []
    assert sum(query["sql"].startswith("SELECT") for query in asked.captured_queries) == 1


def test_new_words_are_a_new_version_and_the_old_one_stays():
    put(checks=[check()])
    old = Quiz.objects.get().current
    assert put(checks=[check("lesson-check", question("q1", text="Other words?"))]) == [
        "“lesson-check” changed."
    ]
    quiz = Quiz.objects.get()
    assert quiz.current != old
    assert QuizVersion.objects.get(pk=old.pk).definition["questions"][0]["text_html"] == "Question q1?"


def test_words_published_before_come_back_as_the_version_they_were():
    put(checks=[check()])
    first = Quiz.objects.get().current
    put(checks=[check("lesson-check", question("q9"))])
    put(checks=[check()])
    assert Quiz.objects.get().current == first
    assert QuizVersion.objects.count() == 2


def test_what_vanishes_is_retired_and_comes_back_with_its_number():
    put(checks=[check()], scales=[scale()])
    assert put(scales=[scale()]) == ["“lesson-check” is retired; answers to it stay."]
    assert put(scales=[scale()]) == []
    assert put(checks=[check()], scales=[scale()]) == ["“lesson-check” is back."]
    assert Quiz.objects.published().get(key="lesson-check").number == 2


def test_a_number_is_never_used_again():
    put(checks=[check("a")])
    put(checks=[check("b")])
    assert Quiz.objects.get(key="b").number == 2


def test_questions_nobody_answered_may_change():
    put(checks=[check()])
    assert refused(checks=[check("lesson-check", question("q7"))]) == []


@pytest.mark.parametrize(
    "changed",
    [
        check("lesson-check", question("q1")),
        check("lesson-check", question("q1"), question("renamed")),
        check("lesson-check", question("q1"), question("q2", options="abcd")),
        check("lesson-check", question("q1"), question("q2", kind="several", right="ab")),
    ],
    ids=["a question gone", "a question renamed", "an option more", "another kind"],
)
def test_questions_with_answers_may_not_change(changed, ada, mallory):
    answered_by([ada, mallory], check(), "q1", ["a"])
    (refusal,) = refused(checks=[changed])
    assert (refusal.key, refusal.people) == ("lesson-check", 2)
    assert "2 people have answered them" in refusal.sentence
    assert "give the check a new id" in refusal.sentence
    with pytest.raises(RuleBroken, match="give the check a new id"):
        put(checks=[changed])
    assert len(Quiz.objects.get().current.definition["questions"]) == 2


def test_words_and_order_of_a_check_with_answers_may_change(ada):
    answered_by([ada], check(), "q1", ["a"])
    assert refused(checks=[check("lesson-check", question("q2"), question("q1", text="Better words?"))]) == []


def test_a_scale_with_answers_needs_a_new_version(ada):
    answered_by([ada], scale(), "w1", "4")
    items = (ItemTree(id="w1", text="Other words."), *scale().items[1:])
    (refusal,) = refused(scales=[scale(items=items)])
    assert refusal.people == 1
    assert "1 person has answered it" in refusal.sentence
    assert "`version: 2`" in refusal.sentence
    assert refused(scales=[scale(version=2, items=items)]) == []


def test_the_title_of_a_scale_with_answers_may_change(ada):
    answered_by([ada], scale(), "w1", "4")
    assert refused(scales=[scale(title="Another title")]) == []


def test_an_id_keeps_its_kind():
    put(checks=[check("closeness")])
    (refusal,) = refused(scales=[scale("closeness")])
    assert "Give it another id" in refusal.sentence


def test_a_scale_without_permission_stays_out():
    locked = LicenceTree(holder="Somebody", state="permission_needed", citation="Theirs.")
    assert put(scales=[scale(licence=locked)]) == []
