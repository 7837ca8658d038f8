"""What a course gives on paper: the words of its lessons as blocks, packs of modules, the letter at the end."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.models import Lesson, Module
from courses.rules.paper import blocks_of, runs_of
from courses.services import finish
from courses.services.letters import NotFinished, finished_on, print_letter
from courses.services.packs import print_pack
from tests.builders import CHECK, EXERCISE, Folder, course, lesson, lesson_text, publish_small_library
from tests.journal.builders import publish_exercises
from tests.pdfs import read

ORIGIN = "https://alder.example"
PACK, LETTER = "/c/1/m1/pack/", "/c/1/letter/"


def blocks(html: str) -> list[dict]:
    return blocks_of(html, origin=ORIGIN)


def words(block: dict) -> str:
    return "".join(run["text"] for run in block["runs"])


# HTML for paper ----------------------------------------------------------------------------------------------------


def test_paragraphs_and_headings_keep_their_order_and_level():
    found = blocks("<h2 id='a'>One</h2>\n<p>Two  and\nthree.</p><h3>Four</h3>")
    assert [(one["kind"], one.get("level"), words(one)) for one in found] == [
        ("heading", 2, "One"),
        ("para", None, "Two and three."),
        ("heading", 3, "Four"),
    ]


def test_emphasis_stays_where_it_was():
    (para,) = blocks("<p>so <em>very</em> <strong>loud</strong><sup>2</sup></p>")
    assert [(run["text"], run["style"]) for run in para["runs"]] == [
        ("so ", ""),
        ("very", "em"),
        (" ", ""),
        ("loud", "strong"),
        ("2", "sup"),
    ]


def test_links_are_spelled_out_and_ways_about_the_page_are_not():
    html = (
        '<p><a href="/help/">Help</a>, <a href="https://doi.org/1">work</a>, '
        '<a href="#term-x">base</a> <a href="#r1">Back</a></p>'
    )
    assert words(blocks(html)[0]) == "Help (alder.example/help/), work (doi.org/1), base"


def test_lists_hold_blocks_and_begin_where_they_begin():
    (found,) = blocks('<ol start="3"><li>One</li><li><p>Two</p><ul><li>Two a</li></ul></li></ol>')
    assert (found["ordered"], found["start"], len(found["items"])) == (True, 3, 2)
    assert [one["kind"] for one in found["items"][1]] == ["para", "list"]


def test_boxes_keep_their_name_and_their_label():
    (box,) = blocks(
        '<section class="block block--story"><h2 class="block__label">A cup</h2><p>It stood.</p></section>'
    )
    assert (box["kind"], box["name"]) == ("box", "story")
    assert [words(one) for one in box["blocks"]] == ["A cup", "It stood."]


def test_a_picture_is_told_in_words():
    (para,) = blocks_of('<p><img alt="A bench" src="/c/figures/b.png"></p>', origin=ORIGIN, figure="[{alt}]")
    assert words(para) == "[A bench]"


def test_one_line_of_html_is_runs():
    assert runs_of("a <em>b</em>", origin=ORIGIN)[1] == {"text": "b", "style": "em", "href": ""}


@given(st.text(alphabet='<>/ap"=hrulidiv &;#x\n', max_size=80))
@examples(deadline=None)
def test_no_html_is_refused_and_no_word_is_lost(html):
    blocks(f"<p>first</p>{html}")
    assert words(blocks(f"<div><p>first</p></div>{html}")[0]).startswith("first")


# Packs -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def module(db, tmp_path) -> Module:
    folder = Folder(tmp_path).fill(modules=1, lessons=1)
    folder.lesson("01/01/02", lesson_text("lesson-two", pieces=[CHECK, EXERCISE]))
    folder.publish()
    return Module.objects.get()


def test_a_pack_is_a_tagged_document_with_a_front_that_tells_nothing(as_ada: Client, module: Module):
    answer = as_ada.get(PACK)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="module-1.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    document = read(answer.content)
    assert document.is_accessible
    assert document.title == "Notes"
    assert module.title not in document.pages[0]
    assert "Module 1" in document.pages[0]
    assert document.tags.index("H1") < document.tags.index("H2")


def test_a_pack_holds_the_lessons_in_order_with_room_to_write_and_answers_last(module: Module):
    text = read(print_pack(module=module)).text
    order = [
        "In this pack",
        "A cup stood on the sill.",
        "What moved in the story?",
        "a. A cup.",
        "Try it out",
        "One word for it",
        "so-so",
        "The chair stayed where it was.",
    ]
    places = [text.rindex(each) for each in order]
    assert places == sorted(places)
    assert "Bowlby" in text
    assert "well supported" in text.lower()


def test_every_field_of_an_exercise_has_its_room(db):
    publish_exercises()
    document = read(print_pack(module=Module.objects.get()))
    assert document.is_accessible
    for words_there in ("deafening", "a friend", "her mood", "not mine", "where"):
        assert words_there in document.text
    assert document.tags.count("Table") == 2
    assert "TH" in document.tags


def test_a_pack_asks_the_same_however_long_it_is(db, django_assert_max_num_queries: DjangoAssertNumQueries):
    publish_small_library(modules=1, lessons=6)
    with django_assert_max_num_queries(4):
        print_pack(module=Module.objects.get())


def test_a_pack_of_nothing_is_not_found(as_ada: Client, module: Module):
    assert as_ada.get("/c/1/m9/pack/").status_code == 404
    assert as_ada.get("/c/9/m1/pack/").status_code == 404
    Lesson.objects.update(retired_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert as_ada.get(PACK).status_code == 404


def test_notes_of_clinicians_and_readers_stay_off_the_pack(module: Module):
    Lesson.objects.update(clinician_note="Not before the third session.")
    assert "third session" not in read(print_pack(module=module)).text


# The letter --------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(library, ada: User, time_machine) -> User:
    """Ada, who finished the whole course, the last lesson late in the evening of another time zone."""
    ada.time_zone = "Australia/Sydney"
    ada.save()
    time_machine.move_to(datetime(2026, 11, 20, 14, tzinfo=UTC), tick=False)
    for one in Lesson.objects.published():
        finish(learner=ada, lesson=lesson(one.key))
    return ada


def test_the_letter_says_that_and_when_and_nothing_else(as_ada: Client, reader: User):
    answer = as_ada.post(LETTER, {"name": "Ada  N."})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    document = read(answer.content)
    assert document.is_accessible
    assert len(document.pages) == 1
    assert "Ada N. has read the lessons of a course on Alder." in document.text
    assert "21 November 2026" in document.text
    assert "Course 1" not in document.text


def test_the_course_is_named_only_if_wanted(reader: User):
    text = read(print_letter(learner=reader, course=course(), name="", names_course=True)).text
    assert "the course “Course 1”" in text
    assert "Name" in text  # a line to write it on


def test_the_page_offers_the_greeting_name_and_keeps_nothing(as_ada: Client, reader: User):
    page = as_ada.get(LETTER).content.decode()
    assert 'value="Ada"' in page
    assert re.search(r'name="names_course"(?![^>]*checked)', page)
    as_ada.post(LETTER, {"name": "Somebody Else"})
    assert "Somebody Else" not in as_ada.get(LETTER).content.decode()


def test_there_is_no_letter_before_the_last_lesson(as_ada: Client, library, ada: User):
    finish(learner=ada, lesson=lesson())
    answer = as_ada.get(LETTER, follow=True)
    assert answer.redirect_chain == [("/c/1/", 302)]
    assert "when you have finished every lesson" in answer.content.decode()
    assert as_ada.post(LETTER, {"name": "Ada"}).status_code == 302
    with pytest.raises(NotFinished):
        finished_on(learner=ada, course=course())


def test_an_optional_lesson_is_not_asked_for(reader: User, mallory: User):
    Lesson.objects.filter(key="lesson-1-2-2").update(is_required=False)
    for key in ("lesson-1-1-1", "lesson-1-1-2", "lesson-1-2-1"):
        finish(learner=mallory, lesson=lesson(key))
    assert finished_on(learner=mallory, course=course())


def test_the_course_page_leads_to_packs_and_at_the_end_to_the_letter(
    as_ada: Client, as_mallory, reader: User
):
    assert LETTER in as_ada.get("/c/1/").content.decode()
    page = as_mallory.get("/c/1/").content.decode()
    assert LETTER not in page
    assert PACK in page
