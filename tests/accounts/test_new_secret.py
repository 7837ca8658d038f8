"""SECRET_KEY changes: nobody is signed out, no link in a mail dies, and no refused address is written to again."""

import uuid

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FactorReset, User
from accounts.rules import make_stop_token
from accounts.services import ask_for_reset, end_visits, start_reset
from clinic.services import invite_by_code
from common.environment import Reader
from common.signing import known_secrets
from outbox.services import is_suppressed, suppress
from reminders.rules.tokens import make_token
from reminders.services import wishes_of
from tests.people import app_of, signed_in

pytestmark = pytest.mark.django_db
NEW = "n" * 50


@pytest.fixture
def change(settings):
    """Changes the secret as the guide for operators says."""

    def changed() -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = NEW

    return changed


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:settings")).status_code == 200


@pytest.mark.parametrize("epoch", [0, 1], ids=["as it was", "after visits were ended once"])
def test_everybody_stays_signed_in_and_goes_on_without_the_old_secret(
    ada: User, settings, change, epoch: int
):
    for _ in range(epoch):
        end_visits(user=ada)
    here, away = signed_in(ada), signed_in(ada)
    change()
    assert is_in(here)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(here), "the visit was signed anew with the first look"
    assert not is_in(away), "who did not come in between signs in again"


def test_ended_visits_stay_ended(ada: User, change):
    stolen = signed_in(ada)
    end_visits(user=ada)
    change()
    assert not is_in(stolen)


def test_without_the_old_secret_visits_end(ada: User, settings):
    here = signed_in(ada)
    settings.SECRET_KEY = NEW
    assert not is_in(here)


def test_a_link_in_a_mail_goes_on_to_stop_notes(ada: User, client: Client, settings, change):
    link = reverse(
        "reminders:wishes", args=[make_token(wishes_of(learner=ada).key, secret=settings.SECRET_KEY)]
    )
    change()
    assert client.get(link).status_code == 200
    assert make_token(uuid.uuid4(), secret="somebody else's") not in link
    forged = make_token(wishes_of(learner=ada).key, secret="somebody else's")
    assert client.get(reverse("reminders:wishes", args=[forged])).status_code == 404
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(link).status_code == 404


def test_a_link_goes_on_to_keep_the_second_step(ada: User, stella: User, client: Client, settings, change):
    app_of(ada)
    asked = ask_for_reset(user=ada, actor=None, now=timezone.now())
    how = FactorReset.Check.IN_PERSON
    reset = start_reset(reset=asked, actor=stella, checked_how=how, now=timezone.now())
    link = reverse("accounts:stop_reset", args=[make_stop_token(reset.key, secret=settings.SECRET_KEY)])
    change()
    assert client.get(link).status_code == 200


def test_a_code_said_in_the_room_can_still_be_typed(carl: User, as_ada: Client, change):
    code = invite_by_code(clinician=carl, reference="Client 7", now=timezone.now()).spoken_code
    change()
    answer = as_ada.post(reverse("clinic:enter_code"), {"code": code})
    assert answer["Location"] == reverse("clinic:coded_invitation")


def test_an_address_that_must_not_be_mailed_stays_so_when_the_secret_changes(db, settings, change):
    suppress(address="ada@example.org", now=timezone.now())
    change()
    assert is_suppressed("Ada@example.org")
    settings.SECRET_KEY_FALLBACKS = []
    assert is_suppressed("ada@example.org")


def test_the_first_change_asks_for_what_addresses_are_hashed_with():
    assert django_settings.ADDRESS_SECRET == django_settings.SECRET_KEY, "until it changes"
    with pytest.raises(Exception, match=r"ADDRESS_SECRET is missing\. When SECRET_KEY changes"):
        Reader({}).lasting_secret("ADDRESS_SECRET", default="x" * 50, is_needed=True)
    given = Reader({"ADDRESS_SECRET": "y" * 50})
    assert given.lasting_secret("ADDRESS_SECRET", default="x" * 50, is_needed=True) == "y" * 50
    assert Reader({}).lasting_secret("ADDRESS_SECRET", default="x" * 50, is_needed=False) == "x" * 50


def test_older_secrets_are_told_in_one_line_and_a_short_one_is_refused():
    reader = Reader({"SECRET_KEY_FALLBACKS": f"{'a' * 50}, {'b' * 60}"})
    assert reader.older_secrets("SECRET_KEY_FALLBACKS") == ["a" * 50, "b" * 60]
    assert Reader({}).older_secrets("SECRET_KEY_FALLBACKS") == []
    with pytest.raises(Exception, match="too short"):
        Reader({"SECRET_KEY_FALLBACKS": "hunter2"}).older_secrets("SECRET_KEY_FALLBACKS")


def test_the_secret_that_signs_comes_first(settings, change):
    old = settings.SECRET_KEY
    change()
    assert known_secrets() == (NEW, old)
