"""Visits: how long they last, where somebody is signed in, and how that ends, here and elsewhere."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import rules
from accounts.models import AuditEntry, User, Visit
from accounts.services import end_visits, forget_visits, suspend_clinician
from tests.accounts.entrance import PASSWORD, is_signed_in, sign_in
from tests.people import signed_in, signed_in_by_password

pytestmark = pytest.mark.django_db
PAGE, OTHERS, STAY = (reverse(f"accounts:{name}") for name in ("visits", "end_other_visits", "stay"))
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
)
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"


def later(time_machine, **passed: float) -> None:
    time_machine.move_to(timezone.now() + timedelta(**passed), tick=False)


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:settings")).status_code == 200


def visit_of(client: Client) -> Visit:
    return Visit.objects.get(session_key=client.session.session_key)


def end(client: Client, visit: Visit):
    return client.post(reverse("accounts:end_visit", args=[visit.key]))


# How long ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "sees_others", "idle", "longest"),
    [
        (False, False, timedelta(minutes=30), timedelta(hours=12)),
        (True, False, timedelta(days=14), timedelta(days=30)),
        (False, True, timedelta(minutes=15), timedelta(hours=12)),
        (True, True, timedelta(minutes=15), timedelta(hours=12)),
    ],
)
@given(gap=st.floats(0.01, 1.5), steps=st.integers(0, 400))
def test_a_visit_ends_at_the_sooner_of_idle_and_longest(own, sees_others, idle, longest, gap, steps):
    limits = rules.limits(is_own_device=own, sees_others=sees_others)
    begun = datetime(2026, 11, 1, tzinfo=UTC)
    seen = begun + gap * steps * idle
    left = rules.seconds_left(begun_at=begun.timestamp(), seen_at=seen.timestamp(), now=seen, limits=limits)
    assert left == int(min(idle, begun + longest - seen).total_seconds())


@pytest.mark.parametrize(
    ("remember", "step", "longest"),
    [("", timedelta(minutes=29), timedelta(hours=12)), ("on", timedelta(days=13), timedelta(days=30))],
)
def test_however_busy_a_visit_ends_at_its_longest(
    remember: str, step: timedelta, longest: timedelta, ada: User, client: Client, time_machine
):
    start = timezone.now()
    sign_in(client, remember=remember)
    while timezone.now() - start + step < longest:
        later(time_machine, seconds=step.total_seconds())
        assert is_in(client)
    later(time_machine, seconds=(longest - (timezone.now() - start)).total_seconds() + 1)
    assert not is_in(client)


@pytest.mark.parametrize("who", ["carl", "stella"])
def test_whoever_sees_other_peoples_data_is_signed_out_after_a_quarter_of_an_hour_on_any_device(
    who: str, request: pytest.FixtureRequest, time_machine
):
    client = signed_in(request.getfixturevalue(who))  # who ticked that it is their own
    later(time_machine, minutes=14)
    assert is_in(client)
    later(time_machine, minutes=14)
    assert is_in(client)
    later(time_machine, minutes=16)
    assert not is_in(client)


def test_a_tick_for_an_own_device_gives_such_a_person_no_lasting_cookie(carl: User):
    assert signed_in(carl).session.get_expire_at_browser_close()


def test_one_press_in_the_warning_starts_the_half_hour_again(ada: User, client: Client, time_machine):
    time_machine.move_to("2026-11-22 12:00:00Z", tick=False)
    sign_in(client)
    later(time_machine, minutes=28, seconds=30)
    assert client.post(STAY, headers={"Accept": "application/json"}).json() == {"left": 1800}
    later(time_machine, minutes=29)
    assert client.post(STAY).url == PAGE  # without the script
    later(time_machine, minutes=31)
    assert client.post(STAY).url.startswith(reverse("account_login"))


def test_a_page_says_when_its_visit_ends_and_on_an_own_device_it_says_nothing(
    ada: User, as_ada: Client, client: Client, time_machine
):
    time_machine.move_to("2026-11-22 12:00:00Z", tick=False)
    sign_in(client)
    later(time_machine, minutes=2)
    page = client.get(reverse("accounts:settings")).text
    assert 'data-left="1680" data-idle="1800" data-ahead="120"' in page
    assert (
        "signed out after 30 minutes without a press" in page.split("<noscript>")[1].split("</noscript>")[0]
    )
    for other in (as_ada, Client()):
        assert "data-visit" not in other.get(reverse("pages:how")).text


# Where -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Safari on an iPhone"),
        (ANDROID, "Chrome on an Android device"),
        (EDGE, "Edge on a Windows computer"),
        ("curl/8.5.0", "A browser that does not say which"),
        ("Linux", "A browser on a Linux computer"),
        ("<script>x</script>" * 900, "A browser that does not say which"),
    ],
)
def test_the_page_says_in_plain_words_which_device(user_agent: str, words: str, ada: User, client: Client):
    client.defaults["HTTP_USER_AGENT"] = user_agent
    sign_in(client)
    page = client.get(PAGE).text
    assert words in page
    assert page.count("This one") == 1
    assert "<script>x" not in page


def test_neither_the_address_nor_the_browsers_full_name_is_kept(ada: User):
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=PHONE)
    sign_in(client)
    row = visit_of(client)
    kept = json.dumps([str(getattr(row, field.attname)) for field in Visit._meta.fields])
    assert "203.0.113" not in kept
    assert "AppleWebKit" not in kept
    assert (row.user, row.browser, row.system, row.is_own_device) == (ada, "safari", "iphone", False)


def test_one_visit_is_ended_and_the_others_go_on(ada: User, as_ada: Client):
    lost, kept = signed_in(ada), signed_in(ada)
    page = as_ada.post(reverse("accounts:end_visit", args=[visit_of(lost).key]), follow=True).text
    assert "Signed out there." in page
    assert page.count("Sign out there") == 1
    assert (is_in(lost), is_in(kept), is_in(as_ada)) == (False, True, True)
    assert AuditEntry.objects.about(ada.audit_key)[0].verb == "visit_ended"


def test_all_others_are_ended_and_this_one_goes_on(ada: User, mallory: User, as_ada: Client):
    elsewhere, stranger = [signed_in(ada) for _ in range(2)], signed_in(mallory)
    page = as_ada.post(OTHERS, follow=True).text
    assert "Signed out in 2 other places." in page
    assert "Sign out everywhere else" not in page
    assert [is_in(each) for each in (*elsewhere, as_ada, stranger)] == [False, False, True, True]


def test_nobody_ends_a_visit_of_somebody_else(ada: User, as_ada: Client, as_mallory: Client):
    end(as_mallory, visit_of(as_ada))
    as_mallory.post(OTHERS)
    assert is_in(as_ada)
    assert visit_of(as_ada).key not in as_mallory.get(PAGE).text


def test_ending_visits_asks_who_it_is_when_that_was_long_ago(ada: User, as_ada: Client, time_machine):
    other = signed_in(ada)
    later(time_machine, minutes=6)
    asked = as_ada.post(OTHERS)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert is_in(other)
    as_ada.post(asked.url, {"password": PASSWORD})
    assert not is_in(other)


def test_what_is_over_is_not_listed_and_is_deleted_in_time(ada: User, as_ada: Client, time_machine):
    sign_in(Client())
    assert as_ada.get(PAGE).text.count("Sign out there") == 1
    later(time_machine, minutes=31)
    assert "Sign out there" not in as_ada.get(PAGE).text
    later(time_machine, days=15)
    assert forget_visits(now=timezone.now()) >= 2
    assert not Visit.objects.exists()


def test_the_list_costs_the_same_for_one_and_for_many(ada: User, as_ada: Client, django_assert_num_queries):
    with django_assert_num_queries(3):
        as_ada.get(PAGE)
    for _ in range(5):
        signed_in(ada)
    with django_assert_num_queries(3):
        as_ada.get(PAGE)


# The end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["account_logout", "pages:leave"])
def test_the_cookie_of_a_visit_that_was_ended_opens_nothing(way: str, ada: User, client: Client):
    sign_in(client)
    cookie = client.cookies["sessionid"].value
    row = visit_of(client)
    client.post(reverse(way)) if way == "account_logout" else client.get(reverse(way))
    assert not Visit.objects.filter(pk=row.pk).exists()
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)


def test_signing_in_takes_a_new_key_and_the_one_from_before_opens_nothing(ada: User, client: Client):
    client.session["left_by"] = "a stranger"
    planted = client.cookies["sessionid"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_a_made_up_key_is_never_taken_over(ada: User, client: Client):
    client.cookies["sessionid"] = "a" * 32
    sign_in(client)
    assert client.cookies["sessionid"].value != "a" * 32
    assert is_in(client)


def test_a_closed_account_has_no_visits_left_and_begins_none(ada: User, as_ada: Client, client: Client):
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert not is_in(as_ada)
    sign_in(client)
    assert not is_signed_in(client)
    User.objects.filter(pk=ada.pk).update(is_active=True)
    assert not is_in(as_ada)


def test_a_form_from_before_signing_in_is_refused_after(ada: User):
    strict = Client(enforce_csrf_checks=True)
    strict.get(reverse("account_login"))
    before = strict.cookies["csrftoken"].value
    strict.post(
        reverse("account_login"),
        {"login": ada.email, "password": PASSWORD, "csrfmiddlewaretoken": before},
    )
    assert is_in(strict)
    assert strict.cookies["csrftoken"].value != before
    assert strict.post(OTHERS, {"csrfmiddlewaretoken": before}).status_code == 403


def test_ending_all_visits_also_ends_those_that_a_backup_brings_back(ada: User, as_ada: Client):
    row = visit_of(as_ada)
    end_visits(user=ada)
    Visit.objects.bulk_create([row])
    assert not is_in(as_ada)


def test_a_visit_that_does_not_open_is_no_visit(ada: User, as_ada: Client):
    row = visit_of(as_ada)
    other = signed_in(ada)
    Visit.objects.filter(pk=row.pk).delete()
    moved = Visit(
        session_key=row.pk, key="moved", user=ada, expire_date=row.expire_date,
        session_data=visit_of(other).__dict__["session_data"],
    )  # fmt: skip
    moved.save()
    assert not is_in(as_ada)
    assert as_ada.cookies["sessionid"].value != row.pk


def test_a_suspended_clinician_has_the_times_of_everybody(carl: User, stella: User, time_machine):
    client = signed_in_by_password(carl)
    suspend_clinician(user=carl, actor=stella)
    later(time_machine, days=1)
    assert is_in(client)


def test_a_new_signing_secret_ends_no_visit_and_each_goes_on_under_a_new_key(
    ada: User, as_ada: Client, settings
):
    before = visit_of(as_ada)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, long enough for anybody, of no use to anybody"
    assert is_in(as_ada)
    after = visit_of(as_ada)
    assert (after.key, after.begun_at) == (before.key, before.begun_at)
    assert after.pk != before.pk
    assert Visit.objects.of(ada).count() == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(as_ada)
