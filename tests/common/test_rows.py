"""Many rows and one column in one go say the same as row by row."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.rows import write_column, write_new
from outbox.models import Mail


def mail(number: int, **more) -> Mail:
    now = timezone.now()
    told = {
        "keys": {"reminder": f"“{number}”\t\\N\n"},
        "not_before": now,
        "expires_at": now + timedelta(days=1),
    }
    return Mail(**{"unique_key": f"m{number}", "kind": "reminder", "created_at": now, **told, **more})


def test_new_rows_hold_what_was_given_and_know_their_numbers(db):
    rows = [mail(number) for number in range(3)] + [mail(9, sealed={"to": "ada@example.org"})]
    write_new(rows)
    names = [field.attname for field in Mail._meta.concrete_fields if field.name != "sealed"]
    kept = Mail.objects.in_bulk([row.pk for row in rows])
    assert len(kept) == 4
    for row in rows:
        assert not row._state.adding
        assert [getattr(kept[row.pk], name) for name in names] == [getattr(row, name) for name in names]
    assert kept[rows[-1].pk].sealed == {"to": "ada@example.org"}
    assert kept[rows[0].pk].sealed is None


def test_one_that_is_there_already_keeps_all_of_them_out(db):
    write_new([mail(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        write_new([mail(2), mail(1)])
    assert Mail.objects.count() == 1


def test_one_column_is_written_and_no_other(db):
    rows = [mail(number) for number in range(3)]
    write_new(rows)
    later = timezone.now() + timedelta(days=3)
    for row in rows[:2]:
        row.expires_at, row.kind = later, "other"
    write_column(rows, "expires_at")
    assert set(Mail.objects.values_list("kind", flat=True)) == {"reminder"}
    assert Mail.objects.filter(expires_at=later).count() == 2


def test_nothing_to_write_asks_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        write_new([])
        write_column([], "expires_at")
