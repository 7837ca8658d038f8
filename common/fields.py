"""Model fields that know how to keep a secret."""

import base64
import copy
import json
import pickle
from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models

from common import sealing
from common.sealing import CannotOpen, Sealed


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Text or JSON that is encrypted in the database and plain on the instance.

    The ciphertext is bound to table, column and the row's `owner` attribute (a field or property that never changes,
    such as a random key), so it cannot be moved to another row. Reading happens on first use of the attribute.
    Whatever would go round the instance is refused: lookups, expressions, updates with anything but a ciphertext.
    values(), serializers and forms see ciphertext only; an instance whose words were opened cannot be pickled.
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

    # Sealing and opening ----------------------------------------------------------------------------------------

    def place(self, instance: models.Model) -> str:
        owner = getattr(instance, self.owner)
        column = self._owner_column()
        if column is not None:
            owner = column.to_python(owner)  # a key given as text is the same key
        if owner in (None, ""):
            raise FieldError(
                f"{instance._meta.label}.{self.name} cannot be sealed before {self.owner} is set."
            )
        return f"{instance._meta.db_table}|{self.name}|{owner}"

    def _owner_column(self) -> Any:
        return self.model._meta._forward_fields_map.get(self.owner)  # type: ignore[attr-defined]

    def seal(self, instance: models.Model, value: Any) -> Sealed:
        if isinstance(value, bytes | bytearray | memoryview) or hasattr(value, "resolve_expression"):
            raise FieldError(f"{self.name} is sealed: give it words or data, and save the instance.")
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if self.as_json else str(value)
        return sealing.seal(text, place=self.place(instance))

    def open(self, instance: models.Model, value: Sealed) -> Any:
        text = sealing.open_sealed(value, place=self.place(instance))
        try:
            return json.loads(text) if self.as_json else text
        except ValueError:  # the error would carry the words
            raise CannotOpen("A sealed value is not of the form its column keeps.") from None

    def renewed(self, instance: models.Model, value: Sealed) -> Sealed:
        """The same words under the key that writes; raises CannotOpen."""
        place = self.place(instance)
        return sealing.seal(sealing.open_sealed(value, place=place), place=place)

    def ciphertext(self, instance: models.Model) -> Sealed | None:
        """What the database gets for this instance. An old key is left behind whenever a row is saved."""
        held: Sealed | _Plain | None = instance.__dict__.get(self.attname)
        if isinstance(held, _Plain):
            return self.seal(instance, held.value)
        if held is None or sealing.is_current(held):
            return held
        try:
            return self.renewed(instance, held)
        except CannotOpen:  # it is not ours to lose
            return held

    # What Django asks of a field ----------------------------------------------------------------------------------

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.ciphertext(model_instance)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            self._refuse()
        return super().get_db_prep_value(value, connection, prepared)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> Any:
        """Asked for every value of an UPDATE, also for expressions, which would write what nobody sealed."""
        if hasattr(value, "as_sql"):
            self._refuse()
        return super().get_placeholder(value, compiler, connection)  # type: ignore[misc]

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {
            "isnull",
            "exact",
        }:  # exact: None is looked for by it, all else is refused above
            self._refuse()
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        self._refuse()

    def value_from_object(self, obj: models.Model) -> Any:
        return self.ciphertext(obj)

    def value_to_string(self, obj: models.Model) -> str:
        return base64.b64encode(self.ciphertext(obj) or b"").decode()

    def clean(self, value: Any, model_instance: Any) -> Any:
        return value

    def _refuse(self) -> NoReturn:
        raise FieldError(f"{self.name} is sealed: save it through the instance, and do not filter by it.")


class _Plain:
    """Words that are plain in this process, and stay in it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Plain":
        return _Plain(copy.deepcopy(self.value, memo))

    def __reduce_ex__(self, _: Any) -> NoReturn:
        raise pickle.PicklingError(
            "Sealed words that were opened are not for caches or queues. Pass the key."
        )


class _SealedAttribute:
    """Opens the value the first time somebody looks at it, and only then."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            self._fetch(instance)
        held = instance.__dict__[self.field.attname]
        if isinstance(held, Sealed):
            held = instance.__dict__[self.field.attname] = _Plain(self.field.open(instance, held))
        return held.value if isinstance(held, _Plain) else held

    def __set__(self, instance: models.Model, value: Any) -> None:
        is_held = value is None or isinstance(value, Sealed)
        instance.__dict__[self.field.attname] = value if is_held else _Plain(value)

    def _fetch(self, instance: models.Model) -> None:
        """A deferred column, with its owner where that is one, or opening it would need a second query."""
        column = self.field._owner_column()
        names = [self.field.attname, *([column.attname] if column is not None else ())]
        rows = type(instance)._base_manager.using(instance._state.db).filter(pk=instance.pk)
        for name, value in zip(names, rows.values_list(*names).get(), strict=True):
            instance.__dict__.setdefault(name, value)
