"""The files of a copy, written a few rows at a time: pages to read, JSON and CSV of the same rows, and an index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from common.spreadsheets import as_csv
from privacy.rules.pages import Frame, Way, as_html, head, listed, paragraphs, tail
from privacy.services.cells import TIME, cells_of, columns_of, data_of, flat
from privacy.services.pieces import pieces_of
from privacy.services.tables import Table
from privacy.services.words import title_of_table

ON_A_PAGE = 500
HOME = "index.html"
Part = tuple[str, str]  # the path of a file, and the next piece of it


@dataclass(frozen=True)
class Batch:
    """Some rows of a table, in their order. `begun` rows are in the files already; `is_last` says that none follows.

    `begun` is a multiple of the size of a batch, and ON_A_PAGE is one too.
    """

    table: Table
    rows: Sequence[Any]
    begun: int
    is_last: bool

    @property
    def name(self) -> str:
        return self.table.label.lower().replace(".", "-")

    @property
    def page(self) -> int:
        return self.begun // ON_A_PAGE + 1

    def page_name(self, page: int) -> str:
        return f"{self.name}.html" if page == 1 else f"{self.name}-{page}.html"


def parts_of(batch: Batch, *, reader: User) -> Iterator[Part]:
    yield f"pages/{batch.page_name(batch.page)}", _page(batch, reader)
    rows = [list(cells_of(row, reader=reader)) for row in batch.rows]
    yield f"data/{batch.name}.json", _json(batch, [data_of(row) for row in rows])
    whole = as_csv([column.name for column in columns_of(batch.table.model)], map(flat, rows)).decode()
    yield f"data/{batch.name}.csv", whole.partition("\r\n")[2] if batch.begun else whole


def index_of(tables: Sequence[tuple[Table, int]], *, now: datetime) -> Iterator[Part]:
    """The page to begin with. `tables` with how many rows of each are in the files."""
    made = date_format(timezone.localtime(now), TIME)
    to_read = [(_to_page(table), _rows(count)) for table, count in tables if count]
    to_use = [
        (Way(f"data/{_file(table)}.{ending}", f"{_file(table)}.{ending}"), "")
        for table, count in tables
        for ending in ("json", "csv")
        if count
    ]
    yield (
        HOME,
        "".join(
            [
                head(_frame(_("A copy of everything"))),
                paragraphs(
                    [
                        _("Made on %(time)s.") % {"time": made},
                        _("Everything kept about you under your account. It opens without the internet."),
                        _(
                            "Whoever can open this file can read it. Keep it where only you look, or delete it."
                        ),
                    ]
                ),
                listed(_("To read"), to_read),
                listed(_("The same for programs"), to_use),
                tail(),
            ]
        ),
    )


def archive_name(now: datetime) -> str:
    """Says nothing but the site and the day."""
    site = "".join(letter for letter in settings.SITE_NAME.lower() if letter.isascii() and letter.isalnum())
    return f"{site or 'copy'}-{timezone.localdate(now).isoformat()}.zip"


def _json(batch: Batch, rows: Sequence[dict[str, Any]]) -> str:
    """A list that goes on over pieces."""
    objects = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return (",\n" if batch.begun else "[\n") + objects + ("\n]\n" if batch.is_last else "")


def _page(batch: Batch, reader: User) -> str:
    begins, ends = batch.begun % ON_A_PAGE == 0, batch.is_last or _fills_page(batch)
    body = "".join(as_html(piece) for piece in pieces_of(batch.rows, reader=reader))
    title = title_of_table(batch.table.label, batch.table.model)
    opening = head(_frame(title), ways=_ways_back(batch)) if begins else ""
    return opening + body + (tail(ways=_ways_on(batch)) if ends else "")


def _fills_page(batch: Batch) -> bool:
    return (batch.begun + len(batch.rows)) % ON_A_PAGE == 0


def _ways_back(batch: Batch) -> list[Way]:
    """Above a page: to the index, and to what came before."""
    earlier = [Way(batch.page_name(batch.page - 1), _("Earlier"))] if batch.page > 1 else []
    return [Way(f"../{HOME}", _("Everything")), *earlier]


def _ways_on(batch: Batch) -> list[Way]:
    """Below it: to what comes after."""
    return [] if batch.is_last else [Way(batch.page_name(batch.page + 1), _("Later"))]


def _frame(title: str) -> Frame:
    return Frame(title, get_language() or "en", "rtl" if get_language_bidi() else "ltr")


def _file(table: Table) -> str:
    return table.label.lower().replace(".", "-")


def _to_page(table: Table) -> Way:
    return Way(f"pages/{_file(table)}.html", title_of_table(table.label, table.model))


def _rows(count: int) -> str:
    return ngettext("(%(count)d)", "(%(count)d)", count) % {"count": count}
