"""Printed pages: accessible, the same everywhere, and deaf to whatever people write."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import pdf
from tests.pdfs import Printed, read

WORDS = {"more": "This goes on on the next page.", "continued": "{title}, continued"}
MARKUP = [
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    "#panic()",
    "$x^2$",
    "*bold* and _slanted_",
    "@nobody <label>",
    "\\ \\u{41} \\n",
    "= Not a heading",
    "- no list",
    "https://example.org // no comment /* none */",
    "`raw` ``` more",
    "] } ) [ { (",
    "\"quoted\" 'too'",
]


def fold(*lines: str, sentence: str = "I will be back at eight.", title: str = "My kit") -> bytes:
    panels = [
        {"title": title, "kind": "list", "lines": list(lines), "hint": "What steadies me."},
        {"title": "My signals", "kind": "list", "lines": [], "hint": "How I notice."},
        {"title": "A pause", "kind": "sentence", "lines": [sentence], "hint": ""},
    ]
    return pdf.render("fold.typ", {"panels": panels, "words": WORDS}, title="Notes", language="en-gb")


def printed(*lines: str, **more: str) -> Printed:
    return read(fold(*lines, **more))


def test_a_page_is_a_tagged_document_with_a_language_and_a_neutral_title():
    document = printed("Kettle")
    assert document.is_accessible
    assert (document.title, document.language, document.author) == ("Notes", "en-GB", "")


def test_it_is_read_panel_by_panel_heading_first():
    document = printed("Kettle", "Hands in warm water")
    order = ["My kit", "Kettle", "Hands in warm water", "My signals", "How I notice.", "A pause", "I will be"]
    places = [document.text.index(words) for words in order]
    assert places == sorted(places)
    assert [tag for tag in document.tags if tag in ("H1", "P")] == ["H1", "P", "P", "H1", "P", "H1", "P"]


def test_equal_data_makes_equal_bytes():
    assert fold("Kettle") == fold("Kettle")
    assert fold("Kettle") != fold("Teapot")


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_printed_as_it_was_written(markup):
    squeezed = printed(markup, sentence=markup, title=markup).text.replace(" ", "")
    assert squeezed.count(markup.replace(" ", "")) == 3


def test_scripts_that_typst_brings_fonts_for_are_printed():
    text = printed("Жду", "Ελληνικά", "Łódź", "→").text
    assert all(word in text for word in ("Жду", "Ελληνικά", "Łódź", "→"))
    assert "□" not in text


def test_lines_from_the_right_are_printed_too():
    assert "□" not in printed("שלום לכולם", "مرحبا").text


@pytest.mark.parametrize("rare", ["漢字", "한국", "🙂", "👨\u200d👩\u200d👧", "\U0010fffd", "ก"])
def test_a_letter_that_no_font_has_becomes_a_square_and_the_page_says_so(rare):
    text = printed(f"before {rare} after").text
    assert "before" in text
    assert "after" in text
    if rare != "\U0010fffd":  # nobody's letter at all: left out
        assert "□ stands for a letter that could not be printed." in text


def test_controls_and_half_letters_are_left_out():
    assert "a b" in printed("a\x00\x07 \ud800\ufffeb").text


def test_long_words_break_instead_of_leaving_their_panel():
    page = printed("x" * 200).pages[0]
    assert page.count("x") >= 200
    assert max(len(run) for run in re.findall("x+", page)) < 60


def test_what_does_not_fit_goes_on_on_the_next_page_and_the_page_says_so():
    document = printed(*(f"Line {number} has some more words in it." for number in range(60)))
    assert len(document.pages) == 2
    assert "This goes on on the next page." in document.pages[0]
    assert "My kit, continued" in document.pages[1]
    assert all(f"Line {number} has" in document.text for number in range(60))


def test_one_endless_paragraph_is_cut_between_words():
    words = [f"w{number}" for number in range(900)]
    text = printed(sentence=" ".join(words)).text
    assert re.findall(r"\bw\d+\b", text) == words


def test_a_refused_template_says_where_and_not_with_what(tmp_path: Path, monkeypatch):
    (tmp_path / "bad.typ").write_text("#let data = json(bytes(sys.inputs.data))\n#panic(data.words)")
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    with pytest.raises(pdf.CannotPrint) as caught:
        pdf.render("bad.typ", {"words": "marzipan"}, title="Notes", language="en")
    assert "line 2 of" in str(caught.value)
    assert "marzipan" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("wanted", ["/etc/passwd", "../../../../../../etc/passwd", "../secret.txt"])
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, monkeypatch, wanted):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("marzipan")
    (tmp_path / "inside" / "nosy.typ").write_text(f'#read("{wanted}")')
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path / "inside")
    with pytest.raises(pdf.CannotPrint):
        pdf.render("nosy.typ", {}, title="Notes", language="en")


def test_no_template_fetches_a_package():
    sources = [path.read_text() for path in pdf.TEMPLATES.rglob("*.typ")]
    assert sources
    assert not any("@preview" in source or "@local" in source for source in sources)


def test_fonts_come_from_packages_and_never_from_the_machine():
    places = {font.path for font in pdf._fonts().fonts()}
    assert all(place is None or "fontpkg" in place for place in places)
    assert "Atkinson Hyperlegible" in pdf._fonts().families()


@given(words=st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_somebody_writes_there_is_a_page(words):
    assert fold(words, sentence=words).startswith(b"%PDF-")


@pytest.mark.parametrize("words", ["\ufeff", "a\ufeffb", "\ufeff" * 30, "a" * 20 + "\ufeff" + "b" * 20])
def test_a_mark_of_byte_order_pasted_along_is_left_out(words: str):
    assert printed(words, "b", sentence=f"{words} c").text


def test_letters_that_keep_missing_end_in_plain_latin(monkeypatch):
    """Should typst ever say it in other words than we know."""
    monkeypatch.setattr(pdf, "ROUNDS", 0)
    assert "plain □ words" in printed("plain 漢 words").text
