"""What every request does for the person, and what it does not do for nobody."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import rules
from accounts.models import User
from outbox.models import Mail
from tests.accounts.entrance import ask_for_code, is_signed_in, sign_in, sign_up, type_code, verify
from tests.people import signed_in

NO_STORE = "no-store, private"
pytestmark = pytest.mark.django_db


def settings_page(client: Client) -> int:
    return client.get(reverse("accounts:settings")).status_code


def later(time_machine, **delta: int) -> None:
    time_machine.move_to(timezone.now() + timedelta(**delta))


# Nobody ------------------------------------------------------------------------------------------------------


def test_a_public_page_costs_a_visitor_one_query_no_cookie_and_does_not_vary_by_cookie(
    client: Client, django_assert_num_queries
):
    client.get(reverse("pages:how"))
    with django_assert_num_queries(1):  # which edition is published
        answer = client.get(reverse("pages:how"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_a_message_written_for_a_visitor_is_still_shown(ada: User, client: Client):
    sign_in(client)
    answer = client.post(reverse("account_logout"), follow=True)
    assert "You have signed out." in answer.content.decode()


def test_the_entrance_is_never_kept_in_a_cache(client: Client):
    for name in ("account_login", "account_signup", "account_request_login_code", "account_reset_password"):
        assert client.get(reverse(name)).headers["Cache-Control"] == NO_STORE


# A person ----------------------------------------------------------------------------------------------------


def test_pages_of_somebody_signed_in_are_never_kept_in_a_cache(as_ada: Client):
    for name in ("accounts:settings", "pages:how", "pages:help", "account_email"):
        assert as_ada.get(reverse(name)).headers["Cache-Control"] == NO_STORE


def test_a_page_tells_its_script_whose_it_is_and_nobody_else(ada: User, mallory: User, client: Client):
    def mark(visitor: Client) -> str:
        found = re.search(r'<body(?: data-person="([0-9a-f]{16})")?>', visitor.get("/help/").text)
        return found.group(1) or ""

    first, again, other = (mark(signed_in(person)) for person in (ada, ada, mallory))
    assert first
    assert first == again
    assert first != other
    assert mark(client) == ""


def test_a_request_of_somebody_already_seen_today_costs_two_queries(
    as_ada: Client, django_assert_num_queries
):
    with django_assert_num_queries(2):  # the session and the person
        as_ada.get(reverse("pages:how"))


def test_the_last_day_is_noted_once_a_day(ada: User, client: Client, django_assert_num_queries):
    sign_in(client)
    assert settings_page(client) == 200
    ada.refresh_from_db()
    assert ada.last_seen_on == timezone.localdate()
    with django_assert_num_queries(2):
        client.get(reverse("pages:how"))


def test_the_day_is_the_persons_own_day(ada: User, client: Client, time_machine):
    time_machine.move_to("2026-03-10 23:30:00Z", tick=False)
    ada.time_zone = "Pacific/Auckland"
    ada.save(update_fields=["time_zone"])
    client.force_login(ada)
    settings_page(client)
    ada.refresh_from_db()
    assert str(ada.last_seen_on) == "2026-03-11"


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_chosen_look_is_on_the_page_from_the_server(theme: str, ada: User, as_ada: Client):
    ada.theme = theme
    ada.save(update_fields=["theme"])
    assert f'data-theme="{theme}"' in as_ada.get(reverse("pages:how")).content.decode()


def test_a_time_zone_that_has_vanished_does_not_break_the_page(ada: User, as_ada: Client):
    ada.time_zone = "Mars/Olympus_Mons"
    ada.save(update_fields=["time_zone"])
    assert as_ada.get(reverse("pages:how")).status_code == 200


# Idle time ---------------------------------------------------------------------------------------------------


def test_on_a_shared_device_the_cookie_ends_with_the_browser_and_the_visit_after_half_an_hour(
    ada: User, client: Client, time_machine
):
    answer = sign_in(client)
    assert answer.cookies["sessionid"]["max-age"] == ""
    later(time_machine, minutes=29)
    assert settings_page(client) == 200
    later(time_machine, minutes=29)
    assert settings_page(client) == 200
    later(time_machine, minutes=31)
    assert settings_page(client) == 302
    assert not is_signed_in(client)


def test_somebody_who_stays_active_is_written_down_at_most_every_three_minutes(
    ada: User, client: Client, time_machine, django_assert_num_queries
):
    sign_in(client)
    client.get(reverse("pages:how"))
    later(time_machine, minutes=2)
    with django_assert_num_queries(2):
        client.get(reverse("pages:how"))


def test_on_an_own_device_a_visit_lasts_fourteen_days(ada: User, client: Client, time_machine):
    answer = sign_in(client, remember="on")
    assert answer.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    later(time_machine, days=13)
    assert settings_page(client) == 200
    later(time_machine, days=13)
    assert settings_page(client) == 200
    later(time_machine, days=15)
    assert settings_page(client) == 302


def test_the_tick_for_an_own_device_counts_when_signing_in_with_a_code(ada: User, client: Client):
    ask_for_code(client, remember="on")
    assert type_code(client).cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    ask_for_code(other := Client())
    assert type_code(other).cookies["sessionid"]["max-age"] == ""


def test_the_tick_for_an_own_device_counts_at_sign_up(client: Client):
    sign_up(client, remember="on")
    assert verify(client).cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    sign_up(other := Client(), "other@example.org")
    assert verify(other).cookies["sessionid"]["max-age"] == ""


def test_a_session_that_never_said_whose_device_it_is_counts_as_shared(
    ada: User, client: Client, time_machine
):
    client.force_login(ada)
    settings_page(client)
    assert not client.session.get(rules.OWN_DEVICE)
    later(time_machine, minutes=31)
    assert settings_page(client) == 302


# Being sent elsewhere ----------------------------------------------------------------------------------------

EVIL = [
    "https://evil.example", "http://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\\/evil.example", "https:evil.example",
    "https:/evil.example", "http:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "vbscript:x", " //evil.example", "\t//evil.example", "\n//evil.example", "/\t/evil.example", "/\n/evil.example",
    "//evil.example/%2f..", "//evil%E3%80%82example", "／／evil.example", "https://testserver@evil.example",
    "https://evil.example\\@testserver", "//testserver:80@evil.example", "ftp://evil.example", "evil.example",
    "\x00//evil.example", "https://testserver/today/", "http://127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("where", EVIL)
def test_nobody_is_sent_to_another_site_after_signing_in_or_out(where: str, ada: User, client: Client):
    assert sign_in(client, next=where).url == reverse("pages:leave_about")
    assert client.post(reverse("account_logout"), {"next": where}).url == reverse("pages:landing")


@pytest.mark.parametrize("where", ["/today/", "/c/1/m2/3/?from=mail#end", "/%09/evil"])
def test_a_path_of_our_own_is_followed(where: str, ada: User, client: Client):
    assert sign_in(client, next=where).url == where


def test_a_request_for_another_host_is_refused(client: Client):
    assert client.get(reverse("account_login"), headers={"host": "evil.example"}).status_code == 400


def test_links_in_mail_are_built_from_the_sites_own_address(ada: User, client: Client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://learn.example.org"
    answer = client.post(
        reverse("account_signup"),
        {"email": ada.email, "password1": "quiet-lanterns-9", "is_adult": "on"},
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )
    assert answer.status_code == 302
    text = ada_mail(ada)
    assert "evil.example" not in text
    assert "https://learn.example.org/account/login/" in text


def ada_mail(ada: User) -> str:
    return Mail.objects.get(recipient_key=ada.key).sealed["text"]


# Too often ---------------------------------------------------------------------------------------------------


def test_after_too_many_wrong_passwords_the_page_says_so_in_a_kind_sentence(ada: User, client: Client):
    for _ in range(5):
        sign_in(client, password="guess-guess-guess")
    page = sign_in(client, password="guess-guess-guess").content.decode()
    assert "That was tried too often. Wait a few minutes, then try again." in page
    sign_in(client)
    assert not is_signed_in(client)


def test_a_strangers_guesses_do_not_lock_the_owner_out(ada: User):
    stranger, owner = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="203.0.113.5")
    for _ in range(7):
        sign_in(stranger, password="guess-guess-guess")
    sign_in(stranger)
    assert not is_signed_in(stranger)
    sign_in(owner)
    assert is_signed_in(owner)


def test_too_many_sign_ups_from_one_place_get_a_page_in_our_design(client: Client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    sign_up(client, "one@example.org")
    answer = sign_up(Client(), "two@example.org")
    assert answer.status_code == 429
    assert "That was asked for too often" in answer.content.decode()
    assert "Help now" in answer.content.decode()


def test_the_entrance_is_answered_on_the_beat(client: Client, settings):
    settings.ENTRANCE_BEAT = 0.2
    start = timezone.now()
    sign_in(client, "nobody@example.org", "x")
    first = (timezone.now() - start).total_seconds()
    assert first >= 0.2
