"""The mail whose words cannot be made again: they wait encrypted in the row."""

from datetime import datetime
from typing import Any

from outbox.rules import Message, Prepared, Skip


def prepare_sealed(keys: dict[str, Any], now: datetime) -> Prepared:
    """Kind "direct": `sealed` holds to, subject, text and, if there is any, html and headers."""
    if "to" not in keys:
        return Skip("Its words were blanked.")
    return Message(
        to=keys["to"],
        subject=keys["subject"],
        text=keys["text"],
        html=keys.get("html", ""),
        headers=keys.get("headers", {}),
    )
