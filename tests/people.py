"""Browsers of people who are signed in."""

from hashlib import sha256
from uuid import uuid4

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client, RequestFactory
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from accounts import rules
from accounts.models import ADULT_TEXT_VERSION, User
from accounts.services import begin_visit, give_app, note_seen, verify_clinician
from clinic.services import keep_profile

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(user: User) -> Client:
    """On a device of their own, and not for the first time today: no write of ours disturbs a count of queries.

    Whoever needs a second step has one and came with it.
    """
    return (
        with_factor(signed_in_by_password(user), user) if user.needs_factor else signed_in_by_password(user)
    )


def signed_in_by_password(user: User) -> Client:
    """The same, without a second step."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[rules.OWN_DEVICE], session[rules.AGREED] = True, ADULT_TEXT_VERSION
    begin_visit(session=session, user=user, user_agent=FIREFOX, now=timezone.now())
    session.save()
    _recorded(client, user, method="password", email=user.email)
    with timezone.override(user.time_zone):
        note_seen(user=user, today=timezone.localdate())
    return client


def with_factor(client: Client, user: User) -> Client:
    """The session as allauth leaves it after a right code."""
    _recorded(client, user, method="mfa", id=app_of(user).pk, type=Authenticator.Type.TOTP)
    return client


def _recorded(client: Client, user: User, *, method: str, **facts: object) -> None:
    """As allauth notes how somebody came in; for five minutes nobody asks them again."""
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method=method, **facts)
    request.session.save()


def ready_clinician(person: User, staff: User, name: str) -> User:
    """Verified, and has said when they answer, so that they can invite."""
    clinician = verify_clinician(user=person, actor=staff, professional_name=name)
    keep_profile(clinician=clinician, reply_hours="Tuesdays and Thursdays, before noon")
    return clinician


def app_of(user: User) -> Authenticator:
    """The person's authenticator app, set up if there was none."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return held or give_app(user=user, secret=generate_totp_secret())


def give_passkey(user: User, name: str) -> Authenticator:
    """A passkey as a browser registers one; its other half is forgotten, so nobody can sign in with it."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    raw_id = uuid4().bytes
    held = AttestedCredentialData.create(Aaguid.NONE, raw_id, public)
    facts = AuthenticatorData.create(sha256(b"testserver").digest(), AuthenticatorData.FLAG.AT | 1, 0, held)
    response = RegistrationResponse(
        raw_id=raw_id,
        response=AuthenticatorAttestationResponse(
            client_data=CollectedClientData.create("webauthn.create", b"challenge", "http://testserver"),
            attestation_object=AttestationObject.create("none", facts, {}),
        ),
    )
    data = {"name": name, "passwordless": False, "credential": dict(response)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
