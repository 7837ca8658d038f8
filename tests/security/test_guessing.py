"""Somebody guesses fast and from as many places as they like: how many tries are looked at, and who still gets in."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed
from django.core.cache import cache
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clinic.models import Invitation
from clinic.services import invite_by_code
from tests.accounts.counting import CountingHasher
from tests.accounts.entrance import ask_for_code, is_signed_in, newest_code, sign_in, type_code
from tests.accounts.test_enumeration import KNOWN, UNKNOWN, seen
from tests.accounts.test_factors import code_of, confirm, set_up_app, type_second
from tests.people import signed_in, signed_in_by_password

pytestmark = pytest.mark.django_db
# The whole thousand by `make guessing`; what it counts is the same with fewer.
TRIES = pytest.mark.parametrize("tries", [120, pytest.param(1000, marks=pytest.mark.guessing)])
HOME = "203.0.113.5"


def place(number: int) -> str:
    """One of many network addresses; none is the owner's."""
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


@pytest.fixture
def hashed(settings) -> type[CountingHasher]:
    settings.PASSWORD_HASHERS = ["tests.accounts.counting.CountingHasher"]
    CountingHasher.count = 0
    return CountingHasher


@contextmanager
def counted(signal: Signal) -> Iterator[list[Any]]:
    """What allauth says itself each time it has looked at something and found it wrong."""
    heard: list[Any] = []

    def hear(**facts: Any) -> None:
        heard.append(facts["user"])

    signal.connect(hear)
    try:
        yield heard
    finally:
        signal.disconnect(hear)


@TRIES
@pytest.mark.parametrize(("places", "looked_at"), [(1, 5), (10, 50), (None, 100)])
def test_passwords_are_looked_at_until_the_limits_close_and_the_owner_gets_in_by_a_code(
    tries: int,
    places: int | None,
    looked_at: int,
    hashed: type[CountingHasher],
    ada: User,
    time_machine,
):
    counts, answers = {}, {}
    for first, email in enumerate((KNOWN, UNKNOWN)):
        before = hashed.count
        where = [place(first * tries + number % (places or tries)) for number in range(tries)]
        answers[email] = Counter(str(seen(guess(email, one), email)) for one in where)
        counts[email] = hashed.count - before
    assert counts == {KNOWN: looked_at, UNKNOWN: looked_at}
    assert answers[KNOWN] == answers[UNKNOWN]
    owner = Client(REMOTE_ADDR=HOME)
    sign_in(owner)
    assert is_signed_in(owner) == (looked_at < 100), "From elsewhere, unless guesses came from everywhere."
    by_code = Client(REMOTE_ADDR=HOME)
    ask_for_code(by_code)
    type_code(by_code)
    assert is_signed_in(by_code)
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    sign_in(tomorrow := Client(REMOTE_ADDR=HOME))
    assert is_signed_in(tomorrow)


def test_while_no_password_is_looked_at_a_new_one_still_counts_and_whoever_is_in_stays_so(
    ada: User, settings
):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "3/d/key"}
    inside = signed_in_by_password(ada)
    for number in range(3):
        guess(KNOWN, place(number))
    owner = Client(REMOTE_ADDR=HOME)
    assert "Ask for a code by email instead." in sign_in(owner).text
    confirm(inside)
    assert inside.get(reverse("mfa_activate_totp")).status_code == 200, "They have shown that it is them."
    owner.post(reverse("account_reset_password"), {"email": KNOWN})
    owner.post(reverse("account_confirm_password_reset_code"), {"code": newest_code()})
    owner.post(reverse("account_complete_password_reset"), {"password1": "seven-green-kettles"})
    sign_in(owner, password="seven-green-kettles")
    assert is_signed_in(owner)


def test_a_right_password_takes_nothing_from_what_may_be_tried(ada: User, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_anywhere": "2/d/key"}
    for number in range(4):
        sign_in(owner := Client(REMOTE_ADDR=place(number)))
        assert is_signed_in(owner)


def test_what_hundreds_of_places_have_tried_is_not_forgotten():
    names = [f"place-{number}" for number in range(400)]
    for name in names:
        cache.set(name, 1, 60)
    assert len(cache.get_many(names)) == len(names)


def guess(email: str, where: str) -> Any:
    return sign_in(Client(REMOTE_ADDR=where), email, "guess-after-guess-7")


@TRIES
@pytest.mark.parametrize("figures", [6, 8])
def test_codes_of_an_app_and_recovery_codes_are_looked_at_five_times_from_wherever(
    tries: int, figures: int, hashed: type[CountingHasher], ada: User, time_machine
):
    """By somebody who knows the password. One visit stands for many: the person is counted, not the place."""
    mine = signed_in_by_password(ada)
    set_up_app(mine)
    kept = re.findall(r"<code>(\d{8})</code>", mine.get(reverse("mfa_view_recovery_codes")).text)
    stranger = Client(REMOTE_ADDR=place(0))
    sign_in(stranger)
    with counted(authentication_failed) as looked_at:
        for number in range(tries):
            type_second(stranger, f"{number:0{figures}}", REMOTE_ADDR=place(number))
    assert looked_at == [ada] * 5
    assert "tried too often" in type_second(stranger, kept[0], REMOTE_ADDR=place(tries)).text
    assert not is_signed_in(stranger)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    sign_in(owner := Client(REMOTE_ADDR=HOME))
    type_second(owner, kept[0] if figures == 8 else code_of(ada))
    assert is_signed_in(owner)


@TRIES
def test_codes_by_mail_are_looked_at_nine_times_a_minute_and_the_owners_own_is_not_touched(
    tries: int, ada: User, time_machine
):
    """Three codes a minute, three tries at each; a fresh browser and place for every code."""
    owner, answers = Client(REMOTE_ADDR=HOME), {}
    ask_for_code(owner)
    code = newest_code()
    with counted(login_code_rejected) as looked_at:
        for first, email in enumerate((KNOWN, UNKNOWN)):
            answers[email] = Counter(
                answer
                for number in range(tries // 3)
                for answer in guess_code(email, place(first * tries + number))
            )
    assert looked_at == [ada] * 6, "Two codes were left in that minute: the owner has one."
    assert answers[KNOWN].total() == tries // 3 * 4
    type_code(owner, code)
    assert is_signed_in(owner)
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    ask_for_code(again := Client(REMOTE_ADDR=HOME))
    type_code(again)
    assert is_signed_in(again)


def guess_code(email: str, where: str) -> Iterator[str]:
    client = Client(REMOTE_ADDR=where)
    yield str(seen(ask_for_code(client, email), email))
    for _ in range(3):
        yield str(seen(type_code(client, "WRNG-CODE"), email))


@TRIES
def test_a_code_said_in_the_room_is_looked_for_five_times_from_wherever_and_twenty_times_a_day(
    tries: int, carl: User, ada: User, mallory: User, time_machine
):
    spoken = invite_by_code(clinician=carl, reference="Kim", now=timezone.now())
    code = Invitation.objects.get(pk=spoken.pk).spoken_code
    enter, stranger = reverse("clinic:enter_code"), signed_in(mallory)
    start, statuses = timezone.now(), Counter()
    for number in range(tries):
        time_machine.move_to(start + timedelta(days=1) * (number / tries))  # spread over a day
        answer = stranger.post(enter, {"code": "BCDF GHJK"}, REMOTE_ADDR=place(number))
        statuses[answer.status_code] += 1
    assert statuses == {422: 20, 429: tries - 20}
    assert stranger.post(enter, {"code": code}, REMOTE_ADDR=place(tries)).status_code == 429
    owner = signed_in(ada)
    assert owner.post(enter, {"code": code}, REMOTE_ADDR=HOME)["Location"] == reverse(
        "clinic:coded_invitation"
    )
