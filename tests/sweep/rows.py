"""Every row of every table: whose it is, what opens it, who may see it, and what has changed since."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models, transaction

from accounts.access import passkey_key
from accounts.models import AuditEntry, User, Visit
from clinic.models import Link, Pick, SharedEntry, Sharing
from common.declarations import PersonalData
from outbox.models import Mail
from quizzes.models import Result

A_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
A_WRITE = re.compile(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
VISITS = Visit._meta.db_table  # written by whoever makes any request: that they are here
COUNTERS = {"cache"}  # how often somebody tried


@dataclass(frozen=True)
class Row:
    """One row that a key opens; `people` are those it is about, by User.pk."""

    model: type[models.Model]
    key: str
    people: frozenset[int]
    row: Any = field(compare=False, hash=False)

    @property
    def kind(self) -> str:
        return self.model._meta.label

    @property
    def link(self) -> Link | None:
        return self.row if isinstance(self.row, Link) else getattr(self.row, "link", None)


def people_of(row: models.Model, depth: int = 4) -> frozenset[int]:
    """Everybody a row leads to: its own people, and those of the rows it stands on."""
    if isinstance(row, User):
        return frozenset({row.pk})
    if isinstance(row, AuditEntry):
        return frozenset(User.objects.filter(audit_key=row.subject_key).values_list("pk", flat=True))
    if isinstance(row, Mail):
        return frozenset(User.objects.filter(key=row.recipient_key).values_list("pk", flat=True))
    found: frozenset[int] = frozenset()
    for one in row._meta.concrete_fields:
        if not isinstance(one, models.ForeignKey) or not depth or getattr(row, one.attname) is None:
            continue
        if issubclass(one.related_model, User):
            found |= {getattr(row, one.attname)}
        elif is_personal(one.related_model):
            found |= people_of(getattr(row, one.name), depth - 1)
    return found


def is_personal(model: type[models.Model]) -> bool:
    """Tables of ours declare it; of other people's, those that lead straight to a person."""
    declared = getattr(model, "personal_data", None)
    if declared is not None:
        return isinstance(declared, PersonalData)
    return any(getattr(one, "related_model", None) is User for one in model._meta.concrete_fields)


def personal_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if is_personal(model)]


def keys_of(row: models.Model) -> Iterator[str]:
    """What the outside knows a row by: every random key in it that is its own."""
    for one in row._meta.concrete_fields:
        value = getattr(row, one.attname)
        if isinstance(value, UUID) and one.attname in OWN_KEYS:
            yield str(value)
    if isinstance(row, Visit):
        yield row.key
    if isinstance(row, Authenticator) and row.type == Authenticator.Type.WEBAUTHN:
        yield str(passkey_key(row))


OWN_KEYS = {"key", "audit_key", "together_key", "calendar_key"}


class Rows:
    """All of it at one moment, by key and by kind."""

    def __init__(self) -> None:
        self.by_key: dict[str, Row] = {}
        self.by_kind: dict[str, list[Row]] = defaultdict(list)
        for model in personal_models():
            for row in model._base_manager.order_by("pk"):
                people = people_of(row)
                for key in keys_of(row) if people else ():
                    self._keep(Row(model, key, people, row))
        self.agreed = {
            (one.link.clinician_id, one.link.client_id, one.kind)
            for one in Sharing.objects.in_force().select_related("link")
        }

    def _keep(self, row: Row) -> None:
        self.by_key.setdefault(row.key, row)
        self.by_kind[row.kind].append(row)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.by_key.values())

    def may(self, person: User | None, row: Row) -> bool:
        """Whether this person has any business with this row, on whichever side they stand."""
        if person is None:
            return False
        if person.pk not in row.people:
            return row.model is Result and any(self.shares(one, person, "scores") for one in row.people)
        link = row.link
        if link is None:
            return not self._is_of_closed_clinician(person, row)
        if link.ended_at is not None or person.pk == link.client_id:
            return link.ended_at is None
        return self._may_as_clinician(person, row, link)

    def may_read_about(self, person: User | None, row: Row) -> bool:
        """The same, and what came over a link that has ended, for its client: it stays theirs to read about."""
        is_client = person is not None and row.link is not None and row.link.client_id == person.pk
        return is_client or self.may(person, row)

    def shares(self, client_id: int, clinician: User, kind: str) -> bool:
        return clinician.is_clinician and (clinician.pk, client_id, kind) in self.agreed

    def _may_as_clinician(self, person: User, row: Row, link: Link) -> bool:
        if not person.is_clinician:
            return False
        if row.model is SharedEntry:
            return row.row.withdrawn_at is None and self.shares(link.client_id, person, "entries")
        return row.model is not Pick or link.paused_at is None

    def _is_of_closed_clinician(self, person: User, row: Row) -> bool:
        is_of_clinic = row.model._meta.app_label == "clinic"
        return is_of_clinic and not person.is_clinician


def one_of_each(rows: Iterable[Row]) -> list[Row]:
    """One row of each kind for each circle of people; what is true of it is true of the others."""
    seen: dict[tuple[str, frozenset[int]], Row] = {}
    for row in rows:
        seen.setdefault((row.kind, row.people), row)
    return list(seen.values())


# What has changed ----------------------------------------------------------------------------------------------


Table = dict[Any, tuple[Any, ...]]


def snapshot(tables: Iterable[str] | None = None) -> dict[str, Table]:
    """Every row of every table by its primary key, as the database holds it; sealed columns as they are."""
    found: dict[str, Table] = {}
    for model in apps.get_models(include_auto_created=True):
        name = model._meta.db_table
        if name in COUNTERS or (tables is not None and name not in tables):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{name}"')  # a table's own name
            place = [column[0] for column in cursor.description].index(model._meta.pk.column)
            found[name] = {row[place]: row for row in cursor.fetchall()}
    return found


class Writes:
    """Which tables something wrote to; used as `with connection.execute_wrapper(writes)`."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.tables.update(set(A_WRITE.findall(sql)) - COUNTERS)
        return execute(sql, params, many, context)


def changed(before: dict[str, Table], tables: Iterable[str]) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Table, primary key and columns of every row in these tables that is new, different or gone."""
    after = snapshot(set(tables))
    for name, rows in after.items():
        was = before[name]
        for pk in rows.keys() | was.keys():
            if rows.get(pk) != was.get(pk):
                yield name, pk, rows.get(pk) or was[pk]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back, so that the next request finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
