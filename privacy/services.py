"""Gathers what every table has declared about export and erasure."""

from django.apps import apps

from common.declarations import Declaration
from privacy.rules import LIBRARY_TABLES


def declarations() -> dict[str, Declaration | None]:
    """Each table's declaration by model label; None where there is none."""
    return {
        model._meta.label: getattr(model, "personal_data", None) or LIBRARY_TABLES.get(model._meta.label)
        for model in apps.get_models()
    }
