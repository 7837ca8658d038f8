"""Authenticated encryption of words people wrote: AES-256-GCM, bound to the place they are kept in.

A sealed value is `version(1) | id length(1) | key id | nonce(12) | ciphertext and tag`. The associated data names
table, column and row owner, so that a ciphertext moved to another row or column no longer opens.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
NONCE_BYTES = 12


class CannotOpen(Exception):
    """The key is missing or wrong, or the value was changed or moved. Never carries the value."""


class Sealed(bytes):
    """A ciphertext: what `seal` made, or what a sealed column held."""


def seal(plain: str, *, place: str) -> Sealed:
    """Encrypt text with the first key of the ring; `place` is the associated data."""
    key_id, key = settings.ENCRYPTION_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    head = head_of(key_id)
    return Sealed(head + nonce + AESGCM(key).encrypt(nonce, _encoded(plain), head + place.encode()))


def open_sealed(sealed: bytes, *, place: str) -> str:
    """Decrypt what `seal` made for the same place; raises CannotOpen for anything else."""
    head, key_id, rest = _split(bytes(sealed))
    keys = dict(settings.ENCRYPTION_KEYS)
    if key_id not in keys:
        raise CannotOpen(
            f"The encryption key “{key_id}” is not in ENCRYPTION_KEYS. Add it; old keys keep reading."
        )
    try:
        plain = AESGCM(keys[key_id]).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + place.encode())
        return plain.decode()
    except (InvalidTag, ValueError):  # ValueError: cut short, or not text
        raise CannotOpen("A sealed value does not open: wrong key, or it was changed or moved.") from None


def head_of(key_id: str) -> bytes:
    """How every value sealed with this key begins."""
    return bytes([VERSION, len(key_id)]) + key_id.encode("ascii")


def is_current(sealed: bytes) -> bool:
    """Was it sealed with the key that writes?"""
    return sealed.startswith(head_of(settings.ENCRYPTION_KEYS[0][0]))


def _encoded(plain: str) -> bytes:
    try:
        return plain.encode()
    except UnicodeEncodeError:  # the error would carry the words
        raise ValueError("Half of a character cannot be sealed.") from None


def _split(sealed: bytes) -> tuple[bytes, str, bytes]:
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise CannotOpen("A sealed value has a form this version does not know.")
    end = 2 + sealed[1]
    key_id = sealed[2:end].decode("ascii", "replace")
    # What does not look like an id is not repeated: it may be words that were never sealed.
    if not (key_id.isascii() and key_id.isalnum() and len(key_id) <= 8):
        raise CannotOpen("A sealed value has a form this version does not know.")
    return sealed[:end], key_id, sealed[end:]
