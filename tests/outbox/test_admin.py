"""Staff see states and reasons, never words or addresses, and change nothing."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from outbox.models import Allowance, Mail, Suppression
from outbox.services import enqueue, note_heartbeat, suppress

pytestmark = pytest.mark.django_db


def secret_mail() -> Mail:
    mail = enqueue(
        unique_key="secret", kind="direct", keys={"n": 1},
        sealed={"to": "bo@example.org", "subject": "DFWB-PRTJ", "text": "quiet words"},
    )  # fmt: skip
    assert mail is not None
    return mail


def test_the_admin_shows_no_words_and_no_address(rf, stella):
    mail = secret_mail()
    site = admin.site._registry[Mail]
    shown = {*site.get_list_display(rf.get("/")), *site.get_fields(rf.get("/"), mail)}
    flat = {name for entry in shown for name in (entry if isinstance(entry, tuple) else (entry,))}
    assert not flat & {"sealed", "keys", "recipient_key", "unique_key"}


def test_the_pages_of_the_admin_show_states_and_keys_and_nobody(as_stella):
    mail = secret_mail()
    suppress(address="bo@example.org", now=timezone.now())
    note_heartbeat(name="worker")
    Allowance.objects.create(name="x" * 64, tokens=1, filled_at=timezone.now())
    pages = [
        reverse(f"admin:outbox_{name}_changelist")
        for name in ("mail", "suppression", "allowance", "heartbeat")
    ]
    pages += [
        reverse("admin:outbox_mail_change", args=[mail.pk]),
        reverse("admin:outbox_suppression_change", args=[Suppression.objects.get().pk]),
        reverse("admin:outbox_mail_changelist") + f"?q={mail.key}&state__exact=planned&kind=direct",
        reverse("admin:outbox_mail_changelist") + "?q=not-a-key",
    ]
    for page in pages:
        answer = as_stella.get(page, follow=True)
        words = answer.content.decode()
        assert answer.status_code == 200
        assert "bo@example.org" not in words
        assert "quiet words" not in words
        assert "DFWB" not in words
    assert str(mail.key) in as_stella.get(pages[0]).content.decode()
    assert "1 mail\n" in as_stella.get(pages[6]).content.decode()
    assert "0 mails" in as_stella.get(pages[7]).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_however_many_there_are(as_stella, count, django_assert_num_queries):
    for number in range(count):
        enqueue(unique_key=str(number), kind="direct", keys={})
    as_stella.get(reverse("admin:outbox_mail_changelist"))
    with django_assert_num_queries(11):
        as_stella.get(reverse("admin:outbox_mail_changelist"))


def test_the_admin_changes_nothing(rf, stella):
    request = rf.get("/")
    request.user = stella
    site = admin.site._registry[Mail]
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)


def test_only_staff_see_it(as_ada):
    assert as_ada.get(reverse("admin:outbox_mail_changelist")).status_code == 302
