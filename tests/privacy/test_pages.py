"""The pages about one's own data: asked again who it is, one press for a copy, one tick for the end."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services import add_person, give_consent, record
from clinic.models import Link
from clinic.services import accept, invite, open_client_page
from privacy.models import Archive, Leaving
from privacy.services import ask_for_archive, make_archives
from privacy.services.record import KINDS, WORDS
from tests.house.reading import ROOT, apps, sources

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-lanterns-9"
DATA, ASK, FETCH = "/settings/data/", "/settings/data/ask/", "/settings/data/fetch/"
RECORD, LEAVE = "/settings/data/record/", "/settings/data/close/"
LATER = timedelta(minutes=6)


def test_one_press_makes_a_copy_that_is_downloaded_once(as_ada: Client, ada: User):
    assert as_ada.post(ASK).url == DATA
    waiting = as_ada.get(DATA)
    assert (waiting.headers["Refresh"], "<progress" in waiting.content.decode()) == ("3", True)
    make_archives(now=timezone.now())
    ready = as_ada.get(DATA)
    assert "Refresh" not in ready.headers
    assert "This file will stay on this device." in ready.content.decode()
    answer = as_ada.post(FETCH)
    assert re.fullmatch(
        r'attachment; filename="alder-\d{4}-\d\d-\d\d\.zip"', answer.headers["Content-Disposition"]
    )
    assert answer.headers["Cache-Control"] == "no-store, private"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as whole:
        assert "ada@example.org" in whole.read("pages/accounts-user.html").decode()
    again = as_ada.post(FETCH, follow=True)
    assert "There is no copy to fetch" in again.content.decode()
    assert "It is no longer kept here." in again.content.decode()


def test_how_far_it_is_stands_in_the_bar(as_ada: Client, ada: User):
    archive = ask_for_archive(user=ada, now=timezone.now())
    Archive.objects.filter(pk=archive.pk).update(done=40, total=160)
    assert '<progress value="40" max="160"' in as_ada.get(DATA).content.decode()
    Archive.objects.filter(pk=archive.pk).update(state=Archive.State.FAILED)
    assert "could not be made" in as_ada.get(DATA).content.decode()


@pytest.mark.parametrize("address", [ASK, FETCH, LEAVE])
def test_whoever_came_a_while_ago_is_asked_whether_it_is_still_them(
    as_ada: Client, ada: User, address: str, time_machine
):
    ask_for_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    before = Archive.objects.get().key
    time_machine.move_to(timezone.now() + LATER)
    asked = as_ada.post(address, {"is_sure": "on"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    as_ada.post(asked.url, {"password": "not-the-password"})
    assert (Archive.objects.get().key, Archive.objects.get().fetched_at) == (before, None)
    assert not Leaving.objects.exists()
    assert as_ada.get(DATA).status_code == 200


def test_nobody_fetches_the_copy_of_somebody_else(as_mallory: Client, ada: User):
    ask_for_archive(user=ada, now=timezone.now())
    make_archives(now=timezone.now())
    assert as_mallory.post(FETCH).url == DATA
    assert Archive.objects.get().state == Archive.State.READY


def test_an_account_is_deleted_with_one_tick_and_the_page_says_so(as_ada: Client, ada: User):
    page = as_ada.get(LEAVE).content.decode()
    assert "What goes" in page
    assert "What stays" in page
    refused = as_ada.post(LEAVE)
    assert refused.status_code == 422
    assert "Tick the box" in refused.content.decode()
    assert not Leaving.objects.exists()
    done = as_ada.post(LEAVE, {"is_sure": "on"}, follow=True)
    assert "Your account is deleted" in done.content.decode()
    assert Leaving.objects.get().user_id == ada.pk
    assert as_ada.get(DATA).status_code == 302
    came = Client().post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert "is not right" in came.content.decode()


def test_the_only_one_on_the_staff_reads_why_not(as_stella: Client):
    page = as_stella.get(LEAVE).content.decode()
    assert "You are the only one on the staff." in page
    assert "Delete for good" not in page
    assert "only one on the staff" in as_stella.post(LEAVE, {"is_sure": "on"}, follow=True).content.decode()
    assert not Leaving.objects.exists()


# The record ------------------------------------------------------------------------------------------------------


@pytest.fixture
def link(ada: User, carl: User) -> Link:
    invitation = invite(clinician=carl, address="x@example.net", reference="Client 7", now=timezone.now())
    return accept(invitation=invitation, client=ada, kinds=["progress"])


def test_the_record_says_in_words_what_was_done_and_by_whom(
    as_ada: Client, ada: User, stella: User, link: Link
):
    give_consent(user=ada, purpose="account", text_version="1", text="Words")
    open_client_page(link=link, now=timezone.now())
    record(subject=ada, actor=stella, verb="licence_read")
    gone = add_person(email="gone@example.org", password=PASSWORD)
    record(subject=ada, actor=gone, verb="link_ended")
    gone.delete()
    record(subject=ada, actor=None, verb="factors_taken_away")
    said = " ".join(as_ada.get(RECORD).content.decode().split())
    for words, by in (
        ("Agreed: Having an account", "You."),
        ("Somebody you share with looked: Opened your page", "Carl Osei."),
        ("Shared from then on: Lessons opened and finished", "You."),
        ("The details of the licence were opened", "Somebody on the staff."),
        ("A connection ended", "Somebody whose account is gone."),
        ("The second step was taken away, because it was lost", "By itself."),
    ):
        assert re.search(rf"{re.escape(words)}</p><p class=\"meta\">[^<]+{re.escape(by)}</p>", said), words
    assert "stella@example.org" not in said


def test_nobody_reads_the_record_of_somebody_else(as_mallory: Client, ada: User):
    record(subject=ada, actor=ada, verb="notebook_exported")
    assert "Nothing is written here yet." in as_mallory.get(RECORD).content.decode()


def test_a_long_record_costs_as_many_queries_as_a_short_one(
    as_ada: Client, ada: User, stella: User, carl: User, django_assert_num_queries
):
    record(subject=ada, actor=stella, verb="licence_read")
    with django_assert_num_queries(5):  # session, person, count, lines, actors
        as_ada.get(RECORD)
    for actor in (ada, stella, carl) * 40:
        record(subject=ada, actor=actor, verb="licence_read")
    with django_assert_num_queries(5):
        page = as_ada.get(RECORD)
    assert page.content.decode().count("The details of the licence") == 50
    assert as_ada.get(f"{RECORD}?page=3").content.decode().count("The details of the licence") == 21


def test_the_page_about_ones_data_costs_one_query_of_its_own(
    as_ada: Client, ada: User, django_assert_num_queries
):
    ask_for_archive(user=ada, now=timezone.now())
    with django_assert_num_queries(3):  # session, person, where the copy stands
        as_ada.get(DATA)


def test_whatever_is_recorded_anywhere_has_words(db):
    """A new verb in any app needs a line in privacy/services/record.py."""
    written = {
        verb
        for app in apps()
        for path in sources(app)
        for verb in re.findall(r'verb(?::[^=]+)?\s*=\s*"([a-z_]+)"', path.read_text())
    }
    assert len(written) > 35
    assert written <= set(WORDS), written - set(WORDS)
    assert {f"clinician_{state}" for state in ("withdrawn", "refused")} <= set(WORDS)


def test_every_entry_a_full_life_leaves_has_words(lives):
    ada, _bea = lives
    entries = AuditEntry.objects.about(ada.user.audit_key)
    assert entries.count() > 20
    assert {entry.verb for entry in entries} <= set(WORDS)
    known = {
        *KINDS,
        "link",
        "archive",
        "clinician_request",
        "factor_reset",
        "invitation",
        "assignment",
        "nudge",
        "pick",
    }
    assert {entry.object_kind for entry in entries} <= known | {
        "",
        "contact_request",
        "shared_entry",
        "profile",
    }


def test_all_addresses_are_in_one_place_and_none_says_what_it_is_about():
    text = Path(ROOT, "privacy", "urls.py").read_text()
    assert not re.search(r'path\("[^"]*(delet|eras|export)', text)
