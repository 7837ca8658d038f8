"""Staff see states and reasons, never words or addresses, and change nothing."""

import pytest
from django.contrib import admin

from outbox.models import Mail
from outbox.services import enqueue

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


def test_the_admin_changes_nothing(rf, stella):
    request = rf.get("/")
    request.user = stella
    site = admin.site._registry[Mail]
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)
