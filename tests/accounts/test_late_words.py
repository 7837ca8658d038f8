"""Sent after the visit has ended: not done, not lost, and given back to nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, Visit
from journal.models import Entry
from tests.accounts.entrance import PASSWORD, sign_in
from tests.people import signed_in

pytestmark = pytest.mark.django_db
LATE = reverse("accounts:late")
WORDS = "\n  A long <b>thought</b> about the river,\nwhich I do not want to write twice."
SENT = {"f-title": "By the river", "f-text": WORDS, "do": "keep", "seen": ""}


@pytest.fixture
def form_page(ada: User) -> str:
    """The address that the form of a free page posts to."""
    return reverse("journal:keep", args=["writing", "0b9f5a0e-7e41-4c53-9d0e-3f5f2a3f7a11"])


def later(time_machine, **passed: float) -> None:
    time_machine.move_to(timezone.now() + timedelta(**passed))


def too_late(client: Client, form_page: str, time_machine, **sent: str):
    """They sign in on a shared device, write for 40 minutes, and press Save."""
    sign_in(client)
    later(time_machine, minutes=40)
    return client.post(form_page, {**SENT, **sent})


def hidden_fields(text: str) -> dict[str, str]:
    found = re.findall(r'<textarea name="([\w-]+)" hidden>\n(.*?)</textarea>', text, re.DOTALL)
    unescaped = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
    return {name: re.sub("&(lt|gt|amp);", lambda each: unescaped[each[0]], value) for name, value in found}


def test_what_is_sent_too_late_is_offered_after_signing_in_and_saved_by_one_press(
    ada: User, form_page: str, client: Client, time_machine
):
    answer = too_late(client, form_page, time_machine)
    assert answer.url == f"{reverse('account_login')}?next={LATE}"
    assert not Entry.objects.exists()
    assert sign_in(client, next=LATE).url == LATE
    offered = client.get(LATE).text
    assert "&lt;b&gt;thought&lt;/b&gt;" in offered
    assert f'action="{form_page}"' in offered
    assert hidden_fields(offered) == SENT
    assert "not saved yet" in client.get(reverse("pages:how")).text
    client.post(form_page, hidden_fields(offered))
    assert "thought" in str(Entry.objects.get().body)
    assert "not saved yet" not in client.get(reverse("pages:how")).text
    assert client.get(LATE).url == reverse("pages:today")


def test_somebody_else_who_signs_in_there_gets_nothing_of_it(
    mallory: User, form_page: str, client: Client, ada: User, time_machine
):
    too_late(client, form_page, time_machine)
    sign_in(client, mallory.email, next=LATE)
    assert client.get(LATE).url == reverse("pages:today")
    assert "river" not in str([visit.session_data for visit in Visit.objects.all()])
    client.logout()
    sign_in(client, ada.email)
    assert client.get(LATE).url == reverse("pages:today")


def test_it_waits_sealed_and_for_an_hour(ada: User, form_page: str, client: Client, time_machine):
    too_late(client, form_page, time_machine)
    row = Visit.objects.get(session_key=client.session.session_key)
    assert "river" in row.session_data
    assert b"river" not in bytes(Visit.objects.values_list("session_data", flat=True).get(pk=row.pk))
    assert row.user is None
    later(time_machine, minutes=61)
    sign_in(client)
    assert client.get(LATE).url == reverse("pages:today")


def test_it_can_be_thrown_away(ada: User, form_page: str, client: Client, time_machine):
    too_late(client, form_page, time_machine)
    sign_in(client)
    client.post(reverse("accounts:drop_late"), {"number": "7"})
    assert client.get(LATE).status_code == 200
    client.post(reverse("accounts:drop_late"), {"number": "1"})
    assert client.get(LATE).url == reverse("pages:today")
    assert "river" not in str([visit.session_data for visit in Visit.objects.all()])


@pytest.mark.parametrize("ended", ["by the owner, elsewhere", "by Leave, in another tab", "with the browser"])
def test_where_nobody_knows_whose_it_was_the_answer_shows_it_and_nothing_is_kept(
    ended: str, ada: User, form_page: str, client: Client, time_machine
):
    sign_in(client)
    if ended.startswith("by the owner"):
        other = signed_in(ada)
        other.post(reverse("accounts:end_other_visits"))
    elif ended.startswith("by Leave"):
        client.get(reverse("pages:leave"))
    else:
        client.cookies.clear()
    answer = client.post(form_page, SENT)
    assert answer.status_code == 403
    assert "So this was not saved. Here it is" in answer.text
    assert hidden_fields(answer.text) == SENT
    assert "no-store" in answer.headers["Cache-Control"]
    assert "river" not in str([visit.session_data for visit in Visit.objects.all()])
    sign_in(client)
    client.post(form_page, hidden_fields(answer.text))
    assert Entry.objects.count() == 1


def test_a_page_that_was_opened_before_signing_in_again_gives_its_words_back_with_a_fresh_token(
    ada: User, form_page: str
):
    client, here = Client(enforce_csrf_checks=True), "http://testserver"
    client.force_login(ada)
    refused = client.post(form_page, {**SENT, "csrfmiddlewaretoken": "x" * 64}, headers={"origin": here})
    assert refused.status_code == 403
    assert hidden_fields(refused.text) == SENT
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', refused.text)[1]
    client.post(
        form_page, {**hidden_fields(refused.text), "csrfmiddlewaretoken": token}, headers={"origin": here}
    )
    assert Entry.objects.count() == 1


def test_what_another_site_sent_is_never_offered(ada: User, form_page: str):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        answer = client.post(form_page, SENT, headers=headers)
        assert answer.status_code == 403
        assert "river" not in answer.text


@pytest.mark.parametrize(
    ("path", "sent", "headers"),
    [
        ("/account/password/change/", {"oldpassword": PASSWORD, "password1": "two quiet lanterns"}, {}),
        ("/account/email/", {"email": "my new@example.org", "action_add": "1"}, {}),
        (None, SENT, {"accept": "application/json"}),
        (None, {"f-text": "river " * 40_000}, {}),
        (None, {}, {}),
    ],
)
def test_secrets_calls_of_scripts_and_what_is_far_too_long_are_not_kept(
    path: str | None, sent: dict, headers: dict, ada: User, form_page: str, client: Client, time_machine
):
    sign_in(client)
    later(time_machine, minutes=40)
    answer = client.post(path or form_page, sent, headers=headers)
    assert answer.status_code == 302
    assert "unsaved" not in answer.url
    kept = str([visit.session_data for visit in Visit.objects.all()])
    assert "lanterns" not in kept
    assert "river" not in kept
    assert "my new" not in kept


def test_after_a_post_the_way_back_is_the_page_it_came_from(ada: User, client: Client):
    save = reverse("accounts:end_other_visits")
    for came_from, back in (
        ("http://testserver/settings/visits/", "/settings/visits/"),
        ("https://evil.example/settings/visits/", reverse("pages:today")),
        ("http://testserver.evil.example/x/", reverse("pages:today")),
        ("", reverse("pages:today")),
    ):
        answer = client.post(save, headers={"referer": came_from})
        assert answer.url == f"{reverse('account_login')}?next={back}"


def test_what_several_tabs_sent_waits_side_by_side_and_what_is_too_much_is_shown_at_once(
    ada: User, form_page: str, client: Client, time_machine
):
    too_late(client, form_page, time_machine)
    other = form_page.replace("0b9f5a0e", "1b9f5a0e")
    assert client.post(other, {**SENT, "f-text": "Another thought."}).status_code == 302
    for _ in range(3):
        client.post(other, {**SENT, "f-text": "And one more."})
    shown = client.post(other, {**SENT, "f-text": "One too many."})
    assert "One too many." in shown.text
    sign_in(client)
    offered = client.get(LATE).text
    assert offered.count("Save it now") == 5
    assert "One too many." not in offered
    client.post(other, {**SENT, "f-text": "Another thought."})
    offered = client.get(LATE).text
    assert "Another thought." not in offered
    assert offered.count("Save it now") == 4
    assert "a long <b>" not in offered
