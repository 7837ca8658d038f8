"""What belongs to a row, read together with it: a page asks once, however many kinds of things it shows."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery


class Rows(Subquery):
    """The rows of a subquery as one list of lists, in the order of `names`; an empty list where there are none.

    For a few rows: whole numbers and texts come as they are, moments as text (see `moment`). What is sealed cannot be
    opened from here.
    """

    templates = {
        "sqlite": "(SELECT json_group_array(json_array({columns})) FROM (%(subquery)s) found)",
        "postgresql": (
            "(SELECT coalesce(jsonb_agg(jsonb_build_array({columns})), '[]') FROM (%(subquery)s) found)"
        ),
    }

    def __init__(self, rows: QuerySet[Any], *names: str) -> None:
        self.names = names
        super().__init__(rows.values(*names), output_field=JSONField())

    def as_sql(self, compiler: Any, connection: Any, template: Any = None, **extra: Any) -> Any:
        columns = ", ".join(connection.ops.quote_name(name) for name in self.names)
        template = self.templates[connection.vendor].format(columns=columns)
        return super().as_sql(compiler, connection, template=template, **extra)


def moment(text: str) -> datetime:
    """A moment in one of these lists. SQLite keeps moments without their zone, which is UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
