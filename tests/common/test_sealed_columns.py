"""Every sealed column of the house, found by looking: nothing moves, nothing shows, nothing goes round it."""

import copy
import pickle
import traceback
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models import BinaryField, F, Value
from django.db.models.functions import Cast
from django.forms.models import model_to_dict

from common.fields import SealedField
from common.sealing import CannotOpen, Sealed, head_of
from tests.common.sealed_rows import COLUMNS, NAMES, ROWS, make_row, person, sealed_columns_of

pytestmark = pytest.mark.django_db
WORDS = "heron under the seventh lamp"
each_column = pytest.mark.parametrize(("model", "column"), COLUMNS, ids=NAMES)
each_table = pytest.mark.parametrize("model", dict.fromkeys(model for model, _ in COLUMNS), ids=str)
Model = type[models.Model]


def test_every_table_with_something_sealed_is_tried_here():
    assert set(ROWS) == {model._meta.label for model, _ in COLUMNS}, "Add a builder to sealed_rows.ROWS."


def raw(row: models.Model, column: SealedField) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{column.column}" FROM "{row._meta.db_table}" WHERE {row._meta.pk.column} = %s', [row.pk]
        )
        return bytes(cursor.fetchone()[0])


def write_raw(row: models.Model, column: SealedField, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET "{column.column}" = %s WHERE {row._meta.pk.column} = %s',
            [value, row.pk],
        )


def assert_stays_shut(row: models.Model, column: SealedField) -> None:
    again = type(row)._base_manager.get(pk=row.pk)
    with pytest.raises(CannotOpen) as refusal:
        getattr(again, column.name)
    error = refusal.value
    told = "".join(traceback.format_exception(error)) + repr(vars(error)) + repr(error.args)
    assert WORDS not in told
    assert error.__cause__ is None
    assert WORDS not in repr(error.__context__)


# Moving and changing ------------------------------------------------------------------------------------------


@each_column
def test_words_are_plain_on_the_instance_and_sealed_in_the_table(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    assert WORDS.encode() not in raw(row, column)
    assert getattr(row, column.name) == WORDS


@each_column
def test_a_ciphertext_of_another_row_of_the_same_person_stays_shut(model: Model, column: SealedField):
    ada = person()
    first, second = make_row(model, WORDS, owner=ada), make_row(model, WORDS, owner=ada)
    write_raw(first, column, raw(second, column))
    assert_stays_shut(first, column)


@each_column
def test_a_ciphertext_of_another_person_stays_shut(model: Model, column: SealedField):
    first, second = make_row(model, WORDS), make_row(model, WORDS)
    write_raw(first, column, raw(second, column))
    assert_stays_shut(first, column)


@each_column
def test_a_ciphertext_of_any_other_column_or_table_stays_shut(model: Model, column: SealedField):
    ada = person()
    row = make_row(model, WORDS, owner=ada)
    own = raw(row, column)
    for other_model, other in COLUMNS:
        if (other_model, other) != (model, column):
            source = row if other_model is model else make_row(other_model, WORDS, owner=ada)
            taken = raw(source, other)
            write_raw(row, column, taken)
            assert_stays_shut(row, column)
            write_raw(row, column, own)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda b: b"",
    "only a version": lambda b: b[:1],
    "only a head": lambda b: b[: 2 + b[1]],
    "cut short": lambda b: b[:-1],
    "made longer": lambda b: b + b"\0",
    "a bit of the nonce": lambda b: flipped(b, 2 + b[1]),
    "a bit of the words": lambda b: flipped(b, 2 + b[1] + 12),
    "a bit of the tag": lambda b: flipped(b, len(b) - 1),
    "another version": lambda b: b"\x02" + b[1:],
    "an unknown key": lambda b: head_of("k9") + b[2 + b[1] :],
    "a key id as long as the value": lambda b: b[:1] + b"\xff" + b[2:],
    "never sealed": lambda b: WORDS.encode(),
    "never sealed, but with a likely beginning": lambda b: b"\x01\x1c" + WORDS.encode(),
}


def flipped(value: bytes, position: int) -> bytes:
    return value[:position] + bytes([value[position] ^ 1]) + value[position + 1 :]


@each_column
def test_a_changed_ciphertext_stays_shut(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    own = raw(row, column)
    for damage in DAMAGE.values():
        write_raw(row, column, damage(own))
        assert_stays_shut(row, column)


# Round about --------------------------------------------------------------------------------------------------


@each_column
def test_values_give_ciphertext_only(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    rows = model._base_manager.filter(pk=row.pk)
    found = [rows.values(column.name).get()[column.name], rows.values_list(column.name, flat=True).get()]
    assert all(isinstance(value, Sealed) and WORDS.encode() not in value for value in found)


UNSEALED = {
    "words": WORDS,
    "bytes": WORDS.encode(),
    "data": {"text": WORDS},
    "a value": Value(WORDS),
    "a value of bytes": Value(WORDS.encode()),
    "a cast": Cast(Value(WORDS), BinaryField()),
    "another column": F("pk"),
}


@each_column
def test_an_update_takes_nothing_that_was_not_sealed(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    before = raw(row, column)
    for value in UNSEALED.values():
        with pytest.raises(FieldError, match="is sealed"), transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**{column.name: value})
    assert raw(row, column) == before


@each_column
def test_an_instance_takes_neither_expressions_nor_bytes(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    for value in (Value(WORDS), F("pk"), WORDS.encode()):
        setattr(row, column.name, value)
        with pytest.raises(FieldError, match="is sealed"), transaction.atomic():
            row.save()


@each_column
def test_many_at_once_are_refused_and_never_written_plain(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    setattr(row, column.name, f"new {WORDS}")
    with pytest.raises(FieldError, match="is sealed"), transaction.atomic():
        model._base_manager.bulk_update([row], [column.name])


@each_table
def test_rows_made_in_bulk_are_sealed(model: Model):
    row = ROWS[model._meta.label](person())
    for column in sealed_columns_of(model):
        setattr(row, column.name, WORDS)
    model._base_manager.bulk_create([row])
    kept = model._base_manager.latest("pk")
    for column in sealed_columns_of(model):
        assert WORDS.encode() not in raw(kept, column)
        assert getattr(kept, column.name) == WORDS


@each_column
def test_nobody_can_look_for_words(model: Model, column: SealedField):
    for lookup in ("exact", "contains", "startswith", "regex", "in", "gt", "iexact", "length"):
        with pytest.raises(FieldError, match="do not filter by it"):
            list(model._base_manager.filter(**{f"{column.name}__{lookup}": WORDS}))


@each_column
def test_a_deferred_column_opens_when_it_is_looked_at(
    model: Model, column: SealedField, django_assert_max_num_queries
):
    row = make_row(model, WORDS)
    with django_assert_max_num_queries(2):
        assert getattr(model._base_manager.defer(column.name).get(pk=row.pk), column.name) == WORDS
    assert getattr(model._base_manager.only("pk").get(pk=row.pk), column.name) == WORDS


@each_column
def test_an_opened_row_goes_into_no_cache_and_no_queue(model: Model, column: SealedField):
    row = make_row(model, WORDS)
    assert WORDS.encode() not in pickle.dumps(row)
    assert getattr(pickle.loads(pickle.dumps(row)), column.name) == WORDS
    assert getattr(row, column.name) == WORDS
    with pytest.raises(pickle.PicklingError, match="Pass the key"):
        pickle.dumps(row)
    assert getattr(copy.copy(row), column.name) == getattr(copy.deepcopy(row), column.name) == WORDS


@each_table
def test_a_row_says_nothing_of_itself(model: Model):
    row = make_row(model, WORDS)
    opened = [getattr(row, column.name) for column in sealed_columns_of(model)]
    told = f"{row!r} {row} {vars(row)} {model_to_dict(row)} {model._base_manager.all()!r}"
    assert opened
    assert WORDS not in told


@each_table
def test_a_fixture_holds_ciphertext_and_cannot_be_loaded_past_the_instance(model: Model):
    row = make_row(model, WORDS)
    assert [getattr(row, column.name) for column in sealed_columns_of(model)]
    for form in ("json", "jsonl", "python", "xml"):
        dumped = serializers.serialize(form, [row])
        assert WORDS not in str(dumped)
        for loaded in serializers.deserialize(form, dumped):
            with pytest.raises(FieldError, match="is sealed"), transaction.atomic():
                loaded.save()


@each_table
def test_checking_a_row_leaves_its_words_alone(model: Model):
    row = make_row(model, WORDS)
    sealed = {column.name for column in sealed_columns_of(model)}
    row.clean_fields(exclude={f.name for f in model._meta.fields} - sealed)
    assert {getattr(row, name) for name in sealed} == {WORDS}


@each_column
def test_no_form_and_no_page_of_the_staff_knows_a_sealed_column(
    model: Model, column: SealedField, rf, stella
):
    assert not column.editable
    site = admin.site._registry.get(model)
    if site is None:
        return
    request = rf.get("/")
    request.user = stella
    row = make_row(model, WORDS)
    named = [
        site.get_list_display(request), site.get_fields(request, row), site.get_readonly_fields(request, row),
        site.get_search_fields(request), site.get_list_filter(request), site.get_ordering(request),
    ]  # fmt: skip
    assert column.name not in repr(named)


# Keys ---------------------------------------------------------------------------------------------------------


@each_column
def test_saving_a_row_leaves_an_old_key_behind(model: Model, column: SealedField, settings):
    row = make_row(model, WORDS)
    old = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = (("new", bytes(range(32))), *old)
    row.save()  # not opened
    assert raw(row, column).startswith(head_of("new"))
    settings.ENCRYPTION_KEYS = (("new", bytes(range(32))),)
    assert getattr(model._base_manager.get(pk=row.pk), column.name) == WORDS


@each_column
def test_without_its_key_a_row_is_listed_and_saved_but_never_blank(
    model: Model, column: SealedField, settings
):
    row = make_row(model, WORDS)
    before = raw(row, column)
    settings.ENCRYPTION_KEYS = (("new", bytes(range(32))),)
    row.save()
    assert raw(row, column) == before
    assert_stays_shut(row, column)


def test_a_key_given_as_text_is_the_same_key():
    mail = ROWS["outbox.Mail"](person())
    mail.key, mail.sealed = str(mail.key).upper().replace("-", ""), WORDS
    mail.save()
    assert type(mail)._base_manager.get(pk=mail.pk).sealed == WORDS
