"""What the log says of the entrance and of refusals: the event, the moment, the person's key; never what was typed."""

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from accounts.models import User
from common import logs
from tests.accounts.entrance import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def events(lines: list) -> list[str]:
    return [line["event"] for line in lines]


def test_coming_in_going_and_being_turned_away_each_leave_a_line(ada: User, client: Client):
    with capture_logs() as lines:
        sign_in(client, password="somebody-elses-password")
        sign_in(client)
        client.post(reverse("account_logout"))
    of_ours = [line for line in lines if line["event"] in {"signed_in", "signed_out", "sign_in_refused"}]
    assert events(of_ours) == ["sign_in_refused", "signed_in", "signed_out"]
    assert [line.get("person") for line in of_ours] == [None, str(ada.key), str(ada.key)]
    for typed in (ada.email, PASSWORD, "somebody-elses-password"):
        assert typed not in str(lines)


def test_a_door_that_stays_shut_leaves_a_line_with_whoever_knocked(mallory: User, as_mallory: Client):
    with capture_logs() as lines:
        assert as_mallory.get(reverse("clinic:clients")).status_code == 404
    (line,) = [line for line in lines if line["event"] == "request_finished"]
    assert line["code"] == 404
    assert line["log_level"] == "warning"
    assert "GET /clinic/" in str(line["request"])


def test_a_refused_form_and_too_many_tries_leave_a_line(ada: User, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    browser = Client(enforce_csrf_checks=True)
    with capture_logs() as lines:
        browser.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
        for name in ("one", "two"):
            Client().post(reverse("account_signup"), {"email": f"{name}@example.org", "password1": PASSWORD})
    assert {403, 429} <= {line.get("code") for line in lines}


def test_nobody_writes_a_line_of_their_own_into_the_log(client: Client):
    """A line is an object of JSON: what stands in an address cannot end it."""
    forged = "/nothing/%0d%0a%7B%22event%22%3A%22signed_in%22%7D"
    with capture_logs() as lines:
        client.get(forged, headers={"user-agent": 'x\r\n{"event": "signed_in"}'})
    assert "signed_in" not in events(lines)
    render = logs.config(production=True, level="INFO")["formatters"]["plain"]["processors"][-1]
    for line in lines:
        assert "\n" not in render(None, "info", logs.redact(None, "info", dict(line)))
