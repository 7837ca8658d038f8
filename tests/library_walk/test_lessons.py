"""Every lesson of the library, walked as a learner walks it with nothing but forms and links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

import pytest
from django.test import Client

from courses.models import Course, Lesson
from courses.rules.contents import lessons_in
from journal.models import Entry, Exercise
from library.grammar import LibraryTree
from library.grammar.trees import ExerciseTree, LessonTree, OptionTree, QuestionTree
from quizzes.models import Quiz
from tests.library_walk.hands import Sent, fill
from tests.library_walk.page import Form, Page, words_of
from tests.library_walk.shelf import LESSONS

pytestmark = pytest.mark.parametrize("name", LESSONS)
Read = Callable[[str], Page]


# Checks -----------------------------------------------------------------------------------------------------------


def test_every_option_of_a_check_answers_back(lesson: LessonTree, home: str, as_ada: Client, read: Read):
    """All wrong ones in turn, and then the right ones."""
    page = read(home)
    for check in lesson.checks:
        action = f"/q/k/{Quiz.objects.get(key=check.id).number}/"
        for attempt in attempts(check.questions):
            sheet, answers = page.form(action), {f"q-{name}": ids(chosen) for name, chosen in attempt.items()}
            answer = as_ada.post(sheet.action, sheet.pressed(answers), follow=True)
            assert answer.redirect_chain[-1][0].partition("#")[0] == home
            page = Page(answer.content.decode())
            assert [
                one.id for chosen in attempt.values() for one in chosen if said(one) not in page.words
            ] == []
    assert "Not quite." not in page.words


def attempts(questions: tuple[QuestionTree, ...]) -> Iterator[dict[str, list[OptionTree]]]:
    """Ways to fill in a sheet so that every option is chosen at least once, the right ones last."""
    wrong = [[one for one in question.options if not one.is_right] for question in questions]
    right = [[one for one in question.options if one.is_right] for question in questions]
    for turn in zip_longest(*wrong):
        chosen = [one or options[0] for one, options in zip(turn, wrong, strict=True)]
        yield {question.id: [one] for question, one in zip(questions, chosen, strict=True)}
    yield {question.id: options for question, options in zip(questions, right, strict=True)}


def ids(options: list[OptionTree]) -> list[str]:
    return [option.id for option in options]


def said(option: OptionTree) -> str:
    return words_of(option.feedback_html)


# Exercises --------------------------------------------------------------------------------------------------------


def test_every_field_takes_an_answer_and_the_notebook_has_it(
    lesson: LessonTree, home: str, as_ada: Client, read: Read
):
    for exercise in lesson.exercises:
        name = f"x{Exercise.objects.get(key=exercise.id).number}"
        sheet = settled(exercise, read(home), name, as_ada, read)
        filled = {field.key: fill(sheet, field.key) for field in exercise.fields}
        assert [key for key, sent in filled.items() if not sent] == []
        sent = {control: values for field in filled.values() for control, values in field.items()}
        answer = as_ada.post(sheet.action, sheet.pressed(sent, do="keep"), follow=True)
        assert (answer.status_code, answer.redirect_chain[-1][0].partition("#")[0]) == (200, home)
        assert "Kept in your notebook." in Page(answer.content.decode()).words
        on_paper(exercise, filled, read(f"{home}?print=notes"))
        is_found_in_the_notebook(exercise, filled, home, read)


def on_paper(exercise: ExerciseTree, filled: dict[str, Sent], page: Page) -> None:
    """Printed with its notes, the page says what was written; a log's next entry is still empty."""
    assert page.faults == []
    if exercise.mode == "page":
        told = [words for field in exercise.fields for words in written(filled[field.key], field.choices)]
        assert [words for words in told if words not in page.words] == []


def settled(exercise: ExerciseTree, page: Page, name: str, client: Client, read: Read) -> Form:
    """The sheet of an exercise; where it settles first, by way of the body check, which keeps nothing."""
    if exercise.settle:
        first = page.form(f"/notebook/f/{name}/settle/")
        answer = client.post(first.action, first.pressed({"body": ["3"]}))
        assert answer.status_code == 302
        assert answer["Location"].partition("#")[2] in page.ids
        page = read(answer["Location"])
    (sheet,) = [
        form for form in page.forms if form.action.startswith(f"/notebook/f/{name}/") and form.of("seen")
    ]
    return sheet


def is_found_in_the_notebook(exercise: ExerciseTree, filled: dict[str, Sent], home: str, read: Read) -> None:
    entry = Entry.objects.get(exercise__key=exercise.id)
    name = f"x{Exercise.objects.get(key=exercise.id).number}"
    assert sorted(entry.filled) == sorted(field.key for field in exercise.fields)
    address = f"/notebook/e/{entry.key}/"
    assert address in read("/notebook/").links
    page = read(address)
    assert page.faults == []
    for field in exercise.fields:
        assert field.label in page.words
        assert [words for words in written(filled[field.key], field.choices) if words not in page.words] == []
    # A living page is taken up where it was left; a log has an empty page for the next time.
    keep = f"/notebook/f/{name}/{entry.key}/"
    assert (keep in [form.action for form in read(home).forms]) is (exercise.mode == "page")


def written(sent: Sent, things: tuple[str, ...]) -> Iterator[str]:
    """What of an answer a reader of the entry must find; a day and a place in a sort are told in other words."""
    for value in (value for values in sent.values() for value in values):
        index, colon, _side = value.partition(":")
        if colon and index.isdigit():
            yield things[int(index)]
        elif not value.startswith("2026-"):
            yield value


# The way on -------------------------------------------------------------------------------------------------------


def test_finishing_leads_on(
    lesson: LessonTree, home: str, published: LibraryTree, as_ada: Client, read: Read
):
    page = read(home)
    finish = page.form(f"{home}finish/")
    after = following(published, lesson)
    answer = as_ada.post(finish.action, finish.pressed({}), follow=True)
    came = Page(answer.content.decode())
    assert answer.status_code == 200
    assert came.h1 == after.title
    assert "Finished. You can come back to this at any time." in came.words
    assert after.get_absolute_url() in page.links
    assert "You finished this on" in read(home).words


def following(tree: LibraryTree, lesson: LessonTree) -> Lesson | Course:
    """The next lesson of the course, else the course."""
    (course,) = [course for course, _module, one in lessons_in(tree) if one is lesson]
    order = [one.id for other, _module, one in lessons_in(tree) if other is course]
    rest = order[order.index(lesson.id) + 1 :]
    if rest:
        return Lesson.objects.select_related("module__course").get(key=rest[0])
    return Course.objects.get(key=course.id)


# The page ---------------------------------------------------------------------------------------------------------


def test_page_holds_together(lesson: LessonTree, home: str, read: Read, leads_somewhere):
    page = read(home)
    assert page.h1 == lesson.title
    assert page.faults == []
    assert [heading.id for heading in lesson.outline if heading.id not in page.ids] == []
    assert [term for term in lesson.terms if f"term-{term}" not in page.ids] == []
    for exercise in lesson.exercises:
        assert exercise.title in page.words
        assert [field.key for field in exercise.fields if field.label not in page.words] == []
    for scale in lesson.questionnaires:
        assert f"/q/{Quiz.objects.get(key=scale).number}/" in page.links
    assert leads_somewhere(page) == []


def test_without_an_account_only_a_sample_can_be_read(
    lesson: LessonTree, home: str, published, client: Client
):
    answer = client.get(home)
    if not Lesson.objects.select_related("module").get(key=lesson.id).is_sample:
        assert answer["Location"] == f"/account/login/?next={home}"
        return
    page = Page(answer.content.decode())
    assert page.h1 == lesson.title
    assert page.faults == []
    for exercise in lesson.exercises:
        assert all(field.label in page.words for field in exercise.fields)
    for check in lesson.checks:
        sheet = page.form(f"/q/k/{Quiz.objects.get(key=check.id).number}/look/")
        *_, right = attempts(check.questions)
        answers = {f"q-{question}": ids(chosen) for question, chosen in right.items()}
        told = Page(client.get(sheet.action, sheet.pressed(answers)).content.decode()).words
        assert all(said(one) in told for chosen in right.values() for one in chosen)
