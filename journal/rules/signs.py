"""Names that a form's page, its controls and its address have to agree on."""

from collections.abc import Mapping

FIELD = "f-"  # before a field's key, so that no field can pass for another control of the page


def was_kept(name: str) -> str:
    """Marks the message that a form was kept, for the form itself to say it too."""
    return f"kept-{name}"


def prints_notes(query: Mapping[str, str]) -> bool:
    """Whether a page was asked for to be printed with what its reader wrote."""
    return query.get("print") == "notes"
