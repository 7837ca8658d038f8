"""Where somebody who finds a weakness writes to, as RFC 9116 asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


def fields(client: Client) -> dict[str, str]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_it_names_a_contact_a_language_and_where_it_stands(client: Client, settings):
    settings.NOTICE = replace(settings.NOTICE, security="mailto:hello@example.org")
    settings.SITE_URL = "https://learn.example.org"
    found = fields(client)
    assert list(found) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert found["Contact"] == "mailto:hello@example.org"
    assert found["Preferred-Languages"] == "en"
    assert found["Canonical"] == f"https://learn.example.org{ADDRESS}"


@pytest.mark.parametrize("moment", ["2026-11-22T23:59:59", "2031-02-28T00:00:00"])
def test_it_is_valid_whenever_it_is_read_and_never_for_a_year(client: Client, moment: str):
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        until = datetime.strptime(fields(client)["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(days=150) < until - timezone.now() < timedelta(days=365)


def test_without_a_contact_there_is_no_such_file(client: Client, settings):
    settings.NOTICE = replace(settings.NOTICE, security="")
    assert client.get(ADDRESS).status_code == 404


def test_a_site_that_goes_out_without_a_contact_is_warned(settings):
    settings.NOTICE = replace(settings.NOTICE, contact="")
    assert "pages.W001" in {found.id for found in run_checks(include_deployment_checks=True)}
    settings.NOTICE = replace(settings.NOTICE, contact="hello@example.org")
    assert "pages.W001" not in {found.id for found in run_checks(include_deployment_checks=True)}
