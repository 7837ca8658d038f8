"""Nobody learns from the entrance whether an address has an account: not by words, headers, rows, hashes or time."""

import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from scipy import stats

from accounts.models import User
from outbox.models import Mail
from outbox.services import send_due
from tests.accounts.counting import CountingHasher
from tests.accounts.entrance import ask_for_code, mails, sign_in, sign_up, type_code, verify

KNOWN = "ada@example.org"
UNKNOWN = "eva@example.org"  # as long as the other
Act = Callable[[Client, str], Any]


def ask_for_reset(client: Client, email: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": email})


def sign_in_wrongly(client: Client, email: str) -> Any:
    return sign_in(client, email, "not-the-password")


def sign_up_by_passkey(client: Client, email: str) -> Any:
    return client.post(reverse("account_signup_by_passkey"), {"email": email, "is_adult": "on"})


WRITING = {"sign-up": sign_up, "passkey": sign_up_by_passkey, "code": ask_for_code, "reset": ask_for_reset}
ALL = {**WRITING, "password": sign_in_wrongly}


@pytest.fixture
def counted(settings) -> type[CountingHasher]:
    settings.PASSWORD_HASHERS = ["tests.accounts.counting.CountingHasher"]
    CountingHasher.count = 0
    return CountingHasher


def seen(answer: Any, email: str) -> tuple[int, dict[str, str], str]:
    """All that a stranger gets to see, without what differs every time."""
    body = answer.content.decode().replace(email, "ADDRESS")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    cookies = {
        name: {k: v for k, v in morsel.items() if k != "expires"} for name, morsel in answer.cookies.items()
    }
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return answer.status_code, {**headers, "cookies": cookies}, body


def walk(act: Act, email: str, then: str | None) -> list[tuple[int, dict[str, str], str]]:
    client = Client()
    answers = [act(client, email)]
    if answers[0].status_code == 302:
        answers.append(client.get(answers[0].url))
    if then:
        answers.append(client.post(then, {"action": "resend"}))
        answers.append(client.get(then))
        answers.append(client.post(then, {"code": "WRNG-CODE"}))
    return [seen(answer, email) for answer in answers]


@pytest.mark.parametrize(
    ("act", "then"),
    [
        (sign_up, "account_email_verification_sent"),
        (sign_up_by_passkey, "account_email_verification_sent"),
        (ask_for_code, "account_confirm_login_code"),
        (ask_for_reset, "account_confirm_password_reset_code"),
        (sign_in_wrongly, None),
    ],
)
def test_every_step_answers_with_the_same_status_headers_and_bytes(act: Act, then: str | None, ada: User):
    address = reverse(then) if then else None
    assert walk(act, KNOWN, address) == walk(act, UNKNOWN, address)


@pytest.mark.parametrize("way", ALL)
def test_the_same_number_of_passwords_is_hashed(way: str, counted: type[CountingHasher], ada: User):
    def hashes(email: str) -> int:
        before = counted.count
        ALL[way](Client(), email)
        return counted.count - before

    expected = {"sign-up": 1, "passkey": 0, "password": 1, "code": 0, "reset": 0}[way]
    assert hashes(KNOWN) == hashes(UNKNOWN) == expected


@pytest.mark.parametrize("way", WRITING)
def test_one_mail_row_is_written_each_time_and_none_is_sent_to_nobody(way: str, ada: User):
    for email in (KNOWN, UNKNOWN):
        before = len(mails())
        WRITING[way](Client(), email)
        assert len(mails()) == before + 1
    kinds = [mail.kind for mail in mails()]
    assert kinds == (["direct", "direct"] if way in {"sign-up", "passkey"} else ["direct", "no_account"])
    assert mails()[0].recipient_key == ada.key
    assert abs(len(mails()[0].sealed["text"]) - len(mails()[1].sealed["text"])) < 250


def test_a_new_code_writes_a_row_for_nobody_too(ada: User, time_machine):
    for email in (KNOWN, UNKNOWN):
        client = Client()
        ask_for_code(client, email)
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    sign_up(client := Client(), KNOWN)
    time_machine.move_to(timezone.now() + timedelta(seconds=20))
    client.post(reverse("account_email_verification_sent"), {"action": "resend"})
    assert [mail.kind for mail in mails()] == [
        "direct",
        "direct",
        "no_account",
        "no_account",
        "direct",
        "no_account",
    ]


def test_the_row_for_nobody_is_skipped_and_its_address_forgotten(db):
    ask_for_code(Client(), UNKNOWN)
    send_due(now=timezone.now())
    mail = mails()[0]
    assert mail.state == Mail.State.SKIPPED
    assert mail.sealed is None


def test_signing_up_again_changes_nothing_about_the_account_and_says_so_by_mail(ada: User):
    before = (ada.password, User.objects.count(), ada.consents.count())
    sign_up(Client(), KNOWN, password1="another-good-one-4")
    ada.refresh_from_db()
    assert (ada.password, User.objects.count(), ada.consents.count()) == before
    assert mails()[0].sealed["to"] == KNOWN
    assert "There is one already" in mails()[0].sealed["text"]


def test_no_code_opens_a_door_that_is_only_painted_on(ada: User):
    client = Client()
    sign_up(client, KNOWN)
    for code in ("", "AAAA-AAAA"):
        verify(client, code or " ")
    ask_for_code(other := Client(), UNKNOWN)
    type_code(other, " ")
    assert "_auth_user_id" not in client.session
    assert "_auth_user_id" not in other.session


@pytest.mark.timing
@pytest.mark.parametrize("way", ALL)
def test_time_tells_nothing(way: str, ada: User, settings):
    """Mann-Whitney over interleaved tries, p > 0.01; with the beat as in production."""
    settings.ACCOUNT_RATE_LIMITS = False
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(80):
        known = number % 2 == 0
        email = KNOWN if known else f"e{number:02d}@example.org"
        cache.clear()
        client = Client()
        start = time.perf_counter()
        ALL[way](client, email)
        took[known].append(time.perf_counter() - start)
    p = stats.mannwhitneyu(took[True], took[False]).pvalue
    assert p > 0.01, (
        f"{way}: p = {p:.4f}, medians {statistics.median(took[True])} {statistics.median(took[False])}"
    )
