"""Model fields that know how to keep a secret."""

import json
import uuid
from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from common import sealing


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Text or JSON that is encrypted in the database and plain on the instance.

    The ciphertext is bound to table, column and the row's `owner` attribute (a field that never changes, such as a
    random key), so it cannot be moved to another row. Reading happens on first use of the attribute.
    Lookups on it are refused: there is nothing to compare.
    """

    def __init__(self, *args: Any, owner: str = "key", as_json: bool = False, **kwargs: Any) -> None:
        self.owner = owner
        self.as_json = as_json
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            {**kwargs, "owner": self.owner, "as_json": self.as_json, "null": self.null, "editable": False},
        )

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _SealedAttribute(self))

    def place(self, instance: models.Model) -> str:
        owner = getattr(instance, self.owner)
        if owner in (None, ""):
            raise FieldError(
                f"{instance._meta.label}.{self.name} cannot be sealed before {self.owner} is set."
            )
        table = instance._meta.db_table
        return f"{table}|{self.name}|{uuid.UUID(str(owner)) if isinstance(owner, uuid.UUID) else owner}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Sealed):
            return value.data if value is not None else None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if self.as_json else str(value)
        return sealing.seal(text, place=self.place(model_instance))

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else _Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, bytes | bytearray | memoryview):
            raise FieldError(f"{self.name} is sealed: save it through the instance, and do not filter by it.")
        return super().get_db_prep_value(value, connection, prepared)

    def open(self, instance: models.Model, value: "_Sealed") -> Any:
        text = sealing.open_sealed(value.data, place=self.place(instance))
        return json.loads(text) if self.as_json else text


class _Sealed:
    """A ciphertext as it came from the database, not opened yet."""

    def __init__(self, data: bytes) -> None:
        self.data = data


class _SealedAttribute:
    """Opens the value the first time somebody looks at it, and only then."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            # With its owner, or opening it would need a second query.
            instance.refresh_from_db(fields=[self.field.attname, self.field.owner])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, _Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value
