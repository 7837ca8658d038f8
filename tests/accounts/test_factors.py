"""The second step: set up, asked for, used once, kept by whoever needs one; and secrets that nobody can read."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import passkey_key
from accounts.models import AuditEntry, FactorSecret, User
from accounts.services import agree, code_at, end_visits, read_secret
from tests.accounts.entrance import (
    PASSWORD,
    ask_for_code,
    is_signed_in,
    mails,
    newest_code,
    sign_in,
    type_code,
)
from tests.people import app_of, give_passkey, signed_in, signed_in_by_password

pytestmark = pytest.mark.django_db
NONSENSE = (
    "",
    "{",
    "[]",
    "7",
    '"x"',
    "{}",
    '{"id": 1}',
    '{"id":"a","rawId":"b","response":{},"type":"public-key"}',
)


def code_of(user: User, *, later: int = 0) -> str:
    """What the app shows, now or some half minutes later."""
    secret = read_secret(key=app_of(user).data["secret"])
    return code_at(secret, int(time.time()) // 30 + later)


def type_second(client: Client, code: str, **more: str):
    return client.post(reverse("mfa_authenticate"), {"code": code}, **more)


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up_app(client: Client):
    """As a person does: the password once more, the page with the key, the code."""
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.sub(r"\s", "", re.search(r'class="secret"><code>([A-Z2-7 ]+)</code>', page)[1])
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_at(secret, int(time.time()) // 30)})
    return secret, answer


def verbs(user: User) -> list[str]:
    return [entry.verb for entry in AuditEntry.objects.about(user.audit_key)]


# Signing in --------------------------------------------------------------------------------------------------


def test_the_password_alone_leads_to_the_second_step_and_no_further(carl: User, client: Client):
    app_of(carl)
    agree(user=carl)
    answer = sign_in(client, carl.email, next="/clinic/")
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert type_second(client, code_of(carl)).url == "/clinic/"
    assert client.get("/clinic/").status_code == 200


def test_a_code_by_mail_does_not_go_round_the_second_step(carl: User, client: Client):
    app_of(carl)
    ask_for_code(client, carl.email)
    assert type_code(client).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_a_new_password_does_not_go_round_the_second_step(carl: User, client: Client):
    app_of(carl)
    client.post(reverse("account_reset_password"), {"email": carl.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": newest_code()})
    client.post(reverse("account_complete_password_reset"), {"password1": "seven-green-kettles"})
    assert not is_signed_in(client)
    assert sign_in(client, carl.email, "seven-green-kettles").url == reverse("mfa_authenticate")


def test_a_wrong_code_says_so_and_many_of_them_are_refused(carl: User, client: Client):
    right = code_of(carl)
    sign_in(client, carl.email)
    wrong = "000000" if right != "000000" else "111111"
    page = type_second(client, wrong).content.decode()
    assert "did not match" in page
    assert "Error:" in page
    for _ in range(12):
        page = type_second(client, wrong).content.decode()
    assert "tried too often" in page
    type_second(client, right)
    assert not is_signed_in(client)


def test_a_code_counts_once_even_after_the_cache_forgot_it_and_so_do_those_before_it(
    carl: User, time_machine
):
    time_machine.move_to("2026-11-20 12:00:10Z", tick=False)
    used, earlier = code_of(carl), code_of(carl, later=-1)
    sign_in(first := Client(), carl.email)
    assert type_second(first, used).status_code == 302
    time_machine.move_to(
        "2026-11-20 12:00:50Z", tick=False
    )  # within the tolerance, past allauth's own memory
    for code in (used, earlier):
        sign_in(again := Client(), carl.email)
        type_second(again, code)
        assert not is_signed_in(again)
    sign_in(later := Client(), carl.email)
    type_second(later, code_of(carl))
    assert is_signed_in(later)


def test_a_recovery_code_stands_in_once(carl: User, client: Client):
    as_carl = signed_in_by_password(carl)
    set_up_app(as_carl)
    codes = re.findall(
        r"<li><code>(\d{8})</code>", as_carl.get(reverse("mfa_view_recovery_codes")).content.decode()
    )
    assert len(codes) == 10
    sign_in(client, carl.email)
    type_second(client, codes[3])
    assert is_signed_in(client)
    sign_in(again := Client(), carl.email)
    type_second(again, codes[3])
    assert not is_signed_in(again)
    assert "9 codes left" in client.get(reverse("mfa_index")).content.decode()


# Being asked for one -----------------------------------------------------------------------------------------


def test_without_one_a_clinician_reads_why_sets_it_up_and_lands_where_they_were_going(carl: User):
    client = signed_in_by_password(carl)
    answer = client.get("/clinic/invite/")
    assert answer.url == f"{reverse('accounts:second_step')}?next=%2Fclinic%2Finvite%2F"
    assert "a password in the wrong hands opens nothing" in client.get(answer.url).content.decode()
    _, answer = set_up_app(client)
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert 'href="/clinic/invite/"' in client.get(answer.url).content.decode()
    assert client.get("/clinic/invite/").status_code == 200


def test_a_session_from_before_the_second_step_opens_nothing(carl: User):
    older = signed_in_by_password(carl)
    app_of(carl)
    answer = older.get("/clinic/")
    assert "this visit began without it" in older.get(answer.url).content.decode()
    again = older.get(f"{reverse('mfa_reauthenticate')}?next=/clinic/")
    assert again.status_code == 200
    answer = older.post(reverse("mfa_reauthenticate"), {"code": code_of(carl), "next": "/clinic/"})
    assert answer.url == "/clinic/"
    assert older.get("/clinic/").status_code == 200


def test_a_password_alone_neither_adds_nor_takes_away_a_factor_of_somebody_who_has_one(carl: User):
    older = signed_in_by_password(carl)
    app_of(carl)
    confirm(older)
    for name in (
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
    ):
        assert older.get(reverse(name)).url.startswith(reverse("mfa_reauthenticate")), name


def test_what_was_sent_without_one_changes_nothing_and_is_not_sent_later(carl: User):
    client = signed_in_by_password(carl)
    answer = client.post("/clinic/invite/", {"reference": "Client 7", "address": "x@example.net"})
    assert answer.url == reverse("accounts:second_step")


def test_the_way_on_is_a_path_of_ours_or_nothing(carl: User):
    client = signed_in(carl)
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.get(reverse("accounts:second_step"), {"next": evil})
        assert answer.status_code == 200
        assert "evil" not in answer.content.decode()


# Setting up and changing -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_learner_may_have_one_and_may_take_it_away(ada: User):
    client = signed_in_by_password(ada)
    set_up_app(client)
    assert Authenticator.objects.filter(user=ada).count() == 2
    assert verbs(ada)[0] == "app_set_up"
    assert mails()[-1].sealed["subject"] == "Your sign-in was changed"
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(ada, later=1)})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=ada).exists()
    assert not FactorSecret.objects.exists()
    assert verbs(ada)[0] == "app_taken_away"


@pytest.mark.parametrize("who", ["carl", "stella"])
def test_whoever_needs_one_keeps_the_last_but_may_change_the_app(who: str, request: pytest.FixtureRequest):
    user = request.getfixturevalue(who)
    client = signed_in(user)
    before = app_of(user)
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(user)})
    page = client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert "This is your only second step" in page
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(pk=before.pk).exists()
    old_code = code_of(user, later=1)
    set_up_app(client)
    assert not Authenticator.objects.filter(pk=before.pk).exists()
    sign_in(other := Client(), user.email)
    type_second(other, old_code)
    assert not is_signed_in(other)
    assert client.get(reverse("accounts:settings")).status_code == 200


def test_a_wrong_first_code_leaves_the_old_app_in_place(carl: User):
    client, before = signed_in(carl), app_of(carl)
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(carl)})
    client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "did not match" in answer.content.decode()
    assert app_of(carl) == before


def test_setting_one_up_signs_every_other_device_out(ada: User):
    here, elsewhere = signed_in_by_password(ada), signed_in_by_password(ada)
    set_up_app(here)
    assert here.get(reverse("accounts:settings")).status_code == 200
    assert elsewhere.get(reverse("accounts:settings")).status_code == 302


def test_ending_all_visits_ends_them_and_a_new_one_can_begin(ada: User, client: Client):
    before = signed_in_by_password(ada)
    end_visits(user=ada)
    assert before.get(reverse("accounts:settings")).status_code == 302
    sign_in(client)
    assert client.get(reverse("accounts:settings")).status_code == 200


def test_recovery_codes_are_shown_once_and_kept_as_a_file_for_a_quarter_of_an_hour(ada: User, time_machine):
    time_machine.move_to(timezone.now())
    client = signed_in_by_password(ada)
    set_up_app(client)
    address, file = reverse("mfa_view_recovery_codes"), reverse("mfa_download_recovery_codes")
    shown = re.findall(r"<code>(\d{8})</code>", client.get(address).content.decode())
    assert len(shown) == 10
    assert not re.findall(r"<code>\d{8}", client.get(address).content.decode())
    kept = client.get(file)
    assert kept.content.decode().split() == shown
    assert re.fullmatch(r'attachment; filename="alder-[\d-]+\.txt"', kept.headers["Content-Disposition"])
    assert "no-store" in kept.headers["Cache-Control"]
    time_machine.shift(timedelta(minutes=16))
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(ada)})
    assert client.get(file).url == reverse("mfa_index")


def test_new_recovery_codes_replace_the_old_ones_and_their_secret(ada: User):
    client = signed_in_by_password(ada)
    set_up_app(client)
    old = re.findall(r"<code>(\d{8})", client.get(reverse("mfa_view_recovery_codes")).content.decode())[0]
    client.post(reverse("mfa_generate_recovery_codes"))
    assert FactorSecret.objects.filter(user=ada).count() == 2
    sign_in(other := Client())
    type_second(other, old)
    assert not is_signed_in(other)
    assert verbs(ada)[0] == "recovery_codes_made"


def test_no_secret_stands_in_any_column_or_session(ada: User, carl: User):
    client = signed_in_by_password(ada)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    waiting = re.sub(r"\s", "", re.search(r'class="secret"><code>([A-Z2-7 ]+)</code>', page)[1])
    assert waiting not in str(dict(client.session))
    secret, _ = set_up_app(client)
    codes = re.findall(r"<code>(\d{8})", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    with connection.cursor() as cursor:
        for table in ("mfa_authenticator", "accounts_factorsecret", "accounts_visit", "outbox_mail"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            assert not [word for word in (secret, waiting, *codes) if word in rows], table


# Passkeys, as far as they go without a browser (tests/browser/test_second_step.py has one) -------------------


def test_only_the_pages_script_is_told_what_to_ask_a_passkey(client: Client):
    address = reverse("mfa_login_webauthn")
    assert client.get(address).url == reverse("account_login")
    assert not client.cookies
    asked = client.get(address, headers={"Accept": "application/json"}).json()["publicKey"]
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


def test_a_passkey_is_named_by_a_random_key_and_never_by_its_number(ada: User, mallory: User):
    client = signed_in_by_password(ada)
    confirm(client)
    mine, theirs = give_passkey(ada, "My old telephone"), give_passkey(mallory, "Her key")
    page = client.get(reverse("mfa_index")).content.decode()
    rename = reverse("accounts:rename_passkey", args=[passkey_key(mine)])
    assert rename in page
    assert not re.search(rf"webauthn/keys|/{mine.pk}/", page)
    client.post(rename, {"name": "My new telephone"})
    mine.refresh_from_db()
    assert mine.data["name"] == "My new telephone"
    for name in ("accounts:rename_passkey", "accounts:remove_passkey"):
        address = reverse(name, args=[passkey_key(theirs)])
        assert client.get(address).status_code == client.post(address, {"name": "x"}).status_code == 404
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        address = reverse(name, args=[mine.pk])
        assert client.get(address).status_code == client.post(address, {"name": "x"}).status_code == 404
    assert client.post(reverse("accounts:remove_passkey", args=[passkey_key(mine)])).url == reverse(
        "mfa_index"
    )
    assert list(Authenticator.objects.filter(type="webauthn")) == [theirs]


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_in_place_of_a_passkey_is_a_sentence(sent: str, carl: User, client: Client, as_carl: Client):
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": sent})
    assert answer.url == reverse("account_login")
    app_of(carl)
    sign_in(client, carl.email)
    answer = client.post(reverse("mfa_authenticate"), {"credential": sent})
    assert answer.status_code == 200
    as_carl.post(reverse("mfa_reauthenticate"), {"code": code_of(carl)})
    as_carl.get(reverse("mfa_add_webauthn"))
    answer = as_carl.post(reverse("mfa_add_webauthn"), {"credential": sent, "name": "x"})
    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()
    assert not is_signed_in(client)


def test_the_square_of_the_app_is_part_of_the_page(ada: User):
    client = signed_in_by_password(ada)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert '<svg class="square" role="img"' in page
    assert "data:image" not in page
    assert "style=" not in page
