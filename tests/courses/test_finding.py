"""Finding lessons, exercises and words of the glossary: by stem, without accents, most telling first."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Findable
from courses.publishing import publish_library, restore_publication
from courses.rules.finding import WORD, asked, excerpt, marked, plain, stems
from courses.services import find
from library.models import Publication
from tests.builders import EXERCISE, NOON, lesson_text


@pytest.fixture
def shelf(folder):
    """Four lessons: boundaries in a title, boundaries in the words, an exercise, something else."""
    folder.lesson("01/01/01", lesson_text("one", title="What a boundary is", words="It is about you."))
    folder.lesson(
        "01/01/02", lesson_text("two", title="Sunday", words="She drew boundaries in the café, twice.")
    )
    folder.lesson("01/02/01", lesson_text("three", title="Walls", pieces=(EXERCISE.format(id="three"),)))
    folder.lesson("01/02/02", lesson_text("four", title="Rain", words="Nothing but weather."))
    folder.publish()
    return folder


def titles(query: str) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for hit in find(query=query).hits]


def hits_in(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


@pytest.mark.django_db
def test_a_word_in_a_title_comes_before_one_in_the_text(shelf):
    assert titles("boundary") == ["What a boundary is", "Sunday"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["Boundaries", "BOUNDARY", "boundary’s", "bound"])
def test_forms_of_a_word_capitals_and_beginnings_are_alike(shelf, query):
    assert set(titles(query)) == {"What a boundary is", "Sunday"}


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["cafe", "CAFÉ", "cafés"])
def test_accents_make_no_difference(shelf, query):
    assert titles(query) == ["Sunday"]


@pytest.mark.django_db
def test_every_word_has_to_occur_and_little_ones_do_not_count(shelf):
    assert titles("what are her boundaries in a café") == ["Sunday"]


@pytest.mark.django_db
def test_when_nothing_holds_all_the_words_what_holds_some_is_shown_and_said(shelf, client: Client):
    found = find(query="boundary elephants")
    assert found.is_partly
    assert len(found.hits) == 2
    page = client.post("/c/find/", {"words": "boundary elephants"}).content.decode()
    assert "These hold some" in page


@pytest.mark.django_db
def test_an_exercise_is_found_where_it_stands(shelf):
    [hit] = [hit for hit in find(query="ordinary morning").hits if hit.kind == "tool"]
    assert hit.where == "Walls"
    assert re.fullmatch(r"/c/1/m2/1/#exercise-\w+", hit.url)


@pytest.mark.django_db
def test_a_word_of_the_glossary_is_found_with_its_meaning(shelf):
    hit = find(query="safe base").hits[0]  # before the lessons that speak of it
    assert hit.url == "/c/words/#term-safe-base"
    assert "set out from" in "".join(piece.text for piece in hit.text)


@pytest.mark.django_db
def test_the_excerpt_marks_the_form_that_stands_there(shelf):
    [hit] = find(query="boundary cafe").hits
    assert hits_in(hit.text) == ["boundaries", "café,"]


@pytest.mark.django_db
def test_titles_of_cited_papers_are_not_words_of_the_lesson(shelf):
    assert titles("Bowlby") == []


@pytest.mark.django_db
def test_what_leaves_the_library_is_not_found_any_more(shelf):
    (shelf.root / "courses/01/01/02.md").unlink()
    shelf.publish()
    assert titles("cafe") == []


@pytest.mark.django_db
def test_changed_words_are_found_and_the_old_ones_are_not(shelf):
    shelf.lesson("01/02/02", lesson_text("four", title="Rain", words="Nothing but umbrellas.", revision=2))
    shelf.publish()
    assert titles("umbrella") == ["Rain"]
    assert titles("weather") == []


@pytest.mark.django_db
def test_restoring_an_earlier_publication_restores_what_is_found(shelf):
    first = Publication.objects.get()
    shelf.lesson("01/02/02", lesson_text("four", title="Rain", words="Nothing but umbrellas.", revision=2))
    publish_library(tree=shelf.compile(), by=None, now=NOON + timedelta(days=1))
    restore_publication(publication=first, by=None, now=NOON + timedelta(days=2))
    assert titles("weather") == ["Rain"]


@pytest.mark.django_db
def test_finding_costs_two_queries_however_much_is_found(shelf, django_assert_num_queries):
    with django_assert_num_queries(2):  # the ranks, the rows
        assert len(titles("sunday")) == 1
    with django_assert_num_queries(2):
        assert len(titles("boundary")) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ['"', "'", "a' & 'b", "NEAR(", "x OR", "*", "-", ":*", "\\", "\x00", "title_stems:x", "(", "١٢", "😶"],
)
def test_marks_of_query_languages_are_only_marks(shelf, client: Client, query):
    assert client.post("/c/find/", {"words": query}).status_code == 200


@pytest.mark.django_db
@given(query=st.text(max_size=60))
def test_no_words_break_it(query):
    find(query=query)


@pytest.mark.django_db
def test_the_page_keeps_the_words_out_of_the_address_and_of_every_cache(shelf, client: Client):
    page = client.get("/c/find/?words=boundary")
    assert "What a boundary is" not in page.content.decode()
    answer = client.post("/c/find/", {"words": "boundary"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "<mark>boundary</mark>" in answer.content.decode()


@pytest.mark.django_db
def test_the_search_stands_on_the_page_of_courses_without_a_cookie(shelf, client: Client):
    page = client.get("/c/")
    assert 'action="/c/find/"' in page.content.decode()
    assert not page.cookies
    assert page.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.django_db
def test_markup_of_a_query_is_text(shelf, client: Client):
    page = client.post("/c/find/", {"words": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in page


@pytest.mark.django_db(transaction=True)
def test_the_migration_indexes_what_is_there_and_can_be_taken_back(shelf):
    call_command("migrate", "courses", "0005", verbosity=0)
    call_command("migrate", "courses", verbosity=0)
    assert Findable.objects.exists()
    assert titles("cafe") == ["Sunday"]


def test_plain_text_keeps_words_apart_and_characters_whole():
    assert plain("<p>One &amp; <a>two</a>,</p><ul><li>three</li></ul>") == "One & two, three"


def test_stems_are_the_same_for_forms_of_a_word():
    assert stems("Boundaries, boundary and LETTING") == "boundari boundari and let"


def test_little_words_count_when_there_is_nothing_else():
    assert asked("who am I") == ("who", "am", "i")
    assert asked("how do I say no to my mother") == ("say", "no", "mother")


def test_a_short_stem_is_only_itself():
    """“Crying” has the stem “cri”, with which the critic begins as well."""
    assert [piece.text for piece in marked("a critic crying", asked("cry")) if piece.is_hit] == ["crying"]


@given(st.text(max_size=200), st.lists(st.sampled_from(["let", "boundari", "a", "é"]), max_size=3))
def test_pieces_together_are_the_text_on_one_line(text, wanted):
    assert "".join(piece.text for piece in marked(text, wanted)) == " ".join(text.split())


@given(st.text(max_size=80))
def test_what_is_asked_is_found_in_the_same_words(text):
    indexed = stems(text).split()
    assert all(stem in indexed for stem in asked(text))
    assert all(WORD.fullmatch(stem) for stem in asked(text))


def test_an_excerpt_begins_with_the_text_when_no_word_is_in_it():
    assert "".join(piece.text for piece in excerpt(["", "one two"], ["x"])) == "one two"
