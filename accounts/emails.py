"""The words of sign-in mail, and the mail that is never sent."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from outbox.rules import Prepared, Skip


def sign_in_mail(template_prefix: str, *, to: str, context: dict[str, Any]) -> dict[str, str]:
    """Subject and text of one of templates/account/email/*, as a sealed body for the outbox."""
    facts = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "email": to,
        **{name: value for name, value in context.items() if name != "request"},
    }
    subject = render_to_string(f"{template_prefix}_subject.txt", facts)
    text = render_to_string(f"{template_prefix}_message.txt", facts)
    return {"to": to, "subject": " ".join(subject.split()), "text": f"{text.strip()}\n"}


def prepare_nothing(keys: dict[str, Any], now: datetime) -> Prepared:
    """Kind "no_account": asked for with an address nobody has here. The row exists so that the work is the same."""
    return Skip("There is no account with this address.")
