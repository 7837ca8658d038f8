"""From the invitation to the end, as three people walk it; no page needs a script."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clinic.emails import prepare
from clinic.models import Link
from courses.services import finish
from outbox.models import Mail
from tests.accounts.entrance import sign_in, sign_up, verify
from tests.builders import lesson

pytestmark = pytest.mark.usefixtures("library")


def link_in_the_mail() -> str:
    mail = Mail.objects.get(kind="invitation")
    return re.search(r"(/i/\S+)", prepare({**mail.keys, **mail.sealed}, timezone.now()).text)[1]


def test_somebody_new_is_led_through_sign_up_and_back_to_the_invitation(as_carl):
    as_carl.post(reverse("clinic:invite"), {"reference": "Grace", "address": "grace@example.net"})
    path, browser = link_in_the_mail(), Client()
    assert browser.get(path).status_code == 200
    sign_up(browser, "other@example.org", next=path)
    about_leave = verify(browser)["Location"]
    assert about_leave == f"{reverse('pages:leave_about')}?next={quote(path, safe='')}"
    assert f'name="next" value="{path}"' in browser.get(about_leave).text
    assert browser.post(reverse("pages:leave_seen"), {"next": path})["Location"] == path
    assert "other@example.org" in browser.get(path).content.decode()


def test_a_sign_in_leads_back_to_the_invitation_and_nowhere_else(as_carl, ada):
    as_carl.post(reverse("clinic:invite"), {"reference": "Ada", "address": "x@example.net"})
    path = link_in_the_mail()
    assert sign_in(Client(), next=path)["Location"] == path
    assert "evil" not in sign_in(Client(), next=f"https://evil.example{path}")["Location"]


def test_invited_accepted_suggested_read_seen_and_ended(as_carl, as_ada, ada):
    User.objects.filter(pk=ada.pk).update(leave_explained_at=timezone.now())
    as_carl.post(reverse("clinic:invite"), {"reference": "Sam R.", "address": "x@example.net"})
    as_ada.post(link_in_the_mail(), {"progress": "on"})
    link = Link.objects.get()
    assign, page = (reverse(f"clinic:{name}", args=[link.key]) for name in ("assign", "client"))
    as_carl.post(assign, {"works": ["module:course-1-module-1"], "note": "Read slowly.", "has_plan": "on"})

    today = as_ada.get(reverse("pages:today")).content.decode()
    assert "From Carl Osei" in today
    assert "Read slowly." in today
    finish(learner=ada, lesson=lesson("lesson-1-1-1"))
    assert "1 of 2" in as_carl.get(page).content.decode()

    as_ada.post(reverse("clinic:end_as_client", args=[link.key]))
    assert as_carl.get(page).status_code == 404
    assert as_carl.post(assign, {"works": ["module:course-1-module-2"]}).status_code == 404
    assert "Carl Osei" not in as_ada.get(reverse("pages:today")).content.decode()
    assert not Mail.objects.exclude(kind="invitation").filter(keys__icontains="slowly").exists()


def test_a_suggestion_can_be_declined_on_today(as_carl, as_ada, link, ada):
    User.objects.filter(pk=ada.pk).update(leave_explained_at=timezone.now())
    assign = reverse("clinic:assign", args=[link.key])
    as_carl.post(assign, {"works": ["module:course-1-module-1"], "has_plan": "on"})
    today = as_ada.get(reverse("pages:today")).content.decode()
    as_ada.post(re.search(r'action="(/sharing/suggested/[^"]+/not-now/)"', today)[1])
    assert "Carl Osei" not in as_ada.get(reverse("pages:today")).content.decode()
    assert "Not for now" in as_carl.get(reverse("clinic:client", args=[link.key])).content.decode()
