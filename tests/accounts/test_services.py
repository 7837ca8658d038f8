"""Consent, roles and the record of both."""

import hashlib
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts import rules
from accounts.access import get_clinician
from accounts.models import ADULT_TEXT, ADULT_TEXT_VERSION, AuditEntry, Consent, User
from accounts.services import (
    add_person,
    change_staff,
    choose_settings,
    give_consent,
    mark_leave_explained,
    person_behind,
    record,
    suspend_clinician,
    verify_clinician,
    withdraw_consent,
)
from common.errors import RuleBroken
from tests.accounts.entrance import sign_up

pytestmark = pytest.mark.django_db


def trail(person: User) -> list[tuple[str, str]]:
    return list(AuditEntry.objects.about(person.audit_key).values_list("verb", "object_kind"))


# Consent -----------------------------------------------------------------------------------------------------


def test_signing_up_writes_down_what_was_agreed_to_word_for_word(client: Client):
    sign_up(client)
    consent = Consent.objects.get()
    assert consent.user == User.objects.get()
    assert (consent.purpose, consent.text_version) == (Consent.Purpose.ACCOUNT, ADULT_TEXT_VERSION)
    assert consent.text_hash == hashlib.sha256(str(ADULT_TEXT).encode()).hexdigest()
    assert str(ADULT_TEXT) in Client().get(reverse("account_signup")).content.decode()
    assert trail(consent.user) == [("consent_given", "account")]


def test_the_person_the_consent_and_the_mail_are_written_together_or_not_at_all(client: Client, settings):
    """The mail cannot be sealed with a broken key; by then the person and the consent are written."""
    settings.ENCRYPTION_KEYS = (("k1", b"too short"),)
    with pytest.raises(ValueError, match="AESGCM"):
        sign_up(client)
    assert not User.objects.exists()
    assert not Consent.objects.exists()


def test_agreeing_twice_to_the_same_words_changes_nothing(ada: User):
    first = give_consent(user=ada, purpose="reminders", text_version="1", text="Two notes a week.")
    again = give_consent(user=ada, purpose="reminders", text_version="1", text="Two  notes\na week.")
    assert first == again
    assert trail(ada) == [("consent_given", "reminders")]


def test_a_newer_text_ends_the_older_consent_and_keeps_it(ada: User):
    first = give_consent(user=ada, purpose="reminders", text_version="1", text="Two notes a week.")
    second = give_consent(user=ada, purpose="reminders", text_version="2", text="Three notes a week.")
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert list(ada.consents.standing()) == [second]


def test_withdrawing_is_a_date_not_a_deletion_and_works_once(ada: User):
    consent = give_consent(user=ada, purpose="reminders", text_version="1", text="Two notes a week.")
    withdraw_consent(user=ada, purpose="reminders")
    withdraw_consent(user=ada, purpose="reminders")
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert trail(ada) == [("consent_withdrawn", "reminders"), ("consent_given", "reminders")]


def test_the_database_holds_one_standing_consent_per_purpose(ada: User):
    consent = give_consent(user=ada, purpose="reminders", text_version="1", text="Two notes a week.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            user=ada, purpose="reminders", text_version="2", text_hash="x", granted_at=consent.granted_at
        )


# Roles -------------------------------------------------------------------------------------------------------


def test_a_verified_clinician_comes_in_and_a_suspended_one_does_not(carl: User, stella: User):
    assert get_clinician(carl) == carl
    suspend_clinician(user=carl, actor=stella)
    with pytest.raises(Http404):
        get_clinician(carl)
    assert (trail(carl)[0], trail(carl)[-1]) == (("clinician_suspended", ""), ("clinician_verified", ""))


def test_a_learner_is_not_a_clinician(ada: User):
    with pytest.raises(Http404):
        get_clinician(ada)


def test_a_closed_account_is_not_a_clinician(carl: User):
    carl.is_active = False
    with pytest.raises(Http404):
        get_clinician(carl)


def test_only_a_verified_clinician_can_be_suspended(ada: User, stella: User):
    with pytest.raises(RuleBroken, match="not a verified clinician"):
        suspend_clinician(user=ada, actor=stella)


def test_a_clinician_needs_a_name_for_clients(ada: User, stella: User):
    with pytest.raises(RuleBroken, match="name that clients will see"):
        verify_clinician(user=ada, actor=stella, professional_name="  ")


def test_changes_of_staff_are_recorded_and_nobody_changes_themselves(ada: User, stella: User):
    change_staff(user=ada, actor=stella, is_staff=True)
    change_staff(user=ada, actor=stella, is_staff=False)
    assert trail(ada) == [("staff_removed", ""), ("staff_added", "")]
    assert AuditEntry.objects.about(ada.audit_key).first().actor_key == stella.audit_key
    with pytest.raises(RuleBroken):
        change_staff(user=stella, actor=stella, is_staff=False)


# The audit trail ---------------------------------------------------------------------------------------------


def test_an_entry_holds_random_keys_and_no_person(ada: User, carl: User):
    record(subject=ada, actor=carl, verb="read", object_kind="result", object_key=uuid.uuid4())
    entry = AuditEntry.objects.about(ada.audit_key).get()
    assert (entry.subject_key, entry.actor_key) == (ada.audit_key, carl.audit_key)
    assert ada.audit_key != ada.key
    assert not [field for field in AuditEntry._meta.get_fields() if field.is_relation]


def test_an_entry_is_neither_changed_nor_deleted_from_python(ada: User):
    record(subject=ada, actor=None, verb="export_made")
    entry = AuditEntry.objects.get()
    entry.verb = "nothing"
    for attempt in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(verb="nothing"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            attempt()


def test_the_database_refuses_to_change_an_entry(ada: User):
    record(subject=ada, actor=None, verb="export_made")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_auditentry SET verb = 'nothing'")
    assert AuditEntry.objects.get().verb == "export_made"


def test_the_database_refuses_to_delete_an_entry(ada: User):
    record(subject=ada, actor=None, verb="export_made")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accounts_auditentry")


def test_the_trail_stays_when_the_person_goes(ada: User):
    record(subject=ada, actor=ada, verb="export_made")
    key = ada.audit_key
    ada.delete()
    assert AuditEntry.objects.about(key).count() == 1


# People ------------------------------------------------------------------------------------------------------


def test_two_accounts_cannot_share_an_address_in_another_case(ada: User):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Ada@Example.org")])
    assert add_person(email="Grace@Example.org", password=None).email == "grace@example.org"


def test_a_person_in_a_log_line_is_a_key_not_an_address(ada: User):
    assert str(ada) == str(ada.key)
    assert "@" not in repr(ada)


def test_settings_are_checked_before_they_are_kept(ada: User):
    choose_settings(user=ada, theme="dark", greeting_name="  Ada \n L. ", time_zone="Asia/Tokyo")
    ada.refresh_from_db()
    assert (ada.theme, ada.greeting_name, ada.time_zone) == ("dark", "Ada L.", "Asia/Tokyo")
    with pytest.raises(RuleBroken):
        choose_settings(user=ada, theme="pink", greeting_name="", time_zone="Asia/Tokyo")
    with pytest.raises(RuleBroken):
        choose_settings(user=ada, theme="dark", greeting_name="", time_zone="../../etc/passwd")


def test_the_leave_page_is_explained_once(ada: User, time_machine):
    mark_leave_explained(ada)
    first = ada.leave_explained_at
    mark_leave_explained(ada)
    ada.refresh_from_db()
    assert ada.leave_explained_at == first


def test_mail_belongs_to_whoever_asked_or_has_the_address(ada: User, mallory: User):
    assert person_behind(email="ADA@example.org", user=None) == ada
    assert person_behind(email="ada.new@example.org", user=mallory) == mallory
    assert person_behind(email="nobody@example.org", user=None) is None


def test_time_zones_come_in_groups_with_readable_names():
    groups = dict(rules.time_zones())
    assert ("Europe/London", "London") in groups["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in groups["America"]
    assert rules.is_time_zone("UTC")
    assert not rules.is_time_zone("Etc/GMT+5")
