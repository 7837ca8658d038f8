"""The index of tools: by need, leading to the exercise itself, the same for everybody."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import mark_leave_explained
from library.models import Need
from tests.builders import EXERCISE, Folder, lesson_text

pytestmark = pytest.mark.django_db
NEEDS = """\
- key: come-down
  title: to come down, now
  hint: One minute is enough.
  help: grounding
  exercises: [one-try]
- key: say-it
  title: to say what is going on
  hint: One sentence.
  exercises: [two-try, one-try]
"""


@pytest.fixture
def shelf(tmp_path) -> Folder:
    folder = Folder(tmp_path).fill()
    folder.lesson("01/01/01", lesson_text("one", pieces=(EXERCISE.format(id="one"),)))
    folder.lesson("01/01/02", lesson_text("two", pieces=(EXERCISE.format(id="two"),)))
    folder.write("needs.yaml", NEEDS)
    folder.publish()
    return folder


def test_every_exercise_stands_under_what_it_may_help_with(shelf, client: Client):
    page = client.get("/tools/").content.decode()
    assert page.index("To come down, now".lower()) < page.lower().index("to say what is going on")
    assert page.count('href="/notebook/f/x1/"') == 2
    assert page.count('href="/notebook/f/x2/"') == 1
    assert "Lighter: Only think of one word." in page


def test_a_need_may_name_what_comes_before_its_exercises(shelf, client: Client):
    page = client.get("/tools/").content.decode()
    assert page.count("Pause: nothing to write, no account") == 1


def test_it_is_public_and_sets_no_cookie(shelf, client: Client):
    page = client.get("/tools/")
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert not page.cookies


def test_the_exercise_itself_opens_for_somebody_signed_in(shelf, as_ada: Client):
    assert as_ada.get("/notebook/f/x1/").status_code == 200


@pytest.mark.parametrize("page", ["/today/", "/pause/", "/help/", "/c/"])
def test_it_is_one_press_away(shelf, ada: User, as_ada: Client, page):
    mark_leave_explained(user=ada)
    assert 'href="/tools/"' in as_ada.get(page).content.decode()


def test_an_exercise_that_left_the_library_leaves_the_index(shelf, client: Client):
    shelf.lesson("01/01/02", lesson_text("two"))
    shelf.write("needs.yaml", NEEDS.replace("two-try, ", ""))
    shelf.publish()
    assert "/notebook/f/x2/" not in client.get("/tools/").content.decode()


def test_publishing_again_writes_nothing_and_a_lost_need_is_retired(shelf):
    before = list(Need.objects.values())
    assert shelf.publish().is_unchanged
    assert list(Need.objects.values()) == before
    shelf.write("needs.yaml", NEEDS.partition("- key: say-it")[0])
    shelf.publish()
    assert [need.key for need in Need.objects.published()] == ["come-down"]


def test_an_empty_library_says_so(client: Client, tmp_path):
    Folder(tmp_path).fill().publish()
    assert "Nothing here yet" in client.get("/tools/").content.decode()


def test_it_costs_as_many_queries_for_many_exercises_as_for_one(
    shelf, client: Client, django_assert_num_queries
):
    with django_assert_num_queries(
        4
    ):  # the edition, for the page and for what it remembers; exercises; needs
        client.get("/tools/?first")
    with django_assert_num_queries(2):  # the edition, twice
        client.get("/tools/?again")
