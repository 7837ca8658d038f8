"""No process works with the wrong keys: each proves at its start that it can open what was sealed here.

Tables are looked up by name, so that this can be imported before Django is set up.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import ENVIRONMENT_VARIABLE, settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, models
from django.db.backends.signals import connection_created

from common import sealing
from common.fields import SealedField

if TYPE_CHECKING:
    from common.models import KeyProof

EXIT = 3  # gunicorn gives up on this one; after any other it would start its workers again and again
WORDS = "These words open with the right key."
NEEDED = "This database holds words that were sealed with it."
MEND = "docs/operating.md, “Keys”, says where keys belong and how to change them."


class WrongKeys(Exception):
    """A key is missing, or another one carries its name. The message is a sentence for the operator."""


def read_settings_or_exit() -> None:
    """Ends the process with one sentence when a variable is missing or makes no sense.

    Settings that build on ours are being read at this moment, and would be taken half.
    """
    if not settings.configured and os.environ.get(ENVIRONMENT_VARIABLE) in sys.modules:
        return
    try:
        settings.PRODUCTION  # noqa: B018 (settings are read at the first look at one of them)
    except ImproperlyConfigured as sentence:
        _say(sentence)
        sys.exit(EXIT)


def prove_or_exit() -> None:
    """Sets Django up, and goes on only if every key that has sealed something here is at hand.

    Without a database, or without its tables, there is nothing to open yet: the proof waits for the next connection.
    """
    try:
        django.setup()
        prove()
    except (ImproperlyConfigured, WrongKeys) as sentence:
        _say(sentence)
        sys.exit(EXIT)
    except DatabaseError:
        connection_created.connect(_prove_later, dispatch_uid="common.keys")
    connections.close_all()  # a process that forks must not take a connection along


def prove() -> None:
    """One query, when there is nothing to complain of; raises WrongKeys."""
    proofs = dict(_proofs().values_list("key_id", "proof"))
    for key_id, proof in proofs.items():
        _try(key_id, bytes(proof))
    writes = settings.ENCRYPTION_KEYS[0][0]
    if writes in proofs:
        return
    if not proofs:
        _try_what_is_there()  # a database from before there were proofs
    _write_proof(writes)


def sealed_columns() -> Iterator[tuple[type[models.Model], tuple[SealedField, ...]]]:
    """Every table with something sealed in it."""
    for model in apps.get_models(include_auto_created=True):
        columns = tuple(f for f in model._meta.local_concrete_fields if isinstance(f, SealedField))
        if columns and model._meta.managed and not model._meta.proxy:
            yield model, columns


def forget_proof(key_id: str) -> None:
    """Nothing needs this key any more."""
    _proofs().filter(key_id=key_id).delete()


def proven_ids() -> set[str]:
    return set(_proofs().values_list("key_id", flat=True))


def _proofs() -> models.QuerySet[KeyProof]:
    model: Any = apps.get_model("common", "KeyProof")
    proofs: models.QuerySet[KeyProof] = model.objects.all()
    return proofs


def _write_proof(key_id: str) -> None:
    """Several processes start at once: the first one's stands, and the others must be able to open it."""
    proof = sealing.seal(WORDS, place=_place(key_id))
    _proofs().bulk_create([_proofs().model(key_id=key_id, proof=bytes(proof))], ignore_conflicts=True)
    _try(key_id, bytes(_proofs().get(key_id=key_id).proof))


def _try(key_id: str, proof: bytes) -> None:
    if key_id not in dict(settings.ENCRYPTION_KEYS):
        raise WrongKeys(
            f"The encryption key “{key_id}” is missing. {NEEDED} Put it back into ENCRYPTION_KEYS: first if it should"
            f" write, else behind the one that does. {MEND}"
        )
    try:
        sealing.open_sealed(proof, place=_place(key_id))
    except sealing.CannotOpen:
        raise WrongKeys(
            f"The encryption key “{key_id}” in ENCRYPTION_KEYS is not the one this database was sealed with. Put the"
            f" right one back under this id, and give a new key an id of its own. {MEND}"
        ) from None


def _try_what_is_there() -> None:
    """Opens one value of each sealed column."""
    for model, columns in sealed_columns():
        for column in columns:
            row = model._base_manager.filter(**{f"{column.name}__isnull": False}).first()
            try:
                getattr(row, column.name, None)
            except sealing.CannotOpen as error:
                raise WrongKeys(
                    f"What is sealed in {model._meta.db_table} does not open. {error} {MEND}"
                ) from None


def _place(key_id: str) -> str:
    return f"common_keyproof|proof|{key_id}"


def _prove_later(connection: Any, **_: Any) -> None:
    """The database is back. A thread cannot end the process with an exception, so it ends it outright."""
    connection_created.disconnect(dispatch_uid="common.keys")
    try:
        prove()
    except WrongKeys as refusal:
        _say(refusal)
        os._exit(EXIT)
    except DatabaseError:
        connection_created.connect(_prove_later, dispatch_uid="common.keys")


def _say(sentence: Exception) -> None:
    stream = sys.__stderr__ or sys.stderr  # Celery puts a logger in the place of the other one
    stream.write(f"{sentence}\n")
    stream.flush()
