"""Which rows of which tables are a person's, read from what every table has declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import User
from common.declarations import Declaration, Erasure, Export, PersonalData
from privacy.rules.tables import KEYS, LIBRARY_TABLES, in_order


@dataclass(frozen=True)
class Table:
    """A table with something of people in it."""

    model: type[models.Model]
    declared: PersonalData

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def paths(self) -> tuple[str, ...]:
        owner = self.declared.owner
        return (owner,) if isinstance(owner, str) else owner

    def rows_of(self, user: User) -> models.QuerySet[Any]:
        """The person's rows, in the order they were written. Without an owner there are none."""
        if not self.paths:
            return self.model._base_manager.none()
        mine = Q.create([Q(**{path: _value(path, user)}) for path in self.paths], connector=Q.OR)
        return self.model._base_manager.filter(mine).order_by("pk")


def declarations() -> dict[str, Declaration | None]:
    """Each table's declaration by model label; None where there is none."""
    return {
        model._meta.label: getattr(model, "personal_data", None) or LIBRARY_TABLES.get(model._meta.label)
        for model in apps.get_models()
    }


def tables_to_export() -> list[Table]:
    """In the order of the product's own pages."""
    named = {each.label: each for each in _tables() if each.declared.at_export == Export.ALL}
    return [named[label] for label in in_order(named)]


def tables_to_empty() -> list[Table]:
    """Those whose rows go by themselves, what hangs on others first, and the people last of all."""
    going = {each.model: each for each in _tables() if each.declared.at_erasure == Erasure.DELETE}
    ordered: dict[type[models.Model], Table] = {}
    for model in sorted(going, key=lambda each: each._meta.label):
        _put(model, going, ordered)
    return list(reversed(ordered.values()))


def tables_to_blank() -> list[Table]:
    return [each for each in _tables() if each.declared.at_erasure == Erasure.BLANK]


def _put(
    model: type[models.Model],
    going: Mapping[type[models.Model], Table],
    ordered: dict[type[models.Model], Table],
) -> None:
    """After everything it points at."""
    if model in ordered:
        return
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and target in going and target is not model:
            _put(target, going, ordered)
    ordered[model] = going[model]


def _tables() -> list[Table]:
    found = declarations()
    return [
        Table(model, declared)
        for model in apps.get_models()
        if isinstance(declared := found[model._meta.label], PersonalData)
    ]


def _value(path: str, user: User) -> Any:
    last = path.rpartition("__")[2]
    return getattr(user, KEYS[last]) if last in KEYS else user
