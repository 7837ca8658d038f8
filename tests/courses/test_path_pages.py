"""The pages of a path: looked at, joined, walked to its end, and left."""

import re

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import mark_leave_explained
from courses import services
from courses.models import Enrolment
from tests.builders import CHECK, EXERCISE, SETTLE, Folder, course, lesson, lesson_text
from tests.pdfs import read
from tests.people import signed_in

pytestmark = pytest.mark.django_db
WAY = ["lesson-1-1-2", "lesson-2-1-1", "lesson-1-2-1"]
PATH, ON_PATH = "/c/3/", ["/c/1/m1/2/?way=3", "/c/2/m1/1/?way=3", "/c/1/m2/1/?way=3"]
LINE = '<a href="/c/3/">The short way</a>: lesson {at} of 3'


@pytest.fixture(autouse=True)
def folder(tmp_path, db) -> Folder:
    """Two courses of four lessons, and a path through three of them, published."""
    folder = Folder(tmp_path).fill(courses=2)
    folder.path("short", WAY, title="The short way")
    folder.publish()
    return folder


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def finish(learner: User, *keys: str) -> None:
    for key in keys:
        services.finish(learner=learner, lesson=lesson(key))


def links_in(page: str) -> list[str]:
    return re.findall(r'href="([^"]*way=3[^"]*)"', page)


# Looking -----------------------------------------------------------------------------------------------------------


def test_the_catalogue_shows_a_path_apart_from_the_courses(client: Client):
    page = text_of(client.get("/c/"))
    assert page.count('class="course ') + page.count('class="course"') == 2
    assert "For a first look" in page
    assert '<a href="/c/3/">The short way</a>' in page
    assert "3 lessons" in page
    assert "About 24 minutes in all" in page


def test_the_front_door_shows_it_too(client: Client):
    assert '<a href="/c/3/">The short way</a>' in text_of(client.get("/"))


def test_signed_out_a_path_says_what_it_is_and_that_it_needs_an_account(client: Client):
    page = text_of(client.get(PATH))
    assert "<title>A way through the courses –" in page
    assert "You need a free account for this" in page
    assert "you can read the first lesson of each course below" in page
    assert "It leaves a lot out." in page
    assert page.count("From “Course 1”") == 2
    assert page.count("From “Course 2”") == 1
    assert "2 of its 4 lessons are here" in page
    assert "1 of its 4 lessons are here" in page
    assert "About 24 minutes in all" in page
    assert links_in(page) == ON_PATH
    assert "Not started" not in page


def test_a_lesson_is_not_public_because_a_path_begins_with_it(client: Client):
    answer = client.get(ON_PATH[0])
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/c/1/m1/2/%3Fway%3D3")


def test_a_path_that_begins_with_an_open_lesson_opens_with_it(folder: Folder, client: Client):
    folder.path("short", ["lesson-1-1-1", *WAY], title="The short way")
    folder.publish()
    assert '<a href="/c/1/m1/1/?way=3">Read the first lesson without one</a>' in text_of(client.get(PATH))
    page = text_of(client.get("/c/1/m1/1/?way=3"))
    assert '<a href="/c/3/">The short way</a>: lesson 1 of 4' in page
    assert "?next=/c/3/" in page


def test_signed_in_a_path_offers_to_join_and_to_read_without(as_ada: Client):
    page = text_of(as_ada.get(PATH))
    assert 'action="/c/3/join/"' in page
    assert f'<a class="btn btn--2" href="{ON_PATH[0]}">Read without joining</a>' in page
    assert "Next: lesson 1 of 3. About 8 minutes." in page
    assert page.count("Not started") == 3


def test_joined_it_shows_place_pace_and_the_way_out(ada: User, as_ada: Client):
    services.enrol(learner=ada, course=course("short"))
    finish(ada, WAY[0])
    page = text_of(as_ada.get(PATH))
    assert "1 of 3 lessons finished; 1 check open" in page
    assert f'<a class="btn" href="{ON_PATH[1]}">Continue</a>' in page
    assert "Next: lesson 2 of 3" in page
    for name in ("pace", "leave"):
        assert f'href="/c/3/{name}/"' in page


def test_its_pages_take_as_many_queries_for_two_lessons_as_for_eight(
    folder: Folder, ada: User, as_ada: Client, django_assert_num_queries
):
    everything = [f"lesson-{c}-{m}-{n}" for c in (1, 2) for m in (1, 2) for n in (1, 2)]
    services.enrol(learner=ada, course=course("short"))
    for lessons in (WAY[:2], everything):
        folder.path("short", lessons, title="The short way")
        folder.publish()
        as_ada.get(PATH), as_ada.get(ON_PATH[0])
        with django_assert_num_queries(7):  # session, person, path, lessons, checks handed in, place, courses
            as_ada.get(PATH)
        with django_assert_num_queries(6):  # as any lesson, and the path
            as_ada.get(ON_PATH[0])


def test_the_catalogue_asks_once_more_for_somebody_on_a_path(
    ada: User, as_ada: Client, django_assert_num_queries
):
    services.enrol(learner=ada, course=course("course-1"))
    as_ada.get("/c/")
    with django_assert_num_queries(5):
        as_ada.get("/c/")
    services.enrol(learner=ada, course=course("short"))
    with django_assert_num_queries(6):
        assert "0 of 3 lessons finished" in text_of(as_ada.get("/c/"))


def test_authors_see_the_lessons_of_a_path_in_the_preview(folder: Folder, settings, as_stella: Client):
    settings.CONTENT_DIR = folder.root
    page = text_of(as_stella.get("/preview/"))
    assert "The short way" in page
    assert all(page.count(f'href="/preview/{key}/"') == 2 for key in WAY)


# On the way --------------------------------------------------------------------------------------------------------


def test_a_lesson_on_the_way_says_where_it_stands_and_leads_on(as_ada: Client):
    page = text_of(as_ada.get(ON_PATH[1]))
    assert LINE.format(at=2) in page
    assert f'<a href="{ON_PATH[0]}" rel="prev">' in page
    assert f'<a href="{ON_PATH[2]}" rel="next">' in page
    assert "<title>Module 1, lesson 1 –" in page
    for verb in ("finish", "keep"):
        assert f'action="/c/2/m1/1/{verb}/?way=3"' in page


def test_without_the_way_the_page_is_as_it_was(as_ada: Client):
    page = text_of(as_ada.get("/c/2/m1/1/"))
    assert "The short way" not in page
    assert "way=" not in page
    assert '<a href="/c/2/m1/2/" rel="next">' in page


@pytest.mark.parametrize("way", ["", "1", "2", "4", "999", "-3", "3.0", "٣", "x", "3" * 30, "<b>", "3&way=1"])
def test_a_way_that_does_not_lead_here_counts_for_nothing(way: str, as_ada: Client):
    page = text_of(as_ada.get(f"/c/2/m1/1/?way={way}"))
    assert "The short way" not in page
    assert "way=" not in page


def test_a_lesson_that_is_not_on_the_path_is_not_read_on_it(as_ada: Client):
    assert "way=" not in text_of(as_ada.get("/c/2/m1/2/?way=3"))
    assert as_ada.post("/c/2/m1/2/finish/?way=3")["Location"] == "/c/2/m2/1/"


def test_a_path_that_was_taken_out_leads_nowhere(folder: Folder, as_ada: Client):
    (folder.root / "paths/short.yaml").unlink()
    folder.publish()
    assert as_ada.get(PATH).status_code == 404
    assert "way=" not in text_of(as_ada.get(ON_PATH[1]))


def test_the_first_has_no_way_back_and_the_last_ends_on_the_paths_page(ada: User, as_ada: Client):
    assert 'rel="prev"' not in text_of(as_ada.get(ON_PATH[0]))
    last = text_of(as_ada.get(ON_PATH[2]))
    assert 'rel="next"' not in last
    assert as_ada.post("/c/1/m2/1/finish/?way=3")["Location"] == PATH
    assert '<a class="btn" href="/c/3/">Back to all its lessons</a>' in text_of(as_ada.get(ON_PATH[2]))


def test_everything_at_the_end_of_a_lesson_stays_on_the_way(ada: User, as_ada: Client):
    services.enrol(learner=ada, course=course("short"))
    assert as_ada.post("/c/2/m1/1/keep/?way=3", {"place": "check-1"})["Location"] == PATH
    finished = as_ada.post("/c/2/m1/1/finish/?way=3", follow=True)
    assert finished.redirect_chain == [(ON_PATH[2], 302)]
    assert f'<a href="{ON_PATH[1]}#finished">Undo, or read it again</a>' in text_of(finished)
    assert as_ada.post("/c/2/m1/1/unfinish/?way=3")["Location"] == ON_PATH[1]
    answer = as_ada.post("/c/2/m1/1/return/?way=3", {"when": "week"})
    assert answer["Location"] == f"{ON_PATH[1]}#finished"
    assert Enrolment.objects.get(course=course("short")).return_on is not None


def test_the_return_question_is_asked_for_what_one_is_on(ada: User, as_ada: Client):
    services.enrol(learner=ada, course=course("short"))
    assert 'action="/c/2/m1/1/return/?way=3"' in text_of(as_ada.get(ON_PATH[1]))
    assert "/return/" not in text_of(as_ada.get("/c/2/m1/1/"))
    assert as_ada.post("/c/2/m1/1/return/", {"when": "week"}).status_code == 404


def test_a_lesson_on_two_paths_knows_the_place_on_each(folder: Folder, ada: User, as_ada: Client):
    folder.path("other", [WAY[1], WAY[0]], order=2, title="Another way")
    folder.publish()
    services.enrol(learner=ada, course=course("other"))
    assert "/return/" not in text_of(as_ada.get(ON_PATH[1]))
    page = text_of(as_ada.get("/c/2/m1/1/?way=4"))
    assert "/return/?way=4" in page
    assert '<a href="/c/4/">Another way</a>: lesson 1 of 2' in page


def test_checks_and_exercises_come_back_to_the_way(folder: Folder, ada: User, as_ada: Client):
    text = lesson_text("lesson-2-1-1", mentions="A cup.", pieces=(SETTLE, EXERCISE, CHECK))
    folder.lesson("02/01/01", text)
    folder.publish()
    page = text_of(as_ada.get(ON_PATH[1]))
    assert f'name="next" value="{ON_PATH[1]}#check-1"' in page
    check = re.search(r'action="(/q/[^"]+)"', page)
    assert check
    answer = as_ada.post(check[1], {"next": f"{ON_PATH[1]}#check-1", "q-q1": "a", "q-q2": "b"})
    assert answer["Location"].startswith("/c/2/m1/1/?way=3")
    assert len(re.findall(r'name="next" value="/c/2/m1/1/\?way=3#[^"]+"', page)) >= 2


def test_an_old_address_leads_to_the_new_one_on_the_same_way(folder: Folder, as_ada: Client):
    (folder.root / "courses/02/01/01.md").rename(folder.root / "courses/02/02/09.md")
    folder.publish()
    assert as_ada.get(ON_PATH[1])["Location"] == "/c/2/m2/3/?way=3"


def test_today_leads_on_along_the_way(ada: User, as_ada: Client):
    mark_leave_explained(user=ada)
    services.enrol(learner=ada, course=course("short"))
    page = text_of(as_ada.get("/today/"))
    assert links_in(page) == [ON_PATH[0]]
    assert "The short way" in page
    assert "0 of 3 lessons finished" in page


# Doors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["join", "pace", "leave", "letter"])
def test_what_a_course_asks_of_the_signed_out_a_path_asks_too(door: str, client: Client):
    assert client.get(f"/c/3/{door}/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize("door", ["pace", "leave"])
def test_somebody_elses_place_on_a_path_is_nobodys_business(door: str, ada: User, as_mallory: Client):
    services.enrol(learner=ada, course=course("short"))
    assert as_mallory.get(f"/c/3/{door}/").status_code == 404


def test_a_path_has_no_modules_and_no_lessons_of_its_own(as_ada: Client):
    for address in ("/c/3/m1/1/", "/c/3/m1/pack/", "/c/3/m0/1/"):
        assert as_ada.get(address).status_code == 404


# From the first press to the letter --------------------------------------------------------------------------------


def test_joining_walking_and_finishing_the_path(ada: User):
    browser = signed_in(ada)
    browser.get("/c/")
    pace = browser.post("/c/3/join/", follow=True)
    page = text_of(pace)
    assert "a module a week" not in page
    assert "one lesson a week" in page
    refused = browser.post("/c/3/pace/", {"pace": "brisk", "hour": "18", "time_zone": "Europe/London"})
    assert refused.status_code == 422
    kept = browser.post(
        "/c/3/pace/", {"pace": "gentle", "hour": "18", "time_zone": "Europe/London"}, follow=True
    )
    address = re.findall(r'<a class="btn" href="([^"]+)">Begin</a>', text_of(kept))[0]
    for at in (1, 2, 3):
        page = text_of(browser.get(address))
        assert LINE.format(at=at) in page
        action = re.findall(r'action="([^"]*/finish/[^"]*)"', page)[0]
        address = browser.post(action)["Location"]
    assert address == PATH
    page = text_of(browser.get(PATH))
    assert "You have finished every lesson here" in page
    assert "3 of 3 lessons finished" in page
    letter = re.findall(r'href="([^"]*/letter/)"', page)[0]
    assert "Name what you read" in text_of(browser.get(letter))
    assert "2 of 4 lessons finished" in text_of(browser.get("/c/1/"))

    plain = read(browser.post(letter, {"name": "Ada"}).content).text
    assert "The short way" not in plain
    assert "lessons of several courses" in plain
    named = read(browser.post(letter, {"name": "Ada", "names_course": "on"}).content).text
    assert "“The short way”" in named

    assert "Leave The short way?" in text_of(browser.get("/c/3/leave/"))
    left = text_of(browser.post("/c/3/leave/", follow=True))
    assert "You have left it." in left
    assert not Enrolment.objects.visible_to(ada).active().exists()
