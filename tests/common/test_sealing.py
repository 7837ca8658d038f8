"""What is sealed opens only in its own place, with its own key, and says why when it does not."""

import os
import uuid

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from common.fields import SealedField
from common.sealing import CannotOpen, open_sealed, seal
from outbox.models import Mail
from outbox.services import enqueue

OLD, NEW = ("k1", os.urandom(32)), ("k2", os.urandom(32))
PLACE = "table|column|owner"
WORDS = "the words of a person"


@pytest.fixture(autouse=True)
def ring(settings) -> None:
    settings.ENCRYPTION_KEYS = (OLD,)


@given(text=st.text())
def test_any_text_comes_back_as_it_was(text: str):
    assert open_sealed(seal(text, place=PLACE), place=PLACE) == text


def test_the_same_words_never_look_the_same_and_never_show_through():
    first, second = seal(WORDS, place=PLACE), seal(WORDS, place=PLACE)
    assert first != second
    assert WORDS.encode() not in first


@pytest.mark.parametrize("place", ["other|column|owner", "table|other|owner", "table|column|other", ""])
def test_a_ciphertext_that_was_moved_does_not_open(place: str):
    with pytest.raises(CannotOpen, match="wrong key, or it was changed or moved"):
        open_sealed(seal(WORDS, place=PLACE), place=place)


def test_a_ciphertext_with_one_bit_changed_does_not_open():
    sealed = seal(WORDS, place=PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            open_sealed(bytes(changed), place=PLACE)


@pytest.mark.parametrize(
    "value", [b"", b"\x01", b"\x02\x02k1", b"plain text", b"\x01\xff", b"\x01\x02k1short"]
)
def test_what_was_never_sealed_is_refused_with_a_sentence(value: bytes):
    with pytest.raises(CannotOpen):
        open_sealed(value, place=PLACE)


def test_after_rotation_the_new_key_writes_and_the_old_one_still_reads(settings):
    before = seal(WORDS, place=PLACE)
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    assert open_sealed(before, place=PLACE) == WORDS
    after = seal(WORDS, place=PLACE)
    settings.ENCRYPTION_KEYS = (NEW,)
    assert open_sealed(after, place=PLACE) == WORDS
    with pytest.raises(CannotOpen, match=r"“k1” is not in ENCRYPTION_KEYS\. Add it; old keys keep reading\."):
        open_sealed(before, place=PLACE)


def test_a_wrong_key_under_the_same_name_is_refused(settings):
    sealed = seal(WORDS, place=PLACE)
    settings.ENCRYPTION_KEYS = (("k1", os.urandom(32)),)
    with pytest.raises(CannotOpen) as refusal:
        open_sealed(sealed, place=PLACE)
    assert WORDS not in str(refusal.value)
    assert refusal.value.__cause__ is None


# The field ---------------------------------------------------------------------------------------------------


def a_mail(words: str = WORDS) -> Mail:
    mail = enqueue(
        unique_key=str(uuid.uuid4()), kind="direct", keys={}, sealed={"text": words, "n": [1, None]}
    )
    assert mail is not None
    return mail


def raw(mail: Mail) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM outbox_mail WHERE id = %s", [mail.pk])
        return bytes(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_field_is_plain_on_the_instance_and_encrypted_in_the_database():
    mail = a_mail()
    assert WORDS.encode() not in raw(mail)
    assert Mail.objects.get(pk=mail.pk).sealed == {"text": WORDS, "n": [1, None]}


@pytest.mark.django_db
def test_a_ciphertext_copied_to_another_row_does_not_open():
    victim, thief = a_mail(), a_mail("other words")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_mail SET sealed = %s WHERE id = %s", [raw(victim), thief.pk])
    with pytest.raises(CannotOpen):
        _ = Mail.objects.get(pk=thief.pk).sealed


@pytest.mark.django_db
def test_a_row_can_be_listed_and_saved_without_its_key(settings):
    mail = a_mail()
    settings.ENCRYPTION_KEYS = (NEW,)
    unopened = Mail.objects.get(pk=mail.pk)
    unopened.reason = "not opened"
    unopened.save()
    settings.ENCRYPTION_KEYS = (OLD,)
    assert Mail.objects.get(pk=mail.pk).sealed["text"] == WORDS


@pytest.mark.django_db
def test_a_deferred_field_is_fetched_when_it_is_looked_at(django_assert_num_queries):
    mail = a_mail()
    with django_assert_num_queries(1):
        without = Mail.objects.defer("sealed").get(pk=mail.pk)
    with django_assert_num_queries(1):
        assert without.sealed["text"] == WORDS
        assert without.sealed["n"] == [1, None]


@pytest.mark.django_db
def test_nothing_is_nothing():
    mail = a_mail()
    mail.sealed = None
    mail.save()
    assert Mail.objects.get(pk=mail.pk).sealed is None
    assert Mail.objects.filter(sealed__isnull=True).count() == 1


@pytest.mark.django_db
def test_a_changed_value_is_sealed_again_on_save():
    mail = Mail.objects.get(pk=a_mail().pk)
    before = raw(mail)
    mail.sealed = {"text": "new words"}
    mail.save(update_fields=["sealed"])
    assert raw(mail) != before
    assert Mail.objects.get(pk=mail.pk).sealed == {"text": "new words"}


@pytest.mark.django_db
@pytest.mark.parametrize("value", [WORDS, {"text": WORDS}, 7])
def test_looking_for_sealed_words_is_refused(value: object):
    with pytest.raises(FieldError, match="do not filter by it"):
        list(Mail.objects.filter(sealed=value))
    with pytest.raises(FieldError, match="save it through the instance"):
        Mail.objects.update(sealed=value)


def test_a_row_without_its_owner_cannot_be_sealed():
    with pytest.raises(FieldError, match="cannot be sealed before key is set"):
        field().place(Mail(key=None))


def field() -> SealedField:
    found = Mail._meta.get_field("sealed")
    assert isinstance(found, SealedField)
    return found


def test_migrations_remember_how_a_field_is_sealed():
    _, path, args, kwargs = field().deconstruct()
    again = SealedField(*args, **kwargs)
    assert path == "common.fields.SealedField"
    assert (again.owner, again.as_json, again.null) == ("key", True, True)
    assert isinstance(again, models.BinaryField)
