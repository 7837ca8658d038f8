"""Which keys open what is here: proven at a start, and brought up to date by `rotate_keys`."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import keys, rotation
from common.models import KeyProof
from common.sealing import head_of
from tests.common.sealed_rows import COLUMNS, make_row, sealed_columns_of

pytestmark = pytest.mark.django_db
OLD, NEW, ODD = ("k1", os.urandom(32)), ("k2", os.urandom(32)), ("summer26", os.urandom(32))
WORDS = "heron under the seventh lamp"
MODELS = list(dict.fromkeys(model for model, _ in COLUMNS))
ENTRY = next(model for model in MODELS if model._meta.label == "journal.Entry")


@pytest.fixture(autouse=True)
def ring(settings) -> None:
    settings.ENCRYPTION_KEYS = (OLD,)


def rotate(**options: object) -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=out, **options)
    return out.getvalue()


# The proof ----------------------------------------------------------------------------------------------------


def test_a_key_that_writes_leaves_a_proof_and_proving_again_costs_one_query():
    keys.prove()
    assert keys.proven_ids() == {"k1"}
    with CaptureQueriesContext(connection) as queries:
        keys.prove()
    assert len(queries) == 1


def test_a_missing_key_is_named_with_what_to_do(settings):
    keys.prove()
    settings.ENCRYPTION_KEYS = (NEW,)
    with pytest.raises(keys.WrongKeys, match=r"“k1” is missing.*Put it back into ENCRYPTION_KEYS"):
        keys.prove()
    assert keys.proven_ids() == {"k1"}, "A process that does not start leaves nothing behind."


def test_another_key_under_the_same_name_is_found_out(settings):
    keys.prove()
    settings.ENCRYPTION_KEYS = (("k1", NEW[1]),)
    with pytest.raises(keys.WrongKeys, match="“k1” in ENCRYPTION_KEYS is not the one"):
        keys.prove()


def test_a_proof_of_one_key_does_not_pass_for_another(settings):
    keys.prove()
    KeyProof.objects.update(key_id="k2")
    settings.ENCRYPTION_KEYS = (("k2", OLD[1]),)
    with pytest.raises(keys.WrongKeys):
        keys.prove()


def test_a_new_key_in_front_is_proven_beside_the_old_one(settings):
    keys.prove()
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    keys.prove()
    assert keys.proven_ids() == {"k1", "k2"}


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_a_database_older_than_the_proofs_is_tried_by_its_own_words(model, settings):
    make_row(model, WORDS)
    for wrong in [(NEW,), (("k1", NEW[1]),)]:
        settings.ENCRYPTION_KEYS = wrong
        with pytest.raises(keys.WrongKeys, match=model._meta.db_table) as refusal:
            keys.prove()
        assert WORDS not in str(refusal.value)
        assert not keys.proven_ids()
    settings.ENCRYPTION_KEYS = (OLD,)
    keys.prove()


# Rotation -----------------------------------------------------------------------------------------------------


def test_every_sealed_column_gets_the_new_key_and_the_old_one_can_be_dropped(settings):
    keys.prove()
    rows = [make_row(model, f"{WORDS} {model._meta.label} {n}") for model in MODELS for n in range(3)]
    settings.ENCRYPTION_KEYS = (NEW, ODD, OLD)
    keys.prove()
    said = rotate(batch=2)
    assert WORDS not in said
    assert "journal_entry: 3" in said
    assert "No row needs the key “k1” any more." in said
    assert keys.proven_ids() == {"k2"}
    settings.ENCRYPTION_KEYS = (NEW,)
    keys.prove()
    for row in rows:
        again = type(row)._base_manager.get(pk=row.pk)
        opened = {getattr(again, column.name) for column in sealed_columns_of(type(row))}
        assert len(opened) == 1
        assert opened.pop().startswith(f"{WORDS} {type(row)._meta.label}")


def test_turning_twice_writes_nothing_the_second_time(settings):
    make_row(MODELS[0], WORDS)
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    assert "1 rows in" in rotate()
    assert "0 rows in" in rotate()


def test_a_dry_run_says_which_old_keys_are_needed_and_changes_nothing(settings):
    for key in (OLD, ODD):
        settings.ENCRYPTION_KEYS = (key,)
        make_row(ENTRY, WORDS)
    settings.ENCRYPTION_KEYS = (NEW, ODD, OLD)
    keys.prove()
    with CaptureQueriesContext(connection) as queries:
        said = rotate(dry_run=True)
    assert "journal_entry: 1 rows need the key “k1”" in said
    assert "journal_entry: 1 rows need the key “summer26”" in said
    assert "any more" not in said
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]


def test_empty_columns_are_left_empty(settings):
    row = make_row(ENTRY, None)
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    assert "0 rows in" in rotate()
    row.refresh_from_db()
    assert row.body is None


def test_what_does_not_open_is_named_left_alone_and_ends_in_a_refusal(settings):
    keys.prove()
    damaged, sound = make_row(ENTRY, WORDS), make_row(ENTRY, WORDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_entry SET body = %s WHERE id = %s", [head_of("k1") + WORDS.encode(), damaged.pk]
        )
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    out = StringIO()
    with pytest.raises(CommandError, match="1 values do not open") as refusal:
        call_command("rotate_keys", stdout=out, stderr=out)
    assert f"journal_entry {damaged.key}: body does not open." in out.getvalue()
    assert WORDS not in out.getvalue() + str(refusal.value)
    assert "k1" in keys.proven_ids(), "An old key is needed as long as something waits for it."
    settings.ENCRYPTION_KEYS = (NEW,)
    assert type(sound).objects.get(pk=sound.pk).body == WORDS
    assert type(damaged).objects.get(pk=damaged.pk).other == WORDS


def test_a_value_without_any_key_of_the_ring_is_counted_too(settings):
    make_row(ENTRY, WORDS)
    settings.ENCRYPTION_KEYS = (NEW,)
    assert rotation.needed_keys()["journal_entry"] == {"?": 1}
    assert "1 rows sealed with no key of the ring" in rotate(dry_run=True)


def test_a_batch_is_at_least_one_row():
    with pytest.raises(CommandError, match="1 or more"):
        rotate(batch=0)
