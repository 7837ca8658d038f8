"""Every icon a page asks for is one that is built."""

import re

from tests.house.reading import ROOT
from tools.build_assets import SPRITE

ASKED = re.compile(r"""<c-icon\b[^>]*\bname="([a-z-]+)"|\bicon="([a-z-]+)"|sprite\.svg' %}#([a-z-]+)""")


def test_every_icon_in_a_template_is_in_the_sprite():
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    asked = {name for found in ASKED.findall(pages) for name in found if name}
    assert asked
    assert asked <= set(SPRITE)
