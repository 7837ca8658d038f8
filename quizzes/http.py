"""How answers to a check travel in a form."""

from __future__ import annotations

from django.http import QueryDict

FIELD = "q-"  # before the id of a check's question, so that no question can pass for another field


def chosen(data: QueryDict) -> dict[str, list[str]]:
    """The options ticked on a check, by question."""
    return {name[len(FIELD) :]: data.getlist(name) for name in data if name.startswith(FIELD)}
