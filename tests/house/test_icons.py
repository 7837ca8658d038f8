"""Every icon a page asks for is one that is built."""

import re

from journal.rules.trend import WORDS
from tests.house.reading import ROOT
from tools.build_assets import OWN, SPRITE

ASKED = re.compile(r"""<c-icon\b[^>]*\bname="([a-z-]+)"|\bicon="([a-z-]+)"|sprite\.svg' %}#([a-z-]+)""")


def test_every_icon_in_a_template_is_in_the_sprite():
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    asked = {name for found in ASKED.findall(pages) for name in found if name}
    assert asked
    assert asked <= {*SPRITE, *OWN}


def test_every_word_of_a_check_in_has_its_own_drawing():
    assert {f"feel-{word.lower()}" for word in WORDS} <= set(OWN)
