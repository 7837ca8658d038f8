"""What people agree to: with a version, asked again when the words change, and nothing shut that matters."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ADULT_TEXT, ADULT_TEXT_VERSION, AuditEntry, Consent, User
from accounts.rules import text_hash
from accounts.services import agree, give_consent, verify_clinician
from journal.models import Entry
from pages.services.examples import LOGINS, load_examples
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
    forget_that_they_agreed(client)
    return client


def forget_that_they_agreed(client: Client) -> None:
    """As it is when a visit begins."""
    session = client.session
    del session["agreed"]
    session.save()


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


def test_whoever_agrees_to_the_words_of_today_is_not_asked(ada: User, client: Client):
    agree(user=ada)
    client.force_login(ada)
    assert not client.get(TODAY).url.startswith(PAGE)


def made_by_hand(kind: str, stella: User) -> User:
    """By the operator's command, which knows nothing of what people agree to; one with a role, one with another."""
    if kind == "staff":
        return User.objects.create_superuser("owner@example.org", "quiet-lanterns-9")
    person = User.objects.create_user("gus@example.org", "quiet-lanterns-9")
    if kind == "clinician":
        verify_clinician(user=person, actor=stella, professional_name="Gus Lind")
    return person


@pytest.mark.parametrize(
    ("kind", "way"), [("learner", "/notebook/"), ("clinician", "/clinic/"), ("staff", "/staff/")]
)
def test_whoever_the_operator_made_an_account_for_is_asked_once_whatever_their_role(
    kind: str, way: str, stella: User
):
    person = made_by_hand(kind, stella)
    client = signed_in(person)
    forget_that_they_agreed(client)
    asked = client.get(way)
    assert asked.url == f"{PAGE}?next={way.replace('/', '%2F')}"
    page = client.get(asked.url).text
    assert "This account was made for you" in page
    assert "have changed" not in page
    assert str(ADULT_TEXT) in page
    assert client.post(PAGE, {"next": way}).url == way
    assert client.get(way).status_code == 200
    yes = person.consents.get()
    assert (yes.purpose, yes.text_version) == (Consent.Purpose.ACCOUNT, ADULT_TEXT_VERSION)
    other = signed_in(person)
    forget_that_they_agreed(other)
    assert other.get(way).status_code == 200


def test_the_example_people_have_agreed(library):
    load_examples(now=timezone.now())
    assert User.objects.count() == len(LOGINS)
    for person in User.objects.all():
        client = signed_in(person)
        forget_that_they_agreed(client)
        assert not client.get("/notebook/").get("Location", "").startswith(PAGE)


def test_it_is_looked_up_once_a_visit(before: Client, django_assert_num_queries):
    before.post(PAGE)
    before.get("/notebook/")
    with django_assert_num_queries(2):  # the session and the person
        before.get(PAGE)


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_the_way_on_is_a_path_of_ours(evil: str, before: Client):
    assert "evil" not in before.get(PAGE, {"next": evil}).text
    assert before.post(PAGE, {"next": evil}).url == TODAY
