"""The way back for a lost second step: slow, announced, stoppable, and never begun for oneself."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.emails import prepare_reset_done, prepare_reset_notice
from accounts.models import AuditEntry, FactorReset, FactorSecret, User
from accounts.rules import make_stop_token, read_stop_token
from accounts.services import agree, ask_for_reset, finish_resets, start_reset, stop_reset
from common.errors import RuleBroken
from outbox.models import Mail
from outbox.rules import Message, Skip
from reminders.rules.tokens import make_token
from tests.accounts.entrance import sign_in
from tests.accounts.test_factors import code_of, set_up_app
from tests.people import app_of, signed_in

pytestmark = pytest.mark.django_db
CHECK = FactorReset.Check.DOCUMENT


@pytest.fixture
def asked(carl: User) -> FactorReset:
    app_of(carl)
    return ask_for_reset(user=carl, actor=None, now=timezone.now())


@pytest.fixture
def waiting(asked: FactorReset, stella: User) -> FactorReset:
    return start_reset(reset=asked, actor=stella, checked_how=CHECK, now=timezone.now())


def verbs(user: User) -> list[tuple[str, object]]:
    return [(entry.verb, entry.actor_key) for entry in AuditEntry.objects.about(user.audit_key)]


def stop_link(reset: FactorReset, settings) -> str:
    token = make_stop_token(reset.key, secret=settings.SECRET_KEY)
    return reverse("accounts:stop_reset", args=[token])


def page_of(reset: FactorReset) -> str:
    return reverse("admin:accounts_factorreset_change", args=[reset.pk])


def has_app(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


# Asking ------------------------------------------------------------------------------------------------------


def test_it_is_asked_for_between_the_password_and_the_second_step_and_nowhere_else(
    carl: User, client: Client
):
    app_of(carl)
    address = reverse("accounts:lost_step")
    assert client.post(address).url == reverse("account_login")
    assert not FactorReset.objects.exists()
    sign_in(client, carl.email)
    assert address in client.get(reverse("mfa_authenticate")).content.decode()
    assert "people have to help" in client.get(address).content.decode()
    for _ in range(2):
        page = client.post(address, follow=True).content.decode()
    assert "We have it" in page
    assert FactorReset.objects.get().state == "asked"
    assert has_app(carl)


def test_staff_ask_for_somebody_who_wrote_to_them(as_stella: Client, carl: User, ada: User, stella: User):
    app_of(carl)
    chosen = {"action": "ask_for_way_back", "_selected_action": [carl.pk, ada.pk]}
    page = as_stella.post(reverse("admin:accounts_user_changelist"), chosen, follow=True).content.decode()
    assert "signs in without a second step" in page  # Ada has none
    assert FactorReset.objects.get().user == carl
    assert verbs(carl)[0] == ("reset_asked", stella.audit_key)


# Beginning ---------------------------------------------------------------------------------------------------


def test_staff_begin_it_only_after_saying_how_they_know_who_it_is(
    as_stella: Client, stella: User, carl: User, asked: FactorReset, settings
):
    for data in ({"start": "1"}, {"start": "1", "checked_how": "a feeling"}):
        page = as_stella.post(page_of(asked), data, follow=True).content.decode()
        assert "Choose how you made sure who it is." in page
    as_stella.post(page_of(asked), {"start": "1", "checked_how": CHECK})
    asked.refresh_from_db()
    assert (asked.state, asked.checked_how, asked.started_by_key) == ("waiting", CHECK, stella.audit_key)
    assert asked.due_at - asked.started_at == timedelta(hours=72)
    assert settings.WAY_BACK_HOURS == 72
    assert has_app(carl)


def test_nobody_begins_or_asks_it_for_themselves(as_stella: Client, stella: User):
    app_of(stella)
    with pytest.raises(RuleBroken, match="somebody else"):
        ask_for_reset(user=stella, actor=stella, now=timezone.now())
    own = ask_for_reset(user=stella, actor=None, now=timezone.now())
    as_stella.post(page_of(own), {"start": "1", "checked_how": CHECK})
    own.refresh_from_db()
    assert own.state == "asked"


def test_the_database_wants_a_check_a_wait_and_one_at_a_time(asked: FactorReset, carl: User):
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.filter(pk=asked.pk).update(state="waiting")
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(user=carl, asked_at=timezone.now())


# Being told, and stopping it ---------------------------------------------------------------------------------


def test_the_person_is_told_at_once_by_a_mail_without_a_topic_and_with_a_link_that_stops_it(
    waiting: FactorReset, carl: User, client: Client, settings
):
    mail = Mail.objects.get(kind="reset_notice")
    assert (mail.keys, mail.sealed, mail.recipient_key) == ({"reset": str(waiting.key)}, None, carl.key)
    message = prepare_reset_notice(mail.keys, timezone.now())
    assert isinstance(message, Message)
    assert message.to == carl.email
    link = stop_link(waiting, settings)
    assert link in message.text
    assert link in message.html
    assert carl.email not in message.text
    page = client.get(link).content.decode()
    assert carl.email not in page
    assert carl.professional_name not in page
    assert FactorReset.objects.get().state == "waiting"  # looking changes nothing
    assert "Your second step stays as it is" in client.post(link).content.decode()
    assert FactorReset.objects.get().state == "stopped"
    assert isinstance(prepare_reset_notice(mail.keys, timezone.now()), Skip)
    assert client.post(link).status_code == 404
    assert verbs(carl)[0] == ("reset_stopped", None)


def test_every_page_of_the_person_says_so_and_stops_it_with_one_press(
    waiting: FactorReset, carl: User, as_ada: Client
):
    as_carl = signed_in(carl)
    for name in ("accounts:settings", "pages:how", "clinic:clients"):
        assert "Stop it: keep my second step" in as_carl.get(reverse(name)).content.decode(), name
    assert "keep my second step" not in as_ada.get(reverse("accounts:settings")).content.decode()
    as_ada.post(reverse("accounts:keep_second_step"))
    assert FactorReset.objects.get().state == "waiting"
    as_carl.post(reverse("accounts:keep_second_step"))
    reset = FactorReset.objects.get()
    assert (reset.state, reset.ended_by_key) == ("stopped", carl.audit_key)
    assert "Stop it" not in as_carl.get(reverse("accounts:settings")).content.decode()


def test_setting_a_new_one_up_ends_the_waiting(waiting: FactorReset, carl: User):
    client = signed_in(carl)
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(carl)})
    set_up_app(client)
    reset = FactorReset.objects.get()
    assert (reset.state, reset.ended_by_key) == ("stopped", carl.audit_key)
    assert finish_resets(now=waiting.due_at) == 0
    assert has_app(carl)


def test_staff_may_stop_it_too(as_stella: Client, waiting: FactorReset, stella: User):
    as_stella.post(page_of(waiting), {"stop": "1"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ended_by_key) == ("stopped", stella.audit_key)
    with pytest.raises(RuleBroken, match="nothing to stop"):
        stop_reset(reset=waiting, actor=stella, now=timezone.now())


@pytest.mark.parametrize("token", ["x", "a" * 43, "-" * 43])
def test_a_made_up_link_stops_nothing_and_tells_nothing(token: str, client: Client, waiting: FactorReset):
    address = reverse("accounts:stop_reset", args=[token])
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert FactorReset.objects.get().state == "waiting"


def test_a_token_of_another_purpose_or_secret_is_none_of_ours():
    key = uuid4()
    token = make_stop_token(key, secret="s")
    assert read_stop_token(token, secret="s") == key
    assert read_stop_token(token, secret="other") is None
    assert read_stop_token(make_token(key, secret="s"), secret="s") is None


# The end of the wait -----------------------------------------------------------------------------------------


def test_when_the_wait_is_over_factors_and_visits_end_and_it_is_on_record(
    waiting: FactorReset, carl: User, stella: User, client: Client
):
    before = signed_in(carl)
    assert finish_resets(now=waiting.due_at - timedelta(seconds=1)) == 0
    assert has_app(carl)
    assert finish_resets(now=waiting.due_at) == 1
    assert finish_resets(now=waiting.due_at) == 0
    assert not has_app(carl)
    assert not FactorSecret.objects.filter(user=carl).exists()
    assert before.get(reverse("accounts:settings")).status_code == 302
    assert [verb for verb, _ in verbs(carl)[:3]] == ["factors_taken_away", "reset_started", "reset_asked"]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.ended_at) == ("done", waiting.due_at)
    agree(user=carl)
    assert sign_in(client, carl.email).status_code == 302
    assert client.get("/clinic/").url.startswith(reverse("accounts:second_step"))
    assert "keep my second step" not in client.get(reverse("accounts:settings")).content.decode()


def test_the_end_is_told_by_mail_too_once_and_without_a_topic(waiting: FactorReset, carl: User):
    assert not Mail.objects.filter(kind="reset_done").exists()
    finish_resets(now=waiting.due_at)
    finish_resets(now=waiting.due_at)
    mail = Mail.objects.get(kind="reset_done")
    assert (mail.keys, mail.sealed, mail.recipient_key) == ({"reset": str(waiting.key)}, None, carl.key)
    message = prepare_reset_done(mail.keys, timezone.now())
    assert isinstance(message, Message)
    assert (message.to, message.subject) == (carl.email, "Your sign-in has changed")
    assert reverse("accounts:settings") in message.text
    assert "second step" in message.html
    assert carl.professional_name not in message.text
    carl.delete()
    assert isinstance(prepare_reset_done(mail.keys, timezone.now()), Skip)


def test_what_was_stopped_or_only_asked_for_takes_nothing_away(waiting: FactorReset, carl: User, ada: User):
    app_of(ada)
    ask_for_reset(user=ada, actor=None, now=timezone.now() - timedelta(days=30))
    stop_reset(reset=waiting, actor=None, now=timezone.now())
    assert finish_resets(now=timezone.now() + timedelta(days=30)) == 0
    assert has_app(carl)
    assert has_app(ada)


def test_no_page_of_the_staff_shows_or_deletes_factors_directly(as_stella: Client, stella: User):
    stella.is_superuser = True
    stella.save()
    assert as_stella.get("/staff/mfa/authenticator/").status_code == 404


def test_no_page_of_the_staff_changes_whose_address_it_is_or_gives_rights(as_stella: Client, stella: User):
    """An address changed there would let somebody else in, and nothing would be written down."""
    stella.is_superuser = True
    stella.save()
    assert as_stella.get("/staff/").status_code == 200
    for page in ("account/emailaddress/", "auth/group/"):
        assert as_stella.get(f"/staff/{page}").status_code == 404


def test_strangers_find_nothing(as_mallory: Client, as_carl: Client, waiting: FactorReset):
    for browser in (as_mallory, as_carl):
        assert browser.get(page_of(waiting), follow=True).status_code == 404
        browser.post(page_of(waiting), {"stop": "1"})
    assert FactorReset.objects.get().state == "waiting"


def test_the_list_costs_the_same_for_one_and_for_many(
    as_stella: Client, waiting: FactorReset, django_assert_max_num_queries
):
    address = reverse("admin:accounts_factorreset_changelist")
    as_stella.get(address)
    with django_assert_max_num_queries(9) as few:
        as_stella.get(address)
    for person in User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(20)):
        app_of(person)
        ask_for_reset(user=person, actor=None, now=timezone.now())
    with django_assert_max_num_queries(9) as many:
        as_stella.get(address)
    assert len(few) == len(many)
