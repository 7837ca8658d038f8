"""The live form over HTTP, as a browser without script sends it, and as the page's script does."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Lesson
from journal.models import Entry
from journal.rules.bodies import read_body
from journal.services import own_form
from tests.builders import Folder, lesson_text
from tests.journal.builders import ANSWERS, FIELDS, block, form, publish_exercises, seen, write
from tests.journal.sheets import Sheet, sheet_of

# What hands do on the page of each type, beside what stands there already.
TYPED: dict[str, dict[str, str | list[str]]] = {
    "short": {"f-answer": "harbour"},
    "long": {"f-answer": "The door closed.\r\n\r\nThen it opened."},
    "choice": {"f-answer": "so-so"},
    "choices": {"f-answer": ["walking", "a friend"]},
    "slider": {"f-answer": "7"},
    "feelings": {"f-answer": ["calm"]},
    "table": {"f-answer-0-0": "a cup", "f-answer-0-1": "the sill", "f-answer-1-0": "a chair"},
    "date": {"f-answer": "2026-11-22"},
    "ladder": {"f-answer-0-text": "Say hello", "f-answer-0-rating": "3", "f-answer-2-text": "Stay a while"},
    "sort": {"f-answer-0": "0:0", "f-answer-1": "1:1"},
}


@pytest.fixture(autouse=True)
def exercises(db) -> None:
    publish_exercises()


def home(name: str) -> str:
    return reverse("journal:form", args=[form(name).name])


def sheet(client: Client, name: str, query: str = "") -> Sheet:
    return sheet_of(client.get(home(name) + query).content)


def answer_of(entry: Entry, field: str = "answer"):
    return read_body(entry.body).held(field).value


def only() -> Entry:
    return Entry.objects.get()


@pytest.mark.parametrize("name", FIELDS)
def test_every_type_of_field_is_kept_and_shown_again(as_ada, name: str):
    page = sheet(as_ada, name)
    answer = as_ada.post(page.action, page.pressed() | TYPED[name])
    assert answer.status_code == 302
    assert answer["Location"] == f"{home(name)}#exercise"
    assert answer_of(only()) == ANSWERS[name]
    kept, again = seen(only()), sheet(as_ada, name)
    assert again.action == page.action or only().is_open
    as_ada.post(again.action, again.pressed())
    assert answer_of(only()) == ANSWERS[name], "what the page shows is what it sends"
    assert seen(only()) == kept


@pytest.mark.parametrize("name", FIELDS)
def test_every_type_of_field_can_be_emptied(as_ada, ada, name: str):
    write(ada, form(name), answer=ANSWERS[name])
    page = sheet(as_ada, name)
    blank = {field: [""] for field in page.answers}
    as_ada.post(page.action, page.pressed() | blank)
    assert not Entry.objects.exists(), "an entry without words goes"


@pytest.mark.parametrize("name", FIELDS)
def test_autosave_sends_the_same_as_the_button(as_ada, name: str):
    page = sheet(as_ada, name)
    typed = [value if isinstance(value, list) else [value] for value in (page.answers | TYPED[name]).values()]
    sent = [one for value in typed for one in value]
    if name == "sort":
        sent = [one for one in sent if one]
    saved = as_ada.post(page.autosave, {"question": "answer", "value": sent, "sequence": "0"})
    assert saved.status_code == 200, saved.content
    assert saved.json()["sequence"] == seen(only())["answer"]
    assert answer_of(only()) == ANSWERS[name]


@pytest.mark.parametrize("name", FIELDS)
def test_what_was_written_can_be_read_on_paper_only_when_asked(as_ada, ada, name: str):
    write(ada, form(name), answer=ANSWERS[name])
    plain, notes = (as_ada.get(home(name) + query).content.decode() for query in ("", "?print=notes"))
    assert '<dl class="read">' not in plain
    assert '<dl class="read">' in notes
    assert "private print-private" in notes


def test_a_lesson_holds_the_form_and_takes_the_writer_back_to_it(as_ada):
    address = Lesson.objects.get(key="lesson-short").get_absolute_url()
    page = sheet_of(as_ada.get(address).content)
    assert page.data["next"] == [f"{address}#exercise-1"]
    answer = as_ada.post(page.action, page.pressed(f__answer="a quiet word"), follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{address}#exercise-1"
    assert text.count("Kept in your notebook.") == 2, "on top, and where the eyes are"
    assert 'value="a quiet word"' in text
    for words in ("Skip this exercise", "A lighter version:", "Stop here", "Pause for a moment", "Help now"):
        assert words in text


def test_readers_without_an_account_see_the_fields_and_no_input(folder):
    folder.course("01", "course-1")
    folder.module("01/01", "course-1-module-1")
    folder.lesson(
        "01/01/00-first", lesson_text("lesson-first", pieces=[block("open", "- short: a | One word")])
    )
    folder.publish()
    answer = Client().get(Lesson.objects.get(key="lesson-first").get_absolute_url())
    page = answer.content.decode()
    assert "with a free account write it here, where only you can read it" in page
    assert "One word" in page
    assert "<form" not in page[page.index('id="exercise-1"') : page.index('id="finished"')]
    assert "csrf" not in page
    assert answer.headers["Cache-Control"] == "public, no-cache"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def test_the_exercise_behind_now_or_then_opens_once_there_is_something_in_it(as_ada, ada, folder):
    folder.course("01", "course-1")
    folder.module("01/01", "course-1-module-1")
    text = lesson_text("lesson-fork", fork="now-or-then", pieces=[block("fork", "- short: a | One word")])
    folder.lesson("01/01/00-first", text)
    folder.publish()
    address = Lesson.objects.get(key="lesson-fork").get_absolute_url()
    assert '<details class="expander">' in as_ada.get(address).content.decode()
    write(ada, form("fork"), a="quiet")
    assert '<details class="expander" open>' in as_ada.get(address).content.decode()


def test_whoever_keeps_a_log_behind_now_or_then_is_told_so_where_they_pressed(as_ada, folder):
    folder.course("01", "course-1")
    folder.module("01/01", "course-1-module-1")
    log = block("fork", "- short: a | One word", "mode: log")
    folder.lesson("01/01/00-first", lesson_text("lesson-fork", fork="now-or-then", pieces=[log]))
    folder.publish()
    page = sheet_of(as_ada.get(Lesson.objects.get(key="lesson-fork").get_absolute_url()).content)
    text = as_ada.post(page.action, page.pressed(f__a="quiet"), follow=True).content.decode()
    assert text.index('<details class="expander" open>') < text.rindex("Kept in your notebook.")


def test_errors_come_back_on_a_page_with_everything_typed(as_ada):
    publish_exercises(
        two=block("two", "- slider: n | A number | 0-10\n- long: text | Words\n- ladder: s | Steps")
    )
    page = sheet(as_ada, "two")
    typed = page.pressed() | {
        "f-n": "eleven",
        "f-text": "Kept words",
        "f-s-0-text": "A step",
        "f-s-0-rating": "99",
    }
    answer = as_ada.post(page.action, typed)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "<title>Error: Write" in text
    assert "Everything you wrote is still on this page." in text
    assert '<a href="#exercise-f-n">' in text
    assert '<a href="#exercise-f-s">' in text
    again = sheet_of(answer.content)
    assert again.data["f-n"] == ["eleven"]
    assert again.data["f-text"] == ["Kept words"]
    assert again.data["f-s-0-text"] == ["A step"]
    assert again.data["f-s-0-rating"] == ["99"]
    assert again.data["next"] == page.data["next"]
    assert answer_of(only(), "text") == "Kept words", "the good fields are kept already"


def test_a_question_that_asks_for_an_answer_says_so_only_when_the_entry_is_kept(as_ada):
    page = sheet(as_ada, "asked")
    assert as_ada.post(page.action, page.pressed("save", f__second="Half of it")).status_code == 302
    answer = as_ada.post(page.action, page.pressed(f__second="Half of it"))
    assert answer.status_code == 422
    assert sheet_of(answer.content).data["f-second"] == ["Half of it"]
    assert only().is_open


def test_pressed_twice_is_one_entry(as_ada):
    page = sheet(as_ada, "log")
    for _press in range(2):
        assert as_ada.post(page.action, page.pressed(f__first="Once")).status_code == 302
    assert Entry.objects.count() == 1
    assert not only().is_open


def test_nothing_written_is_nothing_kept_and_no_failure(as_ada):
    page = sheet(as_ada, "log")
    answer = as_ada.post(page.action, page.pressed(), follow=True)
    assert "Nothing was written, so nothing is kept. That is fine too." in answer.content.decode()
    assert not Entry.objects.exists()


def test_the_enter_key_saves_and_leaves_a_draft_open(as_ada):
    page = sheet(as_ada, "log")
    assert page.buttons[0] == "save", "the first button of a form is the one Enter presses"
    as_ada.post(page.action, page.pressed("save", f__first="Begun"))
    assert only().is_open
    text = as_ada.get(home("log")).content.decode()
    assert f"Started on {only().day:%-d %B}." in text
    assert f'href="/notebook/?x={form("log").number}"' in text
    assert "Keep this entry" in text


def test_a_kept_entry_is_changed_without_becoming_a_draft_again(as_ada, ada):
    entry = write(ada, form("log"), first="Once")
    text = as_ada.get(reverse("journal:edit", args=[entry.key])).content
    assert b"Started on" not in text
    assert b"Keep this entry" not in text
    page = sheet_of(text)
    as_ada.post(page.action, page.pressed(f__first="Once more"))
    assert answer_of(only(), "first") == "Once more"
    assert not only().is_open


# Rows ---------------------------------------------------------------------------------------------------------------


def test_a_row_is_added_without_script_and_nothing_typed_is_lost(as_ada):
    page = sheet(as_ada, "table")
    assert sum(name.startswith("f-answer-") for name in page.data) == 4
    typed = page.pressed("add:answer") | {"f-answer-0-0": "a cup", "f-answer-1-1": "a place"}
    answer = as_ada.post(page.action, typed)
    assert answer["Location"] == f"{home('table')}?more=answer%3A1&at={form('table').name}#exercise-f-answer"
    page = sheet_of(as_ada.get(answer["Location"]).content)
    assert [page.data[f"f-answer-{row}-{column}"] for row in range(3) for column in range(2)] == [
        ["a cup"], [""], [""], ["a place"], [""], [""],
    ]  # fmt: skip


def test_a_row_is_removed_without_script(as_ada, ada):
    write(ada, form("table"), answer=[["one", ""], ["two", ""], ["three", ""]])
    page = sheet(as_ada, "table")
    as_ada.post(page.action, page.pressed("remove:answer:1"))
    assert answer_of(only()) == [["one", ""], ["three", ""]]


def test_steps_move_up_and_down_without_script(as_ada, ada):
    write(ada, form("ladder"), answer=[["one", 1], ["two", 2], ["three", None]])
    page = sheet(as_ada, "ladder")
    assert "up:answer:0" not in page.buttons
    assert "down:answer:2" not in page.buttons
    as_ada.post(page.action, page.pressed("down:answer:0"))
    assert answer_of(only()) == [["two", 2], ["one", 1], ["three", None]]
    page = sheet(as_ada, "ladder")
    as_ada.post(page.action, page.pressed("up:answer:2"))
    assert answer_of(only()) == [["two", 2], ["three", None], ["one", 1]]


def test_the_buttons_of_a_step_say_which_step_they_move(as_ada, ada):
    write(ada, form("ladder"), answer=[["Say hello", 1], ["Stay a while", 2]])
    text = as_ada.get(home("ladder")).content.decode()
    assert 'Move up<span class="vh">: Stay a while</span>' in text
    assert 'Remove<span class="vh">: step 3</span>' in text


# Conflicts and other people -----------------------------------------------------------------------------------------


def conflict(client: Client) -> Sheet:
    """Two tabs wrote; the second one had not seen the first."""
    page = sheet(client, "short")
    client.post(page.autosave, {"question": "answer", "value": "first tab", "sequence": "0"})
    stale = client.post(page.autosave, {"question": "answer", "value": "second tab", "sequence": "0"})
    assert stale.status_code == 409
    assert stale.json() == {
        "sequence": seen(only())["answer"],
        "message": "This was also answered in another tab. Both answers are kept.",
    }
    return sheet(client, "short")


def button(page: Sheet, verb: str) -> str:
    return next(value for value in page.buttons if value.startswith(f"{verb}:"))


def test_both_texts_of_a_conflict_are_shown_until_one_is_chosen(as_ada):
    page = conflict(as_ada)
    text = as_ada.get(home("short")).content.decode()
    assert "This was also written on another page:" in text
    assert page.data["f-answer"] == ["first tab"]
    assert "second tab" in text
    as_ada.post(page.action, page.pressed(button(page, "take")))
    page = sheet(as_ada, "short")
    assert page.data["f-answer"] == ["second tab"]
    as_ada.post(page.action, page.pressed(button(page, "drop")))
    assert "also written" not in as_ada.get(home("short")).content.decode()
    assert answer_of(only()) == "second tab"


def test_once_a_conflict_is_settled_writing_on_is_none(as_ada):
    page = conflict(as_ada)
    as_ada.post(page.action, page.pressed(button(page, "drop")))
    page = sheet(as_ada, "short")
    assert page.data["f-answer"] == ["first tab"]
    as_ada.post(page.action, page.pressed(f__answer="something else"))
    assert not [value for value in sheet(as_ada, "short").buttons if value.startswith("take")]


def test_a_button_does_not_lose_what_another_tab_wrote(as_ada):
    page = sheet(as_ada, "short")
    as_ada.post(page.autosave, {"question": "answer", "value": "first tab", "sequence": "0"})
    as_ada.post(page.action, page.pressed(f__answer="second tab"))
    text = as_ada.get(home("short")).content.decode()
    assert 'value="second tab"' in text
    assert "first tab" in text


def test_a_key_of_somebody_else_never_matches(as_ada, as_mallory, ada):
    entry = write(ada, form("short"), answer="only Ada reads this")
    name = form("short").name
    for address, data in (
        (reverse("journal:keep", args=[name, entry.key]), {"f-answer": "taken over", "seen": "answer:1"}),
        (
            reverse("journal:save", args=[name, entry.key]),
            {"question": "answer", "value": "x", "sequence": "1"},
        ),
        (reverse("journal:keep", args=[name, entry.key]), {"do": "take:answer:0", "f-answer": "y"}),
    ):
        answer = as_mallory.post(address, data, follow=True)
        assert b"only Ada" not in answer.content
        assert answer.status_code == 422
    entry.refresh_from_db()
    assert answer_of(entry) == "only Ada reads this"
    assert b"only Ada" not in as_mallory.get(home("short")).content


def test_nobody_signed_in_is_asked_to_sign_in_and_nothing_is_kept():
    name = form("short").name
    for view in ("keep", "save"):
        answer = Client().post(reverse(f"journal:{view}", args=[name, uuid4()]), {"f-answer": "x"})
        assert answer["Location"].startswith("/account/login/")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["x99999", "x0", "short", "X1"])
def test_an_unknown_form_is_not_there(as_ada, name: str):
    assert as_ada.get(reverse("journal:form", args=[name])).status_code == 404


@pytest.mark.parametrize("name", ["writing", "victory", "check-in", "card"])
def test_the_notebooks_own_forms_have_the_same_page(as_ada, name: str):
    page = as_ada.get(reverse("journal:form", args=[name])).content.decode()
    assert own_form(name).tree.title in page
    assert "Skip this exercise" not in page


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "evil"])
def test_the_way_back_leads_nowhere_else(as_ada, wanted: str):
    page = sheet(as_ada, "short")
    answer = as_ada.post(page.action, page.pressed(next=wanted, f__answer="x"))
    assert answer["Location"] == f"{home('short')}#exercise"


@pytest.mark.parametrize(
    "body", [{}, {"question": "nope", "value": "a"}, {"question": "answer", "value": "z"}]
)
def test_an_unreadable_autosave_is_refused_in_words(as_ada, body):
    answer = as_ada.post(sheet(as_ada, "choice").autosave, body)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Entry.objects.exists()


# Words, names, numbers ----------------------------------------------------------------------------------------------


def test_every_control_has_a_label_and_every_hint_a_place(as_ada):
    text = as_ada.get(home("short")).content.decode()
    assert '<label class="field__label" for="exercise-f-answer_in"' in text
    assert 'aria-describedby="exercise-f-answer_hint"' in text
    assert 'autocomplete="off"' in text
    assert "placeholder" not in text
    assert "*" not in text[text.index("<main") : text.index("</main>")]


@pytest.mark.parametrize("address", ["/notebook/card/", "/notebook/f/writing/", "/notebook/f/check-in/"])
def test_what_a_part_of_the_page_is_called_by_is_on_the_page(as_ada, address: str):
    text = as_ada.get(address).text
    named = {
        name
        for names in re.findall(r'aria-(?:labelledby|describedby)="([^"]*)"', text)
        for name in names.split()
    }
    assert named <= set(re.findall(r' id="([^"]+)"', text))


def test_a_slider_without_script_is_one_number(as_ada):
    text = as_ada.get(home("slider")).content.decode()
    assert (
        'type="range" min="0" max="10" step="1" value="" hidden data-slider-for="exercise-f-answer_in"'
        in text
    )
    assert text.count('name="f-answer"') == 1
    assert "0: silent" in text
    assert "10: deafening" in text


def test_a_group_of_feelings_is_open_when_a_word_in_it_is_chosen(as_ada, ada):
    assert '<details class="group" open>' not in as_ada.get(home("feelings")).content.decode()
    write(ada, form("feelings"), answer=["calm"])
    text = as_ada.get(home("feelings")).content.decode()
    assert text.count('<details class="group" open>') == 1
    assert "1 chosen" in text


def test_an_answer_to_an_older_question_says_which_question_it_answers(as_ada, ada):
    write(ada, form("short"), answer="harbour")
    publish_exercises(short=block("short", "- short: answer | One word for tonight"))
    text = as_ada.get(home("short")).content.decode()
    assert "When you wrote this, the question was: One word for it" in text
    assert "One word for tonight" in text


def test_queries_of_saving_and_of_the_page_stay_few(as_ada, django_assert_max_num_queries):
    page = sheet(as_ada, "table")
    body = {"question": "answer", "value": ["a", "b"], "sequence": "0"}
    with django_assert_max_num_queries(6):
        saved = as_ada.post(page.autosave, body).json()
    with django_assert_max_num_queries(6):
        as_ada.post(page.autosave, body | {"value": ["a", "c"], "sequence": saved["sequence"]})
    with django_assert_max_num_queries(6):
        as_ada.get(home("table"))
