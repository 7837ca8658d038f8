"""The pages of words say what the code does, and who runs this; what only the operator knows comes from settings."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.test import Client
from django.urls import reverse

from accounts import rules
from common.environment import Reader
from config.notice import read_notice
from outbox.services.archiving import NARROW_AFTER
from privacy.services import declarations
from privacy.services.archives import FETCHABLE_FOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(client: Client) -> str:
    return " ".join(client.get(reverse("pages:privacy")).text.split())


def test_it_names_who_runs_the_site_and_where_to_write(client: Client, settings):
    settings.NOTICE = replace(
        settings.NOTICE, operator="Quiet Practice", contact="hi@example.org", processors="A Host, Berlin"
    )
    page = client.get(reverse("pages:privacy")).text
    assert "<strong>Quiet Practice</strong> runs this site" in page
    assert 'href="mailto:hi@example.org"' in page
    assert "A Host, Berlin" in page
    assert 'href="mailto:hi@example.org"' in client.get(reverse("pages:accessibility")).text


def test_without_those_facts_it_says_what_is_true_all_the_same(client: Client, settings):
    settings.NOTICE = replace(settings.NOTICE, contact="", processors="")
    page = client.get(reverse("pages:privacy")).text
    assert "mailto:" not in page
    assert "Ask the people who gave you the address of this site" in page
    assert "Ask them which." in page


def test_the_facts_come_from_the_environment():
    given = {"OPERATOR_NAME": "Q", "CONTACT_EMAIL": "a@b.org", "BACKUP_DAYS": "90", "LOG_DAYS": "7"}
    found = read_notice(Reader(given), site_name="Alder", contact="")
    assert (found.operator, found.contact, found.authors) == ("Q", "a@b.org", "a@b.org")
    assert (found.security, found.backup_days, found.log_days) == ("mailto:a@b.org", 90, 7)
    bare = read_notice(Reader({}), site_name="Alder", contact="")
    assert (bare.operator, bare.contact, bare.authors, bare.security) == ("Alder", "", "", "")


def test_the_times_it_names_are_those_that_are_set(notice: str):
    assert "Whom a mail was for: 30 days" in notice
    assert timedelta(days=30) == NARROW_AFTER
    assert "A copy of your data: one day" in notice
    assert timedelta(days=1) == FETCHABLE_FOR
    assert f"The server’s log: {ours.NOTICE.log_days} days" in notice


def test_two_cookies_are_named_and_two_there_are(notice: str):
    assert "Two, both needed" in notice  # tests/security/test_headers.py counts them on every page


def test_a_log_without_network_addresses_is_what_it_says(notice: str):
    assert "without your network address" in notice
    assert not ours.DJANGO_STRUCTLOG_IP_LOGGING_ENABLED


def test_what_stays_of_somebody_who_left_is_what_it_says(notice: str):
    kept = {
        label
        for label, found in declarations().items()
        if str(getattr(found, "at_erasure", "")) == "keep stub"
    }
    assert kept == {"accounts.AuditEntry", "outbox.Suppression", "privacy.Erased"}
    for words in ("the record of what was done stays", "a scrambled mark stays", "Numbers stay."):
        assert words in notice


def test_rights_lead_to_where_they_are_used(as_ada: Client):
    page = as_ada.get(reverse("pages:privacy")).text
    assert f'href="{reverse("privacy:data")}"' in page
    data = as_ada.get(reverse("privacy:data")).text
    for right in ("A copy of everything", "Read the record", "Delete your account"):
        assert right in data


def test_half_an_hour_on_a_shared_device_is_half_an_hour(client: Client):
    page = client.get(reverse("pages:private")).text
    assert "after half an hour without a page" in page
    assert timedelta(minutes=30) == rules.IDLE_SHARED


def test_no_page_of_words_is_stale_about_itself(client: Client):
    for name in ("how", "private", "evidence", "privacy", "accessibility", "leave_about", "pause", "help"):
        page = client.get(reverse(f"pages:{name}")).text
        for unfinished in ("TODO", "lorem", "{{", "{%", "[ ]", "coming soon"):
            assert unfinished not in page, name
