"""A device that keeps a passkey, in a few lines: what WebAuthn asks of it and nothing else (W3C, Level 3, 6 and 7)."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

SITE = "localhost"
ORIGIN = f"http://{SITE}"
PRESENT_AND_VERIFIED, WITH_CREDENTIAL = 0x05, 0x40


class Device:
    """Made for one site and one account."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = b""
        self.uses = 0

    def make(self, options: dict[str, Any]) -> str:
        """What the page's script sends after `navigator.credentials.create`."""
        self.handle = _unpacked(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._authenticator_data(PRESENT_AND_VERIFIED | WITH_CREDENTIAL) + credential
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        told = {
            "clientDataJSON": _packed(_client_data("webauthn.create", options)),
            "attestationObject": _packed(attested),
        }
        return self._sent(told)

    def show(self, options: dict[str, Any]) -> str:
        """What it sends after `navigator.credentials.get`."""
        data, about = self._authenticator_data(PRESENT_AND_VERIFIED), _client_data("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(about).digest(), ec.ECDSA(hashes.SHA256()))
        told = {
            "clientDataJSON": _packed(about),
            "authenticatorData": _packed(data),
            "signature": _packed(signed),
            "userHandle": _packed(self.handle),
        }
        return self._sent(told)

    def _authenticator_data(self, flags: int) -> bytes:
        self.uses += 1
        return hashlib.sha256(SITE.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _sent(self, response: dict[str, str]) -> str:
        name = _packed(self.id)
        extra = {"credProps": {"rk": True}}
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extra,
            }
        )


def _client_data(kind: str, options: dict[str, Any]) -> bytes:
    told = {"type": kind, "challenge": options["challenge"], "origin": ORIGIN, "crossOrigin": False}
    return json.dumps(told).encode()


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
