"""The pocket card: filled only when asked, handed over without an address, folded from paper."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from common.errors import RuleBroken
from journal.models import Entry
from journal.rules.pocket import card_lines, panel_text, size_of
from journal.services import pocket
from journal.services.forms import own_form
from library.grammar.trees import FieldTree
from tests.journal.builders import block, form, publish_exercises, write
from tests.pdfs import read

CARD, FILL = "/notebook/card/", "/notebook/card/fill/"
HAND, FOLD = "/notebook/card/hand/", "/notebook/card/fold/"
KIT = """\
- ladder: steps | Three steps | rows: 3
- table: people | Two people | name / how | rows: 2
- short: place | One place"""
LIGHTS = "- long: green | Green\n- long: red | Red"


@pytest.fixture
def exercises(db) -> None:
    publish_exercises(
        kit=block("kit", KIT, "mode: page\npocket: kit", title="Write your card"),
        lights=block("lights", LIGHTS, "mode: log\npocket: signals", title="Three lights"),
        saying=block("saying", "- short: words | Your words", "mode: page\npocket: sentence"),
    )


@pytest.fixture
def kit(exercises, ada: User) -> Entry:
    steps, people = [["Kettle", 2], ["Warm water", None]], [["Amina", "ring"], ["Len", ""]]
    return write(ada, form("kit"), steps=steps, people=people, place="The bench")


def card(writer: User) -> dict[str, str]:
    return {field.key: field.text for field in pocket.card_of(writer=writer).fields}


def typed(**words: str) -> dict[str, str]:
    """The whole form of the card, as its page sends it."""
    empty = {"f-kit": "", "f-signals": "", "f-sentence": "", "seen": "kit:0 signals:0 sentence:0"}
    return empty | {f"f-{name}": text for name, text in words.items()}


# Filling it --------------------------------------------------------------------------------------------------------


def test_a_panel_is_filled_from_the_newest_entry_when_its_button_is_pressed(as_ada: Client, ada: User, kit):
    page = as_ada.get(CARD)
    assert b"Fill from your steady kit" in page.content
    assert card(ada)["kit"] == ""
    as_ada.post(FILL, typed() | {"panel": "kit"})
    assert card(ada)["kit"] == "1. Kettle\n2. Warm water\nAmina · ring\nLen\nOne place: The bench"


def test_the_newest_entry_of_a_log_is_taken(as_ada: Client, ada: User, exercises):
    write(ada, form("lights"), green="I hum", red="I go quiet")
    write(ada, form("lights"), green="I answer slowly", red="Cold hands")
    as_ada.post(FILL, typed() | {"panel": "signals"})
    assert card(ada)["signals"] == "Green: I answer slowly\nRed: Cold hands"


def test_what_was_typed_meanwhile_is_kept_first(as_ada: Client, ada: User, kit):
    as_ada.post(FILL, typed(sentence="Back at eight.") | {"panel": "kit"})
    assert card(ada)["sentence"] == "Back at eight."
    assert card(ada)["kit"].startswith("1. Kettle")


def test_what_stands_there_is_left_alone_unless_the_person_says_so(as_ada: Client, ada: User, kit):
    as_ada.post(FILL, typed(kit="My own words") | {"panel": "kit"})
    assert card(ada)["kit"] == "My own words"
    page = as_ada.get(CARD).content.decode()
    assert "Replace what stands there" in page
    assert "Fill from your steady kit" not in page
    seen = {"seen": "kit:1 signals:0 sentence:0"}
    as_ada.post(FILL, typed(kit="My own words") | seen | {"panel": "kit:replace"})
    assert card(ada)["kit"].startswith("1. Kettle")


def test_without_an_entry_the_page_leads_to_the_lesson(as_ada: Client, exercises):
    page = as_ada.get(CARD).content.decode()
    assert page.count("there is an exercise:") == 3
    assert "Fill from" not in page


def test_without_any_exercise_the_card_is_written_by_hand(as_ada: Client, ada: User, db):
    page = as_ada.get(CARD)
    assert b"Written already" not in page.content
    answer = as_ada.post(FILL, typed(kit="Tea") | {"panel": "kit"}, follow=True)
    assert "There is nothing to bring over yet." in answer.content.decode()
    assert card(ada)["kit"] == "Tea"


def test_a_retired_exercise_still_fills_the_card(as_ada: Client, ada: User, kit):
    publish_exercises(kit="", lights="", saying="")
    as_ada.post(FILL, typed() | {"panel": "kit"})
    assert card(ada)["kit"].startswith("1. Kettle")


def test_nobody_is_offered_what_another_wrote(as_mallory: Client, mallory: User, kit):
    assert b"Kettle" not in as_mallory.get(CARD).content
    with pytest.raises(RuleBroken):
        pocket.fill_panel(writer=mallory, panel="kit", may_replace=True)
    assert not Entry.objects.visible_to(mallory).exists()


@pytest.mark.parametrize("panel", ["", "nothing", "kit:", ":replace", "sentence:replace"])
def test_an_unknown_panel_changes_nothing(as_ada: Client, ada: User, kit, panel):
    assert as_ada.post(FILL, typed(signals="Cold hands") | {"panel": panel}).status_code == 302
    assert card(ada)["signals"] == "Cold hands"


def test_what_is_too_long_comes_back_with_the_page(as_ada: Client, ada: User, kit):
    answer = as_ada.post(FILL, typed(sentence="x" * 301) | {"panel": "kit"})
    assert answer.status_code == 422
    assert b"x" * 301 in answer.content
    assert card(ada)["kit"] == ""


def test_there_is_one_card_each(as_ada: Client, ada: User, kit):
    for panel in ("kit", "kit:replace", "kit:replace"):
        as_ada.post(FILL, typed() | {"panel": panel})
    assert Entry.objects.visible_to(ada).of_kind("card").count() == 1


def test_the_page_asks_no_more_with_many_entries(
    as_ada: Client, ada: User, exercises, django_assert_max_num_queries: DjangoAssertNumQueries
):
    as_ada.get(CARD)
    write(ada, form("lights"), green="one")
    with django_assert_max_num_queries(9) as few:
        as_ada.get(CARD)
    for number in range(5):
        write(ada, form("lights"), green=f"entry {number}")
    with django_assert_max_num_queries(len(few)):
        as_ada.get(CARD)


# Words for a panel -------------------------------------------------------------------------------------------------


def field(kind: str, label: str, **more: object) -> FieldTree:
    return FieldTree(type=kind, key="k", label=label, **more)


def test_one_answer_stands_without_the_question():
    assert panel_text("kit", [(field("long", "What steadies you?"), "Tea\nA walk")]) == "Tea\nA walk"


def test_several_answers_keep_their_questions():
    answers = [(field("short", "Where?"), "the tin"), (field("long", "Who"), "Amina\nLen")]
    assert panel_text("signals", answers) == "Where? the tin\nWho:\nAmina\nLen"


def test_an_answer_that_begins_like_its_question_stands_alone():
    answers = [
        (field("short", "If ... then ..."), "If it is five, I go out."),
        (field("short", "Who"), "Len"),
    ]
    assert panel_text("kit", answers) == "If it is five, I go out.\nWho: Len"


def test_the_sentence_is_one_line_and_never_too_long():
    answers = [(field("long", "Say"), "First line.\nSecond."), (field("short", "More"), "no")]
    assert panel_text("sentence", answers) == "First line."
    assert len(panel_text("sentence", [(field("long", "Say"), "y" * 5000)])) == 300


def test_an_answer_of_another_shape_is_told_all_the_same():
    assert card_lines(field("table", "T", columns=("a",)), "once a word") == ["once a word"]
    assert panel_text("kit", []) == panel_text("sentence", []) == ""


@given(st.text(max_size=400))
def test_longer_sentences_are_never_larger(sentence):
    order = ["xl", "l", "m", "s", "xs"]
    assert order.index(size_of(sentence)) <= order.index(size_of(sentence + "x"))


# Handing it over ---------------------------------------------------------------------------------------------------


def test_a_sentence_fills_the_screen_and_the_address_does_not_tell_which(as_ada: Client, ada: User):
    write(ada, own_form("card"), sentence="Back at eight <b>sharp</b>.", keep=False)
    chosen = as_ada.post(HAND, {"sentence": "own"})
    page = chosen.content.decode()
    assert chosen.status_code == 200
    assert "Back at eight &lt;b&gt;sharp&lt;/b&gt;." in page
    assert chosen.request["QUERY_STRING"] == ""
    assert "no-store" in chosen.headers["Cache-Control"]
    assert "Leave" in page
    assert "Notebook" not in page  # neither the way about the site nor its footer
    assert "diagnose" not in page


def test_own_sentence_comes_first_and_ours_are_always_there(as_ada: Client, ada: User):
    ours = [sentence.name for sentence in pocket.sentences_for(writer=ada)]
    assert "own" not in ours
    assert len(ours) >= 5
    write(ada, own_form("card"), sentence="Back at eight.", keep=False)
    assert [sentence.name for sentence in pocket.sentences_for(writer=ada)] == ["own", *ours]
    for name in ours:
        assert as_ada.post(HAND, {"sentence": name}).status_code == 200


@pytest.mark.parametrize("name", ["", "own", "nothing", "../x"])
def test_a_sentence_that_is_not_there_is_not_found(as_mallory: Client, name):
    assert as_mallory.post(HAND, {"sentence": name}).status_code == 404


# Folding it --------------------------------------------------------------------------------------------------------


def test_the_fold_is_a_tagged_file_with_a_neutral_name(as_ada: Client, ada: User):
    write(ada, own_form("card"), kit="Kettle\n*Coat on*", sentence="Back at eight.", keep=False)
    answer = as_ada.post(FOLD, {"panel": ["kit", "signals", "sentence"]})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    document = read(answer.content)
    assert document.is_accessible
    assert document.title == "Notes"
    order = [
        "What steadies me",
        "Kettle",
        "*Coat on*",
        "How it starts",
        "To say or to show",
        "Back at eight.",
    ]
    places = [document.text.index(words) for words in order]
    assert places == sorted(places)
    assert len(document.pages) == 1


def test_a_panel_left_out_stays_white(as_ada: Client, ada: User):
    write(ada, own_form("card"), kit="Kettle", sentence="Back at eight.", keep=False)
    text = read(as_ada.post(FOLD, {"panel": ["sentence"]}).content).text
    assert "Back at eight." in text
    assert "Kettle" not in text
    assert "steadies" not in text


def test_an_empty_card_makes_a_sheet_to_write_on(as_mallory: Client):
    text = read(as_mallory.post(FOLD, {"panel": ["kit", "signals"]}).content).text
    assert "Steps, easiest first." in text


def test_no_panel_at_all_is_asked_about(as_ada: Client):
    answer = as_ada.post(FOLD, {"panel": "nothing"})
    assert answer.status_code == 422
    assert b"Choose at least one panel." in answer.content


@pytest.mark.parametrize("address", [CARD, HAND, FOLD])
def test_only_somebody_signed_in_has_a_card(client: Client, db, address):
    assert client.get(address).headers["Location"].startswith(reverse("account_login"))
