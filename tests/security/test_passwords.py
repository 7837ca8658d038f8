"""Which passwords are taken, which are not, and that they are compared as they were typed."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.services import add_person
from tests.accounts.entrance import is_signed_in, sign_in, sign_up

pytestmark = pytest.mark.django_db
REFUSED = {
    "too short": "quiet-9x",
    "nine": "abcdefgh9",
    "among the most common": "1q2w3e4r5t",
    "common in any case": "PASSWORD1234".lower(),
    "the address itself": "grace@example.org",
    "the name of the site": "alder12345",
    "the name of the site twice": "Alder-ALDER-1",
}
TAKEN = {
    "four words": "quiet lanterns over water",
    "no capital, digit or sign": "seven green kettles",
    "only digits that nobody guesses": "40958117263390",
    "a hundred letters": "ab cd " * 17,
    "blanks at both ends": "  quiet lanterns  ",
    "any script": "тихие фонари 静かな灯 🏮",
    "the name of the site in a long one": "alder trees stand by the river",
}


@pytest.mark.parametrize("password", REFUSED.values(), ids=REFUSED)
def test_what_is_easily_guessed_is_refused(password: str, client: Client):
    sign_up(client, password1=password)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", TAKEN.values(), ids=TAKEN)
def test_anything_long_enough_is_taken_whatever_it_is_made_of(password: str):
    validate_password(password, User(email="grace@example.org"))


def test_the_word_list_holds_what_breaches_show_most_often():
    """Django's 20,000, made from breaches: those long enough for our rule are refused by it."""
    for word in ("1234567890", "qwertyuiop", "password123", "iloveyou123"[:9] + "1"):
        with pytest.raises(ValidationError):
            validate_password(word)


@pytest.mark.parametrize(
    "typed",
    [
        "Quiet lanterns over water",
        "quiet lanterns over wate",
        "quiet lanterns over water ",
        "x" * 25,
    ],
)
def test_a_password_is_compared_exactly_as_it_was_typed(typed: str, client: Client):
    add_person(email="ada@example.org", password="quiet lanterns over water")
    sign_in(client, password=typed)
    assert not is_signed_in(client)


def test_the_end_of_a_long_password_counts(client: Client):
    long = "x" * 199
    add_person(email="ada@example.org", password=f"{long}y")
    sign_in(client, password=f"{long}z")
    assert not is_signed_in(client)
    sign_in(client, password=f"{long}y")
    assert is_signed_in(client)


def test_a_password_grows_no_older(ada: User, client: Client, time_machine):
    time_machine.move_to("2036-11-20 12:00Z")
    sign_in(client)
    assert is_signed_in(client)


def test_fields_are_masked_and_may_be_filled_by_a_manager(client: Client):
    for address, name in (("/account/login/", "current-password"), ("/account/signup/", "new-password")):
        page = client.get(address).text
        assert 'type="password"' in page
        assert f'autocomplete="{name}"' in page
        assert "onpaste" not in page


def test_nobody_is_there_before_somebody_was_added():
    assert not User.objects.exists()
