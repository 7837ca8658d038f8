"""From one model to another without importing models: rooms import one way."""

from typing import Any


def related(model: Any, name: str) -> Any:
    """The model at the other end of a relation."""
    return model._meta.get_field(name).related_model
