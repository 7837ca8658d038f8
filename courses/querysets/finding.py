"""Full text behind one door: FTS5 on SQLite, tsvector on PostgreSQL. Both look for stems, long ones as beginnings."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import connection, models
from django.db.models import Case, Value, When

from courses.rules.finding import is_beginning

MOST = 40

# A word in a title tells most, one in the lead more than one in the text. FTS5's bm25 is the better the smaller.
SQLITE = """
    SELECT rowid FROM courses_findable_words WHERE courses_findable_words MATCH %s
    ORDER BY bm25(courses_findable_words, 10.0, 4.0, 1.0), rowid LIMIT %s
"""
# 1: divided by 1 + the logarithm of the length, so that a long lesson does not win by its length.
POSTGRESQL = """
    SELECT id FROM courses_findable, to_tsquery('simple', %s) AS asked WHERE words @@ asked
    ORDER BY ts_rank('{0, 0.1, 0.4, 1.0}', words, asked, 1) DESC, id LIMIT %s
"""


class FindableQuerySet(models.QuerySet[Any]):
    def holding_all(self, stems: Sequence[str]) -> Self:
        """Those that hold every stem, most telling first, at most forty."""
        return self._ranked(_query(stems, {"sqlite": " AND ", "postgresql": " & "}))

    def holding_some(self, stems: Sequence[str]) -> Self:
        """Those that hold at least one of the stems, most telling first, at most forty."""
        return self._ranked(_query(stems, {"sqlite": " OR ", "postgresql": " | "}))

    def _ranked(self, query: str) -> Self:
        statement = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(statement, [query, MOST])
            found = [row[0] for row in cursor.fetchall()]
        order = Case(*(When(pk=pk, then=Value(at)) for at, pk in enumerate(found)), default=Value(MOST))
        return self.filter(pk__in=found).order_by(order)


def _query(stems: Sequence[str], joined: dict[str, str]) -> str:
    """Stems hold letters and digits only (rules.finding.WORD), so that quoting them is enough."""
    whole, begun = {"sqlite": ('"{}"', '"{}"*'), "postgresql": ("'{}'", "'{}':*")}[connection.vendor]
    words = [(begun if is_beginning(stem) else whole).format(stem) for stem in stems]
    return joined[connection.vendor].join(words)
