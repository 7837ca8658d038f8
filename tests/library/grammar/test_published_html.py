"""Nothing leaves the grammar that the allow-list does not name, whatever an author types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.grammar.bodies import compile_body
from library.grammar.desk import Desk, Shelf
from library.grammar.fences import cut
from library.grammar.footnotes import take_notes
from library.grammar.press import Presses
from library.grammar.report import Place, Report
from library.grammar.sanitise import ATTRIBUTES, CLASSES, SCHEMES, clean
from library.grammar.trees import ReferenceTree
from tests.library.grammar.builders import BODY, compiled

PRESSES = Presses()
REFERENCE = ReferenceTree(key="a-2001", authors="A", year=2001, title="T", venue="V")
SHELF = Shelf(terms={"word": "Word"}, references=frozenset({"a-2001"}), scales=frozenset({"tiny"}))
SEEDS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><g onload=alert(1)></svg>",
    "<svg><style><img src=x onerror=1></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=1&gt;\">",
    "<iframe srcdoc='<script>1</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](lesson:a\" onclick=\"x)",
    "[x](https://a.org/\" onmouseover=\"x)",
    "[x](https://a.org 'title\" onclick=x')",
    "[x](<javascript:alert(1)>)",
    "![x\" onerror=\"alert(1)](figures/a.png)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=1>)",
    "[x]: javascript:alert(1)\n[x]",
    "<javascript:alert(1)>",
    "<https://evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#106;avascript:alert(1)",
    "[x](&#106;avascript:alert(1))",
    "`<script>`",
    "    <script>x</script>",
    "{: onclick=x }",
    "# x {#y onclick=z}",
    "/// story | <script>x</script>",
    "/// story | a\n    attrs: {onclick: x}\n\nb\n///",
    "/// slot | 0\n///",
    '<hr data-slot="0">',
    "/// html | script\nx\n///",
    "[^1]",
    "[^<b>]: a-2001 · mixed: <script>",
    "[^1]: a-2001 · mixed: <script>x</script>",
    "\x02wzxhzdk:0\x03",
    "\x02script\x03",
    "klzzwxh:0000",
    "* <b>x</b>\n  1. <i>",
    "> <style>*{}</style>",
    "<!-- --!> <img src=x onerror=1> -->",
    "<![CDATA[<script>]]>",
    "<?php x ?>",
    "<base href=//evil>",
    "<form action=x><input name=y>",
    "</section></div><script>",
    "\\<script\\>",
    "**<b>**__</b>__",
]  # fmt: skip
PIECES = st.lists(
    st.one_of(
        st.sampled_from(SEEDS),
        st.sampled_from(BODY.split("\n")),
        st.text(max_size=30),
        st.text(alphabet="<>[]()!*_`\"'&#;:/\\|- \n?xX^{}=aij", max_size=40),
    ),
    max_size=12,
)


def rendered(text: str) -> list[str]:
    """All HTML that a body becomes, whether or not its faults would have stopped it."""
    place = Place(Report(), "content/a.md")
    segments, notes = take_notes(cut(text, place, first_line=1), place)
    desk = Desk(place, SHELF, tuple(text.split("\n")))
    body = compile_body(
        segments,
        notes,
        desk,
        PRESSES,
        {"a-2001": REFERENCE},
        lesson_id="lesson",
        listed=("a-2001",),
        sources_line=1,
    )
    pieces = [part.html for part in body.parts if part.kind == "html"]
    pieces += [exercise.intro_html for exercise in body.exercises]
    for question in (question for check in body.checks for question in check.questions):
        pieces.append(question.text_html)
        pieces += [html for option in question.options for html in (option.text_html, option.feedback_html)]
    return pieces


def elements(html: str) -> Iterator[ElementTree.Element]:
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        if element is not tree:
            yield element


def faults(html: str) -> Iterator[str]:
    """What a browser would find in this HTML that the allow-list does not name."""
    for element in elements(html):
        if element.tag not in ATTRIBUTES:
            yield f"element {element.tag}"
            continue
        for name, value in element.attrib.items():
            if name == "class":
                if not set(value.split()) <= CLASSES.get(element.tag, set()):
                    yield f"class {value}"
            elif name not in ATTRIBUTES[element.tag]:
                yield f"attribute {name}"
            elif name in ("href", "src") and not is_harmless(value):
                yield f"address {value}"


def is_harmless(address: str) -> bool:
    bare = re.sub(r"[\x00-\x20\x7f-\xa0]", "", address)
    if urlsplit(bare).scheme:
        return urlsplit(bare).scheme in SCHEMES
    return bool(re.match(r"(/help/|/pause/$|#s\d+$|#r\d+|#term-[a-z0-9-]+$)", bare))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_of_our_own_making_leaves_nothing_behind(seed):
    for html in rendered(f"Words.\n\n{seed}\n\n- {seed}\n\n/// key\n{seed}\n///\n\n> {seed}"):
        assert list(faults(html)) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES)
def test_no_text_becomes_more_than_the_allow_list_names(pieces):
    for html in rendered("\n".join(pieces)):
        assert list(faults(html)) == []


@settings(max_examples=100, deadline=None)
@given(PIECES)
def test_no_text_in_a_check_or_an_exercise_becomes_more_than_the_allow_list_names(pieces):
    words = " ".join(" ".join(pieces).split())
    text = (
        f"/// check\n? {words}\n- [x] {words} | {words}\n- [ ] {words}\n///\n\n/// do\nDo:\n- {words}\n///\n\n"
        f"/// exercise | one\nlighter: {words}\n\n{words}\n\n- short: a | {words}\n///\n"
    )
    for html in rendered(text):
        assert list(faults(html)) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


def test_every_part_of_a_sound_lesson_is_complete_in_itself(tmp_path):
    library = compiled(tmp_path).library
    assert library is not None
    for part in library.courses[0].modules[0].lessons[0].parts:
        if part.kind == "html":
            assert list(faults(part.html)) == []
            assert clean(part.html).count("<") == part.html.count("<")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from(["references.yaml", "glossary.yaml", "scales/tiny.yaml", "courses/x.md"]),
)
def test_no_bytes_whatever_make_the_compiler_raise(tmp_path: Path, data: bytes, name: str):
    assert compiled(tmp_path, {name: data}).problems is not None
    (tmp_path / "content" / name).unlink(missing_ok=True)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab:-[]{}\"'#&*!|>?%@` \n\t0159.,~<=", max_size=120))
def test_no_yaml_whatever_makes_the_compiler_raise(tmp_path: Path, text: str):
    assert compiled(tmp_path, {"references.yaml": text}).problems is not None
