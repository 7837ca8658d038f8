"""In, out and about: every way through the entrance, as a person walks it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.models import Mail
from tests.accounts.entrance import (
    PASSWORD,
    ask_for_code,
    is_signed_in,
    mails,
    newest_code,
    newest_mail,
    sign_in,
    sign_up,
    type_code,
    verify,
)  # fmt: skip

NEW_PASSWORD = "seven-green-kettles"
pytestmark = pytest.mark.django_db


def confirm_it_is_me(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_newcomer_signs_up_types_the_code_and_first_reads_about_the_leave_button(client: Client):
    answer = sign_up(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    answer = verify(client)
    assert answer.url == reverse("pages:leave_about")
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="grace@example.org").verified


def test_the_address_is_stored_in_lower_case_however_it_was_typed(client: Client):
    sign_up(client, "Grace.Ito@Example.ORG")
    assert User.objects.get().email == "grace.ito@example.org"
    assert EmailAddress.objects.get().email == "grace.ito@example.org"
    verify(client)
    assert is_signed_in(client)


def test_sign_up_asks_for_three_things_and_one_tick_and_no_name(client: Client):
    page = client.get(reverse("account_signup")).content.decode()
    asked = [
        name
        for name in ("email", "password1", "remember", "is_adult", "username")
        if f'name="{name}"' in page
    ]
    assert asked == ["email", "password1", "remember", "is_adult"]
    assert "Nobody is watching this account in real time." in page
    assert 'autocomplete="email"' in page
    assert 'autocomplete="new-password"' in page
    assert "placeholder" not in page


def test_without_the_tick_nobody_is_signed_up_and_the_page_says_why(client: Client):
    answer = sign_up(client, is_adult="")
    assert "Tick this if you are 18 or older" in answer.content.decode()
    assert "Error:" in answer.content.decode()
    assert not User.objects.exists()
    assert not mails()


def test_an_error_is_tied_to_its_field_for_screen_readers(client: Client):
    page = sign_up(client, "not-an-address").content.decode()
    assert "Enter an email address, like name@example.org." in page
    assert 'aria-describedby="id_email_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_new_code_can_be_asked_for_and_only_the_newest_works(client: Client, time_machine):
    sign_up(client)
    first = newest_code()
    time_machine.move_to(timezone.now() + timedelta(seconds=15))
    client.post(reverse("account_email_verification_sent"), {"action": "resend"})
    assert len(mails()) == 2
    verify(client, first)
    assert not is_signed_in(client)
    verify(client)
    assert is_signed_in(client)


def test_a_different_address_starts_sign_up_again(client: Client):
    sign_up(client, "gracce@example.org")
    answer = client.post(reverse("account_logout"), {"next": reverse("account_signup")})
    assert answer.url == reverse("account_signup")
    assert client.get(answer.url).status_code == 200
    sign_up(client, "grace@example.org")
    verify(client)
    assert is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client: Client):
    sign_up(client)
    code = newest_code()
    for _ in range(3):
        verify(client, "AAAA-AAAA")
    assert verify(client, code).url == reverse("account_login")
    assert not is_signed_in(client)


def test_a_code_is_too_old_after_a_quarter_of_an_hour(ada: User, client: Client, time_machine):
    ask_for_code(client)
    code = newest_code()
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    type_code(client, code)
    assert not is_signed_in(client)


def test_signing_in_with_a_password(ada: User, client: Client):
    assert sign_in(client, "ADA@example.org").url == reverse("pages:leave_about")
    assert is_signed_in(client)


def test_somebody_who_has_read_about_leaving_lands_on_today(ada: User, client: Client):
    client.force_login(ada)
    client.post(reverse("pages:leave_seen"))
    client.logout()
    assert sign_in(client).url == reverse("pages:today")


def test_signing_in_with_a_code_by_mail_which_works_once(ada: User, client: Client):
    answer = ask_for_code(client)
    assert answer.url == reverse("account_confirm_login_code")
    code = newest_code()
    type_code(client, code.lower().replace("-", " "))
    assert is_signed_in(client)
    other = Client()
    ask_for_code(other, "ada@example.org")
    type_code(other, code)
    assert not is_signed_in(other)


def test_a_forgotten_password_is_replaced_by_code_and_ends_other_visits(
    ada: User, as_ada: Client, client: Client
):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    answer = client.post(reverse("account_confirm_password_reset_code"), {"code": newest_code()})
    assert answer.url == reverse("account_complete_password_reset")
    client.post(answer.url, {"password1": NEW_PASSWORD})
    assert as_ada.get(reverse("accounts:settings")).status_code == 302
    sign_in(client, password=PASSWORD)
    assert not is_signed_in(client)
    sign_in(client, password=NEW_PASSWORD)
    assert is_signed_in(client)
    assert "Your password was changed" in [mail.sealed["subject"] for mail in mails()]


def test_changing_the_password_asks_for_the_old_one_and_signs_everybody_out(
    ada: User, as_ada: Client, client: Client
):
    sign_in(client)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": "wrong", "password1": NEW_PASSWORD}
    )
    assert "This is not your present password." in answer.content.decode()
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    )
    assert answer.url == reverse("account_login")
    assert not is_signed_in(client)
    assert as_ada.get(reverse("accounts:settings")).status_code == 302
    assert newest_mail().sealed["to"] == ada.email


def test_changing_the_address_asks_who_it_is_and_waits_for_the_code(ada: User, client: Client):
    sign_in(client)
    answer = client.post(reverse("account_email"), {"action_add": "1", "email": "Ada.New@example.org"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    confirm_it_is_me(client)
    client.post(reverse("account_email"), {"action_add": "1", "email": "Ada.New@example.org"})
    assert newest_mail().sealed["to"] == "ada.new@example.org"
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    page = client.get(reverse("account_email_verification_sent")).content.decode()
    assert "Keep my present address" in page
    verify(client)
    ada.refresh_from_db()
    assert ada.email == "ada.new@example.org"
    assert EmailAddress.objects.get().email == "ada.new@example.org"
    assert newest_mail().sealed["to"] == "ada@example.org"
    assert newest_mail().sealed["subject"] == "Your address was changed"


def test_a_taken_address_is_refused_only_to_somebody_who_reads_its_mail(
    ada: User, mallory: User, client: Client
):
    sign_in(client, "mallory@example.org")
    confirm_it_is_me(client)
    answer = client.post(reverse("account_email"), {"action_add": "1", "email": ada.email}, follow=True)
    assert "cannot be used" not in answer.content.decode()
    assert "cannot be used here" in verify(client).content.decode()
    mallory.refresh_from_db()
    assert mallory.email == "mallory@example.org"


def test_signing_out_is_a_post(as_ada: Client):
    as_ada.get(reverse("account_logout"))
    assert is_signed_in(as_ada)
    assert as_ada.post(reverse("account_logout")).url == reverse("pages:landing")
    assert not is_signed_in(as_ada)


def test_the_session_key_changes_at_sign_in(ada: User, client: Client):
    ask_for_code(client)
    before = client.session.session_key
    type_code(client)
    assert client.session.session_key != before


def test_every_mail_is_one_row_with_a_sealed_body_and_keys_without_words(ada: User, client: Client):
    ask_for_code(client)
    mail = newest_mail()
    assert (mail.kind, mail.state, mail.keys, mail.recipient_key) == (
        "direct",
        Mail.State.PLANNED,
        {},
        ada.key,
    )
    assert set(mail.sealed) == {"to", "subject", "text"}
    assert mail.sealed["subject"] == "Your sign-in code"
    assert (mail.expires_at - mail.created_at).total_seconds() == pytest.approx(15 * 60, abs=5)


@pytest.mark.parametrize(
    "word", ["attachment", "ego", "boundar", "course", "lesson", "therap", "relationship"]
)
def test_no_mail_of_the_entrance_names_the_topic(word: str, ada: User, client: Client):
    sign_up(client, "ada@example.org")
    sign_up(Client(), "grace@example.org")
    ask_for_code(Client())
    Client().post(reverse("account_reset_password"), {"email": ada.email})
    assert len(mails()) == 4
    for mail in mails():
        assert word not in " ".join(mail.sealed.values()).lower()
