"""Codes by email: random, for one use, for a quarter of an hour, for one browser, and dead once something changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, Visit
from accounts.services import end_visits
from tests.accounts.entrance import ask_for_code, is_signed_in, newest_code, sign_in, type_code
from tests.people import signed_in_by_password

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "seven-green-kettles"


def ask_for_reset(client: Client, email: str = "ada@example.org") -> Any:
    return client.post(reverse("account_reset_password"), {"email": email})


def type_reset_code(client: Client, code: str | None = None) -> Any:
    return client.post(reverse("account_confirm_password_reset_code"), {"code": code or newest_code()})


def choose(client: Client, password: str = NEW_PASSWORD) -> Any:
    return client.post(reverse("account_complete_password_reset"), {"password1": password})


def opens(way: str, client: Client, code: str) -> bool:
    """Whether the code leads in, or to a new password."""
    if way == "sign in":
        type_code(client, code)
        return is_signed_in(client)
    type_reset_code(client, code)
    choose(client)
    sign_in(other := Client(), password=NEW_PASSWORD)
    return is_signed_in(other)


def asked(way: str) -> tuple[Client, str]:
    client = Client()
    {"sign in": ask_for_code, "reset": ask_for_reset}[way](client)
    return client, newest_code()


def new_password(ada: User) -> None:
    ada.set_password("another-good-one-4")
    ada.save()


def new_address(ada: User) -> None:
    EmailAddress.objects.filter(user=ada).update(email="ada.new@example.org")
    User.objects.filter(pk=ada.pk).update(email="ada.new@example.org")


def visits_ended(ada: User) -> None:
    end_visits(user=ada)


def closed(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)


WAYS = ("sign in", "reset")


@pytest.mark.parametrize("way", WAYS)
def test_a_code_opens_within_its_quarter_of_an_hour(way: str, ada: User, time_machine):
    client, code = asked(way)
    time_machine.move_to(timezone.now() + timedelta(minutes=14))
    assert opens(way, client, code)


@pytest.mark.parametrize("way", WAYS)
def test_after_a_quarter_of_an_hour_it_opens_nothing(way: str, ada: User, time_machine):
    client, code = asked(way)
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert not opens(way, client, code)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", [new_password, new_address, visits_ended, closed])
def test_once_something_changed_it_opens_nothing(way: str, change: Callable[[User], None], ada: User):
    client, code = asked(way)
    change(ada)
    assert not opens(way, client, code)


@pytest.mark.parametrize("way", WAYS)
def test_it_opens_nothing_in_another_browser_and_nothing_a_second_time(way: str, ada: User):
    client, code = asked(way)
    assert not opens(way, Client(), code)
    assert opens(way, client, code)
    other, _ = asked(way)
    assert not opens("sign in", other, code)


def test_a_reset_that_was_begun_ends_when_the_password_changes_elsewhere(ada: User, client: Client):
    ask_for_reset(client)
    type_reset_code(client)
    new_password(ada)
    page = choose(client).text
    assert "Error:" in page
    ada.refresh_from_db()
    assert ada.check_password("another-good-one-4")


def test_three_wrong_codes_end_a_reset(ada: User, client: Client):
    ask_for_reset(client)
    code = newest_code()
    for _ in range(3):
        type_reset_code(client, "BBBB-BBBB")
    type_reset_code(client, code)
    assert choose(client).url != reverse("account_login")
    assert ada.check_password("quiet-lanterns-9")


def test_codes_are_random_and_only_the_session_which_is_sealed_knows_them(ada: User):
    codes = set()
    for _ in range(3):
        _, code = asked("sign in")
        codes.add(code)
    assert len(codes) == 3
    kept = [bytes(each) for each in Visit.objects.values_list("session_data", flat=True)]
    assert not [code for code in codes for row in kept if code.encode() in row or code[:4].encode() in row]


def test_somebody_signed_in_is_signed_out_by_a_reset_and_nobody_else_is(ada: User, mallory: User):
    hers, other = signed_in_by_password(ada), signed_in_by_password(mallory)
    client, code = asked("reset")
    assert opens("reset", client, code)
    assert hers.get(reverse("accounts:settings")).status_code == 302
    assert other.get(reverse("accounts:settings")).status_code == 200
