"""The words of sign-in mail, of the two notices of this app, and the mail that is never sent."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from accounts import rules
from accounts.models import ClinicianRequest, FactorReset, User
from outbox.rules import Message, Prepared, Skip
from outbox.services import is_suppressed


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


def prepare_clinician_answer(keys: dict[str, Any], now: datetime) -> Prepared:
    """Kind "clinician_answer": that there is an answer. What it says stands behind the sign-in."""
    request = ClinicianRequest.objects.select_related("user").filter(key=uuid.UUID(keys["request"])).first()
    if request is None or request.state not in {request.State.VERIFIED, request.State.REFUSED}:
        return Skip("The request is gone.")
    if is_suppressed(request.user.email):
        return Skip("This address gets nothing but sign-in codes.")
    return _message(request.user, "clinician_answer", {"url": _address("accounts:clinician")})


def prepare_reset_notice(keys: dict[str, Any], now: datetime) -> Prepared:
    """Kind "reset_notice": when the second step goes, and the link that stops it. It guards the account: no caps."""
    reset = FactorReset.objects.waiting().select_related("user").filter(key=uuid.UUID(keys["reset"])).first()
    if reset is None:
        return Skip("It was stopped, or is over.")
    moment = reset.due_at.astimezone(ZoneInfo(reset.user.time_zone))
    facts = {
        "url": _address("accounts:stop_reset", rules.make_stop_token(reset.key, secret=settings.SECRET_KEY)),
        "until": f"{date_format(moment, 'l j F')}, {date_format(moment, 'H:i')}",
    }
    return _message(reset.user, "reset_notice", facts)


def prepare_reset_done(keys: dict[str, Any], now: datetime) -> Prepared:
    """Kind "reset_done": that the second step is gone. Whoever did not read the notice reads this."""
    done = FactorReset.objects.filter(state=FactorReset.State.DONE, key=uuid.UUID(keys["reset"]))
    reset = done.select_related("user").first()
    if reset is None:
        return Skip("The reset is gone.")
    return _message(reset.user, "reset_done", {"url": _address("accounts:settings")})


def _message(user: User, name: str, facts: dict[str, str]) -> Message:
    facts = {"site_name": settings.SITE_NAME, **facts}
    return Message(
        to=user.email,
        subject=" ".join(render_to_string(f"accounts/emails/{name}_subject.txt", facts).split()),
        text=render_to_string(f"accounts/emails/{name}_message.txt", facts),
        html=render_to_string(f"accounts/emails/{name}_message.html", facts),
    )


def _address(name: str, *arguments: str) -> str:
    return urljoin(settings.SITE_URL, reverse(name, args=arguments))
