"""What people agree to: with a version, asked again when the words change, and nothing shut that matters."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ADULT_TEXT, ADULT_TEXT_VERSION, AuditEntry, Consent, User
from accounts.rules import text_hash
from accounts.services import give_consent
from journal.models import Entry
from tests.people import signed_in

pytestmark = pytest.mark.django_db
PAGE, TODAY = reverse("accounts:agreement"), reverse("pages:today")
# Every version there has been. Words that change without a line here would be words that nobody agreed to.
VERSIONS = {"2026-11": "5d9086e519299e6e"}
OPEN = (
    "pages:help", "pages:help_safety", "pages:pause", "pages:leave_about", "pages:private", "accounts:settings",
    "accounts:visits", "mfa_index", "account_change_password", "privacy:data", "privacy:record", "clinic:sharing",
    "reminders:settings", "journal:print",
)  # fmt: skip


@pytest.fixture
def before(ada: User) -> Client:
    """Ada, who said yes to older words, on her way in."""
    give_consent(user=ada, purpose=Consent.Purpose.ACCOUNT, text_version="2025-01", text="Older words.")
    client = signed_in(ada)
    session = client.session
    del session["agreed"]
    session.save()
    return client


def test_words_never_change_without_their_version():
    assert text_hash(str(ADULT_TEXT)).startswith(VERSIONS[ADULT_TEXT_VERSION])


def test_whoever_agreed_to_older_words_reads_the_new_ones_first_and_then_goes_where_they_were_going(
    ada: User, before: Client
):
    asked = before.get("/notebook/?kind=writing")
    assert asked.url == f"{PAGE}?next=%2Fnotebook%2F%3Fkind%3Dwriting"
    page = before.get(asked.url).text
    assert "The words you agreed to have changed" in page
    assert str(ADULT_TEXT) in page
    assert before.post(PAGE, {"next": "/notebook/?kind=writing"}).url == "/notebook/?kind=writing"
    assert before.get("/notebook/?kind=writing").status_code == 200
    older, newer = ada.consents.order_by("granted_at")
    assert older.withdrawn_at is not None
    assert (newer.text_version, newer.text_hash) == (ADULT_TEXT_VERSION, text_hash(str(ADULT_TEXT)))
    assert AuditEntry.objects.about(ada.audit_key)[0].verb == "consent_given"
    assert "These are the words" in before.get(PAGE).text


@pytest.mark.parametrize("name", OPEN)
def test_help_the_account_its_data_sharing_and_mail_stay_open_without_a_yes(name: str, before: Client):
    assert before.get(reverse(name)).status_code == 200


def test_leaving_quickly_and_deleting_the_account_stay_open_too(before: Client):
    assert before.get(reverse("privacy:leave")).status_code == 200
    assert before.get(reverse("pages:leave")).status_code == 303


def test_what_is_being_written_is_saved_all_the_same(ada: User, before: Client):
    key = "0b9f5a0e-7e41-4c53-9d0e-3f5f2a3f7a11"
    before.post(reverse("journal:keep", args=["writing", key]), {"f-text": "Not lost.", "do": "keep"})
    assert Entry.objects.count() == 1
    assert before.get(TODAY).url.startswith(PAGE)


def test_whoever_agrees_to_the_words_of_today_or_never_was_asked_is_not_asked(ada: User, mallory: User):
    for person, words in ((ada, str(ADULT_TEXT)), (mallory, "")):
        if words:
            give_consent(
                user=person, purpose=Consent.Purpose.ACCOUNT, text_version=ADULT_TEXT_VERSION, text=words
            )
        client = Client()
        client.force_login(person)
        assert not client.get(TODAY).url.startswith(PAGE)


def test_it_is_looked_up_once_a_visit(before: Client, django_assert_num_queries):
    before.post(PAGE)
    before.get("/notebook/")
    with django_assert_num_queries(2):  # the session and the person
        before.get(PAGE)


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_the_way_on_is_a_path_of_ours(evil: str, before: Client):
    assert "evil" not in before.get(PAGE, {"next": evil}).text
    assert before.post(PAGE, {"next": evil}).url == TODAY
