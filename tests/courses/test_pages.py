"""The catalogue, a course and a lesson as they are seen, signed in and out."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from accounts.forms import SettingsForm
from courses.forms import PaceForm
from courses.models import Completion, Enrolment, Reading
from courses.services import choose_pace, enrol, finish, keep_place
from tests.builders import EXERCISE, SETTLE, course, lesson, lesson_text, publish_small_library

pytestmark = pytest.mark.django_db
FIRST, SECOND = "/c/1/m1/1/", "/c/1/m1/2/"


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def test_the_catalogue_is_open_and_says_what_this_is(library, client: Client):
    page = text_of(client.get("/c/"))
    assert "Short, free courses on attachment" in page
    assert 'href="/c/1/"' in page
    assert "4 lessons" in page


def test_a_course_page_is_open_and_says_what_it_cannot_do(library, client: Client):
    page = text_of(client.get("/c/1/"))
    assert "It cannot diagnose you." in page
    assert "You are in danger now." in page
    assert FIRST in page
    assert "Not started" not in page
    assert "<title>Course 1 –" in page


def test_the_first_lesson_is_open_and_the_others_ask_to_sign_in(library, client: Client):
    assert "Somebody waited by the window." in text_of(client.get(FIRST))
    answer = client.get(SECOND)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
    assert Reading.objects.count() == 0


def test_titles_and_addresses_are_neutral(library, as_ada):
    page = text_of(as_ada.get(SECOND))
    assert "<title>Module 1, lesson 2 –" in page


def test_a_lesson_shows_note_contents_check_words_sources_and_review_state(library, as_ada):
    page = text_of(as_ada.get(FIRST))
    assert "Not yet reviewed by a clinician" in page
    assert 'You can <a href="#part-1">skip the story</a>.' in page
    assert 'href="#check-1"' in page
    assert "Check my answers" in page
    assert 'id="term-safe-base"' in page
    assert 'id="sources"' in page
    assert "Yes, go to the next lesson" in page
    assert page.count('id="check-1"') == 1


def test_a_lesson_that_names_no_story_has_nothing_to_skip(folder, as_ada):
    text = lesson_text("lesson-1-1-1")
    start, end = text.index("/// story"), text.index("## What happened")
    folder.lesson("01/01/01", text[:start] + text[end:])
    folder.publish()
    assert "skip the story" not in text_of(as_ada.get(FIRST))


def test_an_old_address_leads_to_the_new_one(folder, as_ada, client: Client):
    folder.publish()
    (folder.root / "courses/01/01/01.md").rename(folder.root / "courses/01/02/09.md")
    folder.publish()
    assert as_ada.get(FIRST)["Location"] == "/c/1/m2/3/"
    assert client.get(FIRST)["Location"] == "/c/1/m2/3/"
    assert text_of(client.get(SECOND)), "the next lesson is now the first of its course and open"


def test_a_retired_lesson_says_so_and_a_lesson_that_never_was_is_not_found(folder, as_ada):
    folder.publish()
    (folder.root / "courses/01/02/02.md").unlink()
    folder.publish()
    answer = as_ada.get("/c/1/m2/2/")
    assert answer.status_code == 410
    assert "no longer here" in answer.content.decode()
    assert as_ada.get("/c/1/m2/9/").status_code == 404
    assert as_ada.get("/c/9/").status_code == 404
    assert as_ada.post("/c/1/m2/2/finish/").status_code == 404


def test_finishing_goes_on_to_the_next_lesson_and_can_be_undone(library, as_ada, ada):
    answer = as_ada.post(f"{FIRST}finish/", follow=True)
    assert answer.redirect_chain[-1][0] == SECOND
    assert f'<a href="{FIRST}#finished">Undo, or read it again</a>' in text_of(answer)
    assert "Finished" in text_of(as_ada.get("/c/1/"))
    assert "Undo: not finished yet" in text_of(as_ada.get(FIRST))
    page = text_of(as_ada.post(f"{FIRST}unfinish/", follow=True))
    assert "Yes, go to the next lesson" in page
    assert Completion.objects.get().undone_at is not None


def test_the_last_lesson_leads_back_to_the_course(library, as_ada):
    assert as_ada.post("/c/1/m2/2/finish/")["Location"] == "/c/1/"


def test_not_yet_keeps_the_place_and_goes_to_the_course(library, as_ada, ada):
    assert as_ada.post(f"{FIRST}keep/", {"place": "check-1"})["Location"] == "/c/1/"
    assert "#check-1" in text_of(as_ada.get("/c/1/"))
    page = text_of(as_ada.get(FIRST))
    assert "Continue at “Check your understanding”" in page
    assert 'data-place="check-1"' in page


def test_the_script_may_only_report_places_that_are_in_the_lesson(library, as_ada, ada):
    assert as_ada.post(f"{FIRST}place/", {"place": "key-1"}).status_code == 204
    assert as_ada.post(f"{FIRST}place/", {"place": "<script>"}).status_code == 422
    assert Reading.objects.get().place == "key-1"
    assert "Continue at “What happened”" in text_of(as_ada.get(FIRST))


def test_a_stranger_does_not_see_my_place_or_what_i_finished(library, ada, as_mallory):
    keep_place(learner=ada, lesson=lesson(), place="check-1")
    finish(learner=ada, lesson=lesson())
    assert "Finished" not in text_of(as_mallory.get("/c/1/"))
    page = text_of(as_mallory.get(FIRST))
    assert "Continue at" not in page
    assert "You finished this" not in page


def test_actions_need_post_and_an_account(library, as_ada, client: Client):
    for action in ("finish", "unfinish", "keep", "place"):
        assert as_ada.get(f"{FIRST}{action}/").status_code == 405
        assert client.post(f"{FIRST}{action}/").status_code == 302
    assert Reading.objects.count() == 0


def test_a_new_revision_is_told_to_those_who_finished_the_old_one(folder, ada, as_ada):
    folder.publish()
    finish(learner=ada, lesson=lesson())
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", revision=2))
    folder.publish()
    assert "It has been rewritten since then." in text_of(as_ada.get(FIRST))
    assert "Finished; new since then" in text_of(as_ada.get("/c/1/"))
    as_ada.post(f"{FIRST}finish/")
    assert "rewritten since then" not in text_of(as_ada.get(FIRST))
    assert Completion.objects.count() == 2


def test_an_exercise_can_be_read_skipped_and_done_lighter(folder, as_ada):
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", pieces=[SETTLE, EXERCISE]))
    folder.publish()
    assert "You can do this on paper" in text_of(Client().get(FIRST))
    page = text_of(as_ada.get(FIRST))
    assert "Only you can read this." in page
    assert "A lighter version:</strong> Only think of one word." in page
    assert '<a class="solo" href="#part-2">Skip this exercise</a>' in page
    assert "Now or then?" not in page


def everything_stored(client: Client) -> dict[str, object]:
    counts = {model.__name__: model._default_manager.count() for model in apps.get_models()}
    return {**counts, "session": dict(client.session.items()), "cookies": sorted(client.cookies)}


def test_now_or_then_has_three_answers_and_stores_none_of_them(folder, as_ada):
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", fork="now-or-then", pieces=[SETTLE, EXERCISE]))
    folder.publish()
    page = text_of(as_ada.get(FIRST))
    fork = page[page.index("Now or then?") : page.index("Show me the exercise")]
    assert re.findall(r'href="([^"]+)"', fork) == ["/help/safety/", "/help/safety/"]
    assert not re.search(r"<(form|input|button|script)", fork)
    assert '<details class="expander">' in fork, "the exercise stays folded away until the third answer"
    assert page.index("Show me the exercise") < page.index("Think of an ordinary morning")
    before = everything_stored(as_ada)
    assert as_ada.get("/help/safety/").status_code == 200
    assert everything_stored(as_ada) == before


def test_grounding_first_is_offered_until_something_there_was_opened(folder, as_ada, ada):
    folder.lesson("01/02/01", lesson_text("lesson-1-2-1", needs=["course-1-module-1"], pieces=[SETTLE]))
    folder.publish()
    page = text_of(as_ada.get("/c/1/m2/1/"))
    assert "Grounding first?" in page
    assert f'href="{FIRST}"' in page
    assert "Yes, go to the next lesson" in page, "a fork, never a lock"
    as_ada.get(SECOND)
    assert "Grounding first?" not in text_of(as_ada.get("/c/1/m2/1/"))


def test_a_questionnaire_in_a_lesson_is_a_card_that_leads_to_it(folder, as_ada):
    folder.lesson("01/01/01", lesson_text("lesson-1-1-1", pieces=["/// questionnaire | closeness\n///\n"]))
    folder.publish()
    page = text_of(as_ada.get(FIRST))
    assert "Where are you now?" in page
    assert 'href="/q/1/"' in page


def test_joining_takes_one_press_and_then_asks_for_a_pace(library, as_ada, ada):
    assert "Join this course" in text_of(as_ada.get("/c/1/"))
    answer = as_ada.post("/c/1/join/")
    assert answer["Location"] == "/c/1/pace/"
    page = text_of(as_ada.get("/c/1/pace/"))
    assert '<option value="Europe/London" selected>' in page
    assert Enrolment.objects.get().learner == ada


def test_a_pace_is_kept_with_the_time_zone_and_the_yes_to_notes(library, as_ada, ada):
    enrol(learner=ada, course=course())
    chosen = {"pace": "own", "days": ["2", "5"], "hour": "9", "time_zone": "Asia/Kathmandu"}
    assert as_ada.post("/c/1/pace/", chosen)["Location"] == "/c/1/"
    ada.refresh_from_db()
    assert ada.time_zone == "Asia/Kathmandu"
    assert ada.consents.standing().for_purpose("reminders").exists()
    assert Enrolment.objects.get().next_due_at is not None
    page = text_of(as_ada.get("/c/1/"))
    assert "Tuesdays and Fridays at 9:00" in page


def test_opening_the_address_that_joins_joins_nothing(library, as_ada):
    assert as_ada.get("/c/1/join/")["Location"] == "/c/1/"
    assert Enrolment.objects.count() == 0


def test_no_notes_for_now_is_one_press_whatever_is_ticked(library, as_ada, ada):
    enrolment = choose_pace(enrolment=enrol(learner=ada, course=course()), pace="gentle")
    page = text_of(as_ada.get("/c/1/pace/"))
    assert "Choose a pace" in page
    assert '<button class="btn btn--quiet" type="submit" name="pace" value="none">' in page
    sent = {"pace": ["gentle", "none"], "hour": "18", "time_zone": "Europe/London"}
    assert "No notes for now." in text_of(as_ada.post("/c/1/pace/", sent, follow=True))
    enrolment.refresh_from_db()
    assert (enrolment.pace, enrolment.next_due_at) == ("none", None)


def test_the_time_zone_is_asked_for_as_in_the_settings():
    here, there = PaceForm().fields["time_zone"], SettingsForm().fields["time_zone"]
    assert (here.label, here.help_text, here.choices) == (there.label, there.help_text, there.choices)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (["1", "2"], "Choose two days with at least one day between them."),
        ([], "Choose at least one day."),
        (["1", "3", "5"], "Choose one or two days."),
    ],
)
def test_days_that_cannot_be_kept_are_said_so_and_the_form_stays(library, as_ada, ada, days, sentence):
    enrol(learner=ada, course=course())
    answer = as_ada.post("/c/1/pace/", {"pace": "own", "days": days, "hour": "9", "time_zone": "UTC"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "<title>Error:" in " ".join(answer.content.decode().split())


def test_leaving_asks_first_and_keeps_everything(library, as_ada, ada):
    enrol(learner=ada, course=course())
    finish(learner=ada, lesson=lesson())
    assert "Your place, and what you finished, are kept" in text_of(as_ada.get("/c/1/leave/"))
    as_ada.post("/c/1/leave/")
    assert Enrolment.objects.get().state == "left"
    assert "1 of 4 lessons finished" in text_of(as_ada.get("/c/1/"))
    assert as_ada.get("/c/1/pace/").status_code == 404


def test_a_stranger_has_no_pace_page_of_mine(library, ada, as_mallory, client: Client):
    enrol(learner=ada, course=course())
    assert as_mallory.get("/c/1/pace/").status_code == 404
    assert as_mallory.post("/c/1/leave/").status_code == 404
    assert client.post("/c/1/join/").status_code == 302
    assert Enrolment.objects.get().state == "active"


def test_the_glossary_is_open(library, client: Client):
    assert 'id="term-safe-base"' in text_of(client.get("/c/words/"))


def test_a_lesson_takes_at_most_six_queries(library, as_ada, django_assert_num_queries):
    as_ada.get(FIRST)  # the first opening also writes
    with django_assert_num_queries(5):  # session, person, edition, what I did, my sitting
        as_ada.get(FIRST)


def test_a_lesson_that_somebody_read_shows_the_next_reader_only_their_own(library, ada, as_ada, as_mallory):
    finish(learner=ada, lesson=lesson())
    assert "You finished this on" in text_of(as_ada.get(FIRST))
    assert "You finished this on" not in text_of(as_mallory.get(FIRST))
    assert "You finished this on" in text_of(as_ada.get(FIRST))


@pytest.mark.parametrize("name", ["lesson", "reasons"])
def test_kept_pieces_of_these_pages_know_nothing_about_the_reader(name: str):
    source = (settings.BASE_DIR / f"templates/courses/{name}.html").read_text()
    pieces = re.findall(r"{% cache None .*?{% endcache %}", source, flags=re.S)
    assert pieces
    for piece in pieces:
        assert not re.search(
            r"user|request|csrf|role(?!=)|theme|messages|preview|\bpage\.(?!asks_now_or_then)", piece
        )


def test_opening_a_lesson_for_the_first_time_is_one_write(
    library, as_ada, as_mallory, django_assert_num_queries
):
    as_mallory.get(FIRST)  # the words are remembered from now on
    with django_assert_num_queries(6):
        as_ada.get(FIRST)


@pytest.mark.parametrize("lessons", [1, 9])
def test_a_course_page_takes_as_many_queries_for_one_lesson_as_for_many(
    ada, as_ada, lessons, django_assert_num_queries
):
    publish_small_library(modules=2, lessons=lessons)
    enrol(learner=ada, course=course())
    as_ada.get("/c/1/")
    with django_assert_num_queries(6):  # session, person, course, lessons, checks handed in, place
        as_ada.get("/c/1/")


@pytest.mark.parametrize("courses", [1, 4])
def test_the_catalogue_takes_as_many_queries_for_one_course_as_for_many(
    ada, as_ada, courses, django_assert_num_queries
):
    publish_small_library(courses=courses, modules=1, lessons=1)
    for number in range(1, courses + 1):
        enrol(learner=ada, course=course(f"course-{number}"))
    as_ada.get("/c/")
    with django_assert_num_queries(5):
        as_ada.get("/c/")
