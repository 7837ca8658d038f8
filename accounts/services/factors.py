"""The second step of signing in: its secrets, its codes, and what follows when it changes."""

import base64
import time

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from accounts.models import FactorSecret, User
from accounts.services.people import record
from accounts.services.visits import end_visits
from common.sealing import open_sealed, seal


def keep_secret(*, user: User, secret: str) -> str:
    """Seal a secret in a row of its own; returns the key that allauth's table keeps in its place."""
    return str(FactorSecret.objects.create(user=user, secret=secret).key)


def read_secret(*, key: str) -> str:
    """What `keep_secret` sealed; raises when the row is gone or its encryption key is missing."""
    secret: str = FactorSecret.objects.get(key=key).secret
    return secret


def seal_waiting(*, user: User, secret: str) -> str:
    """For the session, between the page that shows a new secret and the code that proves it: text, bound to them."""
    return base64.b64encode(seal(secret, place=_waiting(user))).decode()


def open_waiting(*, user: User, sealed: str) -> str:
    """What `seal_waiting` sealed for the same person; raises CannotOpen."""
    return open_sealed(base64.b64decode(sealed), place=_waiting(user))


@transaction.atomic
def give_app(*, user: User, secret: str) -> Authenticator:
    """A second step by an authenticator app whose secret is known already (examples, benchmarks, tests)."""
    kept = {"secret": keep_secret(user=user, secret=secret)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=kept)


def newest_factor(*, user: User, kind: str) -> Authenticator:
    return Authenticator.objects.filter(user=user, type=kind).latest("pk")


def hold(*, user: User) -> None:
    """Keep others from changing this person's factors until the transaction ends."""
    User.objects.get_queryset().select_for_update().get(pk=user.pk)


def drop_app(*, user: User) -> None:
    """Make room for another app: only called where the new one has just shown a right code."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()


def forget_loose_secrets(*, user: User) -> None:
    """Delete the secrets that nothing in the person's list of factors names any more."""
    held = Authenticator.objects.filter(user=user).values_list("data", flat=True)
    named = {data[name] for data in held for name in ("secret", "seed") if name in data}
    FactorSecret.objects.filter(user=user).exclude(key__in=named).delete()


@transaction.atomic
def spend_code(*, authenticator: Authenticator, code: str) -> bool:
    """True the first time a code of an app is used; it and all before it are worth nothing afterwards.

    allauth remembers a used code for one period in the cache. With a tolerance of one period to either side the code
    itself lives for three, and a cache can be emptied: so the number of the period is kept in the row (RFC 6238, 5.2).
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret, typed = read_secret(key=row.data["secret"]), "".join(filter(str.isdigit, code))
    spent = row.data.get("spent", 0)
    period = next((each for each in _periods() if each > spent and code_at(secret, each) == typed), None)
    if period is None:
        return False
    row.data["spent"] = period
    row.save(update_fields=["data"])
    return True


def code_at(secret: str, period: int) -> str:
    """The code an app shows in this period, counted from the epoch in steps of 30 seconds."""
    code: str = totp.format_hotp_value(totp.hotp_value(secret, period))
    return code


@transaction.atomic
def note_change(*, request: HttpRequest, user: User, verb: str) -> None:
    """After any change of factors: on record, loose secrets gone, every other device signed out."""
    record(subject=user, actor=user, verb=verb)
    forget_loose_secrets(user=user)
    end_visits(user=user)
    update_session_auth_hash(request, user)


def _waiting(user: User) -> str:
    return f"session|totp|{user.key}"


def _periods() -> list[int]:
    now: int = int(time.time()) // mfa_settings.TOTP_PERIOD
    reach: int = mfa_settings.TOTP_TOLERANCE
    return list(range(now - reach, now + reach + 1))
