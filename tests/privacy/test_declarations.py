"""No table without a word on what becomes of it when a person asks for their data, or goes."""

import pytest
from django.apps import apps
from django.db import models

from accounts.models import User
from common.declarations import Declaration, Erasure, PersonalData
from privacy.rules import LIBRARY_TABLES
from privacy.services import declarations

DECLARED = declarations()
# Keys instead of foreign keys, on purpose: these tables must not know a person by reference.
BY_KEY = {"outbox.Mail", "accounts.AuditEntry", "accounts.User"}


@pytest.mark.parametrize("label", sorted(DECLARED))
def test_every_table_declares_what_becomes_of_it(label: str):
    assert isinstance(DECLARED[label], Declaration), (
        f"{label} has no declaration: see common/declarations.py."
    )


@pytest.mark.parametrize("label", sorted(set(DECLARED) - BY_KEY))
def test_the_declared_owner_is_a_path_that_ends_at_a_person(label: str):
    declared = DECLARED[label]
    if not isinstance(declared, PersonalData):
        return
    for path in (declared.owner,) if isinstance(declared.owner, str) else declared.owner:
        model: type[models.Model] = apps.get_model(label)
        for part in path.split("__"):
            field = model._meta.get_field(part)
            assert field.related_model, f"{label}: {path} stops at {part}."
            model = field.related_model
        assert model is User, f"{label}: {path} ends at {model.__name__}."


@pytest.mark.parametrize("label", sorted(DECLARED))
def test_a_table_that_points_at_a_person_says_so(label: str):
    people = [
        f
        for f in apps.get_model(label)._meta.get_fields()
        if isinstance(f, models.ForeignKey) and f.related_model is User
    ]
    if people:
        assert isinstance(DECLARED[label], PersonalData), f"{label} points at a person and declares none."


def test_only_random_keys_and_keyed_hashes_outlive_a_person():
    kept = {
        label
        for label, declared in DECLARED.items()
        if isinstance(declared, PersonalData) and declared.at_erasure == Erasure.KEEP_STUB
    }
    assert kept == {"accounts.AuditEntry", "outbox.Suppression", "privacy.Erased"}


def test_no_declaration_is_left_over_for_a_table_that_is_gone():
    assert set(LIBRARY_TABLES) <= {model._meta.label for model in apps.get_models()}
