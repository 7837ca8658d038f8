"""A result on paper: the words and drawings of its page, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import pdf
from quizzes.services.papers.drawings import bonds_blocks, map_blocks, scales
from quizzes.services.papers.numbers import numbers_blocks
from quizzes.services.papers.pieces import Block
from quizzes.services.papers.words import limits, means, top
from quizzes.services.results import Shown


def print_result(*, shown: Shown) -> bytes:
    """Tagged, with a title that says nothing; made while the request waits."""
    data = {"blocks": list(blocks_of(shown))}
    return pdf.render("result.typ", data, title=_("Notes"), language=get_language() or "en")


def blocks_of(shown: Shown) -> Iterator[Block]:
    """Headings, paragraphs, lists, tables and drawings of the paper, from top to bottom."""
    yield from top(shown)
    if not shown.reading.is_scored:
        return
    if shown.reading.plane:
        yield from map_blocks(shown)
    yield from scales(shown)
    if shown.bonds:
        yield from bonds_blocks(shown)
    if shown.reading.is_map:
        yield from means(shown.reading)
    yield from numbers_blocks(shown)
    yield from limits(shown)
