"""Doors: who may come in as what."""

import uuid
from typing import Any, cast

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import rules
from accounts.models import ClinicianRequest, FactorReset, User
from common.signing import first_read

# Recovery codes stand in for one of these; on their own they are no second step.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def get_clinician(user: Any) -> User:
    """The person, if they are a verified clinician; nobody else learns that there is a page here."""
    if not isinstance(user, User) or not user.is_clinician:
        raise Http404
    return user


def get_staff(user: Any) -> User:
    """The person, if they are staff."""
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        raise Http404
    return user


def has_factor(user: User) -> bool:
    """Whether signing in asks this person for a second step."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def has_app(user: User) -> bool:
    """Whether an app of theirs shows codes."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def came_with_factor(request: HttpRequest) -> bool:
    """Whether this very session was made, or confirmed since, with a second step the person still has."""
    if not isinstance(request.user, User):
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records) and has_factor(request.user)


def confirmed_lately(request: HttpRequest, *, now: float) -> bool:
    """Whether they signed in, or showed again that it is them, in the last ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    Of somebody with a second step only that counts. `now` in Unix seconds.
    """
    user = request.user
    if not isinstance(user, User):
        return False
    records = get_authentication_records(request, user)
    if has_factor(user):
        records = [record for record in records if record.get("method") == "mfa"]
    return any(now - record["at"] < account_settings.REAUTHENTICATION_TIMEOUT for record in records)


def has_nothing_to_show(user: User) -> bool:
    """Neither a password nor a second step: they come in by codes from the mailbox, and choose a password first."""
    return not _ways_to_confirm(user)


def second_step_address(asked_for: str) -> str:
    """The page that says in a sentence why a second step is needed, and how; it leads on to what was asked for."""
    address = reverse("accounts:second_step")
    path = local_path(asked_for)
    return f"{address}?{urlencode({REDIRECT_FIELD_NAME: path})}" if path else address


def local_path(address: str | None) -> str:
    """The address if it is a path of this site, else nothing: nobody is ever sent elsewhere."""
    if not address or not address.startswith("/"):
        return ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def is_last_factor(authenticator: Authenticator) -> bool:
    """Whether nothing that can serve as a second step would be left without it."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return authenticator.type in FACTORS and not others.exclude(pk=authenticator.pk).exists()


def passkey_key(passkey: Authenticator) -> uuid.UUID:
    """allauth's table has no random key of its own, and no address shows a primary key."""
    return rules.passkey_key(passkey.pk, secret=settings.SECRET_KEY)


def get_passkey(user: Any, key: uuid.UUID) -> Authenticator:
    """One of the person's own passkeys."""
    mine = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    found: Authenticator | None = next((one for one in mine if passkey_key(one) == key), None)
    if found is None:
        raise Http404
    return found


def newest_request(user: User) -> ClinicianRequest | None:
    """What this person asked last, whatever became of it."""
    return cast("ClinicianRequest | None", ClinicianRequest.objects.of(user).first())


def open_reset(user: User) -> FactorReset | None:
    """Asked for or waiting; there is never more than one."""
    return cast("FactorReset | None", FactorReset.objects.of(user).open().first())


def waiting_reset(user: User) -> FactorReset | None:
    return cast("FactorReset | None", FactorReset.objects.of(user).waiting().first())


def get_reset_by_token(token: str) -> FactorReset:
    """By the link in the email, whoever holds it. Over, mangled and never made are the same 404."""
    key = first_read(lambda secret: rules.read_stop_token(token, secret=secret))
    return cast("FactorReset", get_object_or_404(FactorReset.objects.waiting(), key=key))


def _ways_to_confirm(user: User) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", get_adapter().get_reauthentication_methods(user))
