"""What a person does at the entrance, and what arrives in their mailbox."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from outbox.models import Mail

CODE = re.compile(r"^\s+([BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4})$", re.MULTILINE)
PASSWORD = "quiet-lanterns-9"


def mails() -> list[Mail]:
    return list(Mail.objects.order_by("pk"))


def newest_mail() -> Mail:
    return mails()[-1]


def newest_code() -> str:
    found = CODE.search(newest_mail().sealed["text"])
    assert found, newest_mail().sealed["text"]
    return found[1]


def sign_up(client: Client, email: str = "grace@example.org", **changes: Any) -> Any:
    data = {"email": email, "password1": PASSWORD, "is_adult": "on", **changes}
    return client.post(reverse("account_signup"), data)


def verify(client: Client, code: str | None = None) -> Any:
    return client.post(reverse("account_email_verification_sent"), {"code": code or newest_code()})


def sign_in(client: Client, email: str = "ada@example.org", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def ask_for_code(client: Client, email: str = "ada@example.org", **more: Any) -> Any:
    return client.post(reverse("account_request_login_code"), {"email": email, **more})


def type_code(client: Client, code: str | None = None) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code or newest_code()})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
