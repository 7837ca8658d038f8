"""Help now: numbers with the day of their check, what a late check changes, and a country kept only if asked."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from library.models import SupportLine
from library.rules import country_code, is_stale
from pages.services import health
from tests.builders import Folder

pytestmark = pytest.mark.django_db
FRESH = datetime(2026, 11, 20, 12, tzinfo=UTC)
STALE = datetime(2027, 1, 31, 12, tzinfo=UTC)  # 91 days after the check
KEEP = reverse("pages:keep_country")


def stale_lines() -> float:
    return next(
        each.value for each in health.figures(now=timezone.now()) if each.name == "support_lines_stale"
    )


def test_a_line_is_stale_on_the_ninety_first_day():
    line = datetime(2026, 11, 1, tzinfo=UTC).date()
    assert not is_stale(line, datetime(2027, 1, 30, tzinfo=UTC).date())
    assert is_stale(line, STALE.date())
    assert is_stale(None, STALE.date())


def test_every_number_stands_with_the_day_somebody_looked(library, client: Client):
    with time_machine.travel(FRESH, tick=False):
        page = client.get("/help/?country=GB").text
        assert 'href="tel:116123"' in page
        assert "Checked on 1 November 2026" in page
        assert "may have changed" not in page
        assert stale_lines() == 0


def test_a_number_nobody_looked_at_for_long_stays_with_a_warning_and_a_way_on(
    library, client: Client, as_stella
):
    with time_machine.travel(STALE, tick=False):
        for address in ("/help/?country=GB", "/help/"):
            page = client.get(address).text
            assert "last checked on 1 November 2026, and may have changed" in page
            assert '<a href="https://example.org/directory" rel="noreferrer">Directory</a>' in page
            assert "116 123" in page, "a page about help never goes empty"
        assert stale_lines() == 2, "the directory is looked at too"
        assert client.get("/readyz").status_code == 200, "it warns; it breaks nothing"


def test_staff_see_which_lines_to_look_at(library, as_stella):
    SupportLine.objects.filter(kind="crisis").update(last_verified=None)
    page = as_stella.get(reverse("admin:library_supportline_changelist")).text
    assert "Listening line" in page
    assert "icon-no" in page


def test_everywhere_else_has_a_code(tmp_path):
    assert country_code("ZZ") == ""
    folder = Folder(tmp_path).fill()
    lines = (folder.root / "support_lines.yaml").read_text()
    folder.write("support_lines.yaml", lines.replace("country: Elsewhere", "country: ZZ"))
    folder.publish()
    assert SupportLine.objects.get(kind="directory").country == ""


def test_a_country_without_an_emergency_line_still_says_which_number_to_try(library, client: Client):
    assert "112 works in the European Union" in client.get("/help/?country=GB").text


def test_a_country_is_chosen_by_the_reader_and_not_kept(library, ada: User, as_ada: Client, client: Client):
    for reader in (as_ada, client):
        answer = reader.get("/help/?country=GB")
        assert 'value="GB" selected' in answer.text
        assert "The country you choose here is not kept" in answer.text
        assert "selected" not in reader.get("/help/").text
    assert not client.cookies
    assert "Remember" not in client.get("/help/?country=GB").text
    ada.refresh_from_db()
    assert ada.support_country == ""


def test_an_account_remembers_a_country_only_when_asked_and_forgets_it_when_asked(
    library, ada: User, as_ada: Client
):
    assert "Remember United Kingdom in my account" in as_ada.get("/help/?country=GB").text
    assert as_ada.post(KEEP, {"country": "GB"})["Location"] == "/help/"
    for address in ("/help/", "/help/safety/"):
        assert "Listening line" in as_ada.get("/help/").text, address
    assert "Your account remembers United Kingdom." in as_ada.get("/help/").text
    assert "selected" not in as_ada.get("/help/?country=").text, "another choice is still a choice"
    as_ada.post(KEEP)
    ada.refresh_from_db()
    assert ada.support_country == ""


def test_only_a_country_with_lines_is_kept(library, ada: User, as_ada: Client):
    for code in ("XX", "<b>", "GB" * 40, "ZZ"):
        as_ada.post(KEEP, {"country": code})
        ada.refresh_from_db()
        assert ada.support_country == ""
