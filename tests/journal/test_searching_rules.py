"""How words are compared and marked, in several scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.rules.searching import all_occur, asked_words, excerpt, marked, strings


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("cafe", "We sat in a café."),
        ("CAFÉ", "we sat in a cafe\u0301"),
        ("strasse", "In der Straße"),
        ("στιγμα", "Ένα Στίγμα"),
        ("ήλιος", "Ο ΗΛΙΟΣ"),
        ("سلام", "السَّلَامُ عليكم"),
        ("窓", "母は窓のそばで待っていた。"),
        ("ガラス", "ｶﾞﾗｽの窓"),
        ("вечер", "Тихий ВЕЧЕР"),
        ("quiet window", "The window was quiet."),
    ],
)
def test_words_are_found_without_regard_to_case_and_accents(query: str, text: str):
    assert all_occur(asked_words(query), text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("quiet door", "The window was quiet."), ("がらす", "からす"), ("e", "tòp"), ("窗", "窓")],
)
def test_other_words_are_not(query: str, text: str):
    assert not all_occur(asked_words(query), text)


def test_an_excerpt_shows_the_surroundings_of_the_first_hit_and_marks_every_hit():
    text = "Nothing here. " * 40 + "Then the Café\nopened, and the café was ours. " + "Later on. " * 60
    pieces = excerpt(text, asked_words("cafe"))
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_hit] == ["Café", "café"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 260


def test_an_excerpt_without_a_hit_is_the_beginning():
    assert "".join(piece.text for piece in excerpt("A short text", ("window",))) == "A short text"


def test_marks_take_the_accent_with_them():
    assert [piece.text for piece in marked("ne\u0301e here", ("e",)) if piece.is_hit][:2] == ["e\u0301", "e"]


@given(st.text(), st.text(min_size=1, max_size=4))
def test_pieces_are_the_text_again(text: str, query: str):
    words = asked_words(query)
    assert "".join(piece.text for piece in marked(text, words)) == text
    assert "".join(piece.text for piece in excerpt(text, words)).strip("… ") in " ".join(text.split())


@given(st.text(max_size=60))
def test_every_text_is_found_by_its_own_words(text: str):
    assert all_occur(asked_words(text), text)


def test_everything_written_in_a_value_is_looked_at():
    value = {"a cup": "mine", "rows": [["Mum", 7], ["a sill", None]]}
    assert list(strings(value)) == ["a cup", "mine", "rows", "Mum", "7", "a sill"]
