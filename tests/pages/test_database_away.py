"""What pages answer while the database is away: one moment, and when to come again."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.people import signed_in


@pytest.fixture(params=[OperationalError, InterfaceError])
def away(request, db) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise request.param("the server closed the connection: host=secret")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def signed(ada: User) -> Client:
    client = signed_in(ada)
    client.raise_request_exception = False
    return client


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


def polite(answer: HttpResponse) -> bool:
    """Asks for patience in words, and tells nothing of what the database said."""
    words = answer.content.decode()
    headers = answer["Retry-After"] == "5", answer["Cache-Control"] == "no-store"
    return all(headers) and "One moment, please" in words and "secret" not in words


@pytest.mark.parametrize("address", ["/", "/today/", "/notes/", "/settings/", "/account/login/"])
def test_who_is_signed_in_is_told_to_wait_a_moment(address: str, signed: Client, away: None):
    answer = signed.get(address)
    assert answer.status_code == 503
    assert polite(answer)


def test_so_is_anybody_else(stranger: Client, away: None):
    answer = stranger.get("/")
    assert answer.status_code == 503
    assert polite(answer)


def test_what_needs_no_database_is_there(stranger: Client, away: None):
    assert [stranger.get(address).status_code for address in ("/livez", "/account/login/")] == [200, 200]


def test_a_form_that_is_sent_meanwhile_gets_the_same_words(signed: Client, away: None):
    answer = signed.post("/notes/stop/")
    assert answer.status_code == 503
    assert "go back: your words may still be on that page" in answer.content.decode()


def test_an_error_of_our_own_is_still_one(stranger: Client, monkeypatch):
    def fail(**_: object) -> None:
        raise LookupError

    monkeypatch.setattr("pages.services.home.front_door", fail)
    assert stranger.get("/").status_code == 500
